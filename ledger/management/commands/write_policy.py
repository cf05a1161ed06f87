"""write_policy: write a version of a reward policy. A version once written never changes."""

from argparse import ArgumentTypeError
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser

from contributors.management import door
from ledger.book import money
from ledger.rewards import calculation, policies


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one category or stage counts; 10,000 basis points are once."""

    word: str
    basis_points: int


class Command(door.Door):
    """The same version with the same rules is written once; with others it is refused."""

    help = "Write a version of a reward policy: how usage becomes an amount, from a day on."
    refusals: ClassVar = (money.AmountDoesNotFit, policies.PolicyUnfit, policies.PolicyWrittenOtherwise)

    def add_arguments(self, parser: CommandParser) -> None:
        """All that a policy says."""
        super().add_arguments(parser)
        parser.add_argument("name", help="a short name: letters, digits, - and _")
        parser.add_argument("--version-number", type=int, required=True, metavar="N", help="1, 2, ...")
        parser.add_argument("--mode", choices=policies.MODES, required=True, help="a pool to share, or a rate per unit")
        parser.add_argument("--counting", choices=policies.COUNTINGS, default="distinct")
        parser.add_argument("--amount", type=int, required=True, help="the pool or the rate, in yen, cents or points")
        parser.add_argument("--minimum", type=int, default=0, help="the least for each contributor with units in a run")
        parser.add_argument("--cap", type=int, help="the most for each contributor in a run")
        parser.add_argument("--run-cap", type=int, help="the most that a run gives at a rate; shared like a pool then")
        parser.add_argument("--commodity", default="JPY", help="JPY, USD, ..., or what else is given: POINTS, TICKETS")
        parser.add_argument("--effective-from", type=door.day, required=True, metavar="DAY")
        parser.add_argument("--category", type=weight, action="append", default=[], metavar="WORD=BASIS_POINTS")
        parser.add_argument("--stage", type=weight, action="append", default=[], metavar="WORD=BASIS_POINTS")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Write it."""
        rule = calculation.Rule(
            mode=policies.MODES[policies.MODES.index(str(options["mode"]))],
            counting=policies.COUNTINGS[policies.COUNTINGS.index(str(options["counting"]))],
            amount_minor=int(str(options["amount"])),
            category_weights=weights(options, "category"),
            stage_weights=weights(options, "stage"),
            minimum_minor=int(str(options["minimum"])),
            cap_minor=given_amount(options, "cap"),
            run_cap_minor=given_amount(options, "run_cap"),
        )
        policy = policies.write(
            str(options["name"]),
            rule,
            version=int(str(options["version_number"])),
            commodity=str(options["commodity"]),
            effective_from=door.given_day(options, "effective_from"),
        )
        return {
            "policy": str(policy),
            "mode": policy.mode,
            "counting": policy.counting,
            "amount": policy.amount_minor,
            "minimum": policy.minimum_minor,
            "cap": policy.cap_minor,
            "run_cap": policy.run_cap_minor,
            "commodity": policy.commodity,
            "effective_from": policy.effective_from.isoformat(),
            "category_weights": dict(rule.category_weights),
            "stage_weights": dict(rule.stage_weights),
        }


def given_amount(options: Mapping[str, object], name: str) -> int | None:
    """An amount that may be left out."""
    given = options[name]
    return None if given is None else int(str(given))


def weight(text: str) -> Weight:
    """A weight as it is typed: ``portrait=15000``."""
    word, equals, number = text.rpartition("=")
    if not (word and equals and number.isascii() and number.isdigit()):
        raise ArgumentTypeError(f"{text!r} is no weight: write it as portrait=15000, in basis points")
    return Weight(word, int(number))


def weights(options: Mapping[str, object], name: str) -> dict[str, int]:
    """The weights of an option, by word. One word with two weights is refused."""
    found = options[name]
    given = [one for one in found if isinstance(one, Weight)] if isinstance(found, list) else []
    by_word = {one.word: one.basis_points for one in given}
    if len(by_word) < len(given):
        raise CommandError(f"a {name} is given two weights: give it one")
    return by_word
