"""Policies: written once, version after version, and read as plain rules."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from django.db import transaction

from ledger.book import money
from ledger.models import Policy, PolicyWeight
from ledger.rewards.calculation import Counting, Mode, Rule

Attached = Literal["category", "stage"]
MODES: tuple[Mode, ...] = get_args(Mode)
COUNTINGS: tuple[Counting, ...] = get_args(Counting)

# Ten times whole; with more, units of large runs would no longer fit into 64 bits.
MOST_BASIS_POINTS = 100_000
MOST_VERSIONS = 1_000_000

_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_WORD = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_COMMODITY = re.compile(r"[A-Z][A-Z0-9]{1,11}")


class PolicyUnknown(Exception):
    """No policy of that name is in force."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"no policy named {name[:60]!r} is in force on {on}: write one first, or name another")
        self.name = name


class PolicyUnfit(ValueError):
    """A policy is not written as policies are."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}: nothing was written")
        self.reason = reason


class PolicyWrittenOtherwise(Exception):
    """This version exists already, with other rules."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(f"{name} version {version} is written already, with other rules: give a new version")
        self.name = name
        self.version = version


@transaction.atomic
def write(name: str, rule: Rule, *, version: int, commodity: str, effective_from: date) -> Policy:
    """Write a version of a policy. Asked twice with the same rule, done once; another rule is refused.

    Raises PolicyUnfit, PolicyWrittenOtherwise, money.AmountDoesNotFit.
    """
    money.fits(rule.amount_minor)
    _refuse_unfit(name, version, commodity)
    _refuse_bounds(rule)
    _refuse_weights(rule.category_weights)
    _refuse_weights(rule.stage_weights)
    policy, is_new = Policy.objects.get_or_create(
        name=name,
        version=version,
        defaults={
            "commodity": commodity,
            "effective_from": effective_from,
            "mode": rule.mode,
            "counting": rule.counting,
            "amount_minor": rule.amount_minor,
            "minimum_minor": rule.minimum_minor,
            "cap_minor": rule.cap_minor,
            "run_cap_minor": rule.run_cap_minor,
        },
    )
    if is_new:
        _weigh(policy, "category", rule.category_weights)
        _weigh(policy, "stage", rule.stage_weights)
    elif (read(policy), policy.commodity, policy.effective_from) != (rule, commodity, effective_from):
        raise PolicyWrittenOtherwise(name, version)
    return policy


def in_force(name: str, *, on: date) -> Policy:
    """The newest version of ``name`` that is effective on the day. Raises PolicyUnknown."""
    policy = Policy.objects.filter(name=name, effective_from__lte=on).order_by("-effective_from", "-version").first()
    if policy is None:
        raise PolicyUnknown(name, on)
    return policy


def read(policy: Policy) -> Rule:
    """The policy as plain values."""
    weights = list(policy.weights.all())
    return Rule(
        mode=mode(policy),
        counting=counting(policy),
        amount_minor=policy.amount_minor,
        category_weights={weight.word: weight.basis_points for weight in weights if weight.of == "category"},
        stage_weights={weight.word: weight.basis_points for weight in weights if weight.of == "stage"},
        minimum_minor=policy.minimum_minor,
        cap_minor=policy.cap_minor,
        run_cap_minor=policy.run_cap_minor,
    )


def mode(policy: Policy) -> Mode:
    """How units become an amount."""
    return "per_unit" if policy.mode == "per_unit" else "fixed_pool"


def counting(policy: Policy) -> Counting:
    """What one image counts as in one stage."""
    return "exposures" if policy.counting == "exposures" else "distinct"


def content_weights() -> Mapping[str, tuple[int, ...]]:
    """Every weight in basis points that the newest version of each policy gives a category, the lightest first."""
    newest = Policy.objects.order_by("name", "-effective_from", "-version").distinct("name").values("pk")
    rules = [read(policy) for policy in Policy.objects.filter(pk__in=newest).prefetch_related("weights")]
    words = {word for rule in rules for word in rule.category_weights}
    return {word: tuple(sorted({rule.content_weight_basis_points(word) for rule in rules})) for word in words}


def _refuse_unfit(name: str, version: int, commodity: str) -> None:
    if not _NAME.fullmatch(name):
        raise PolicyUnfit(f"{name[:60]!r} is no policy name: give up to 60 letters, digits, - and _")
    if not 1 <= version <= MOST_VERSIONS:
        raise PolicyUnfit(f"there is no version {version}: count from 1")
    if not _COMMODITY.fullmatch(commodity):
        raise PolicyUnfit(f"{commodity[:40]!r} is no commodity: give 2 to 12 capitals or digits, such as JPY or POINTS")


def _refuse_bounds(rule: Rule) -> None:
    for bound in (rule.minimum_minor or 1, rule.cap_minor or 1, rule.run_cap_minor or 1):
        money.fits(bound)
    if rule.cap_minor == 0 or rule.run_cap_minor == 0:
        raise PolicyUnfit("a cap of nothing gives nothing: leave the cap out, or give an amount")
    if rule.cap_minor is not None and rule.cap_minor < rule.minimum_minor:
        raise PolicyUnfit(f"the cap of {rule.cap_minor} is below the minimum of {rule.minimum_minor}: raise the cap")
    if rule.run_cap_minor is not None and rule.mode == "fixed_pool":
        raise PolicyUnfit("a pool is what a run gives already: cap the run where the policy has a rate")


def _refuse_weights(weights: Mapping[str, int]) -> None:
    for word, basis_points in weights.items():
        if not 0 <= basis_points <= MOST_BASIS_POINTS:
            raise PolicyUnfit(f"{word[:40]!r} cannot weigh {basis_points}: give 0 to {MOST_BASIS_POINTS} basis points")
        if not _WORD.fullmatch(word):
            raise PolicyUnfit(f"{word[:40]!r} is no word to weigh: give 1 to 100 characters")


def _weigh(policy: Policy, of: Attached, weights: Mapping[str, int]) -> None:
    PolicyWeight.objects.bulk_create(
        PolicyWeight(policy=policy, of=of, word=word, basis_points=basis_points)
        for word, basis_points in sorted(weights.items())
    )
