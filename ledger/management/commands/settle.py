"""settle: turn a run's credited usage into rewards in the book."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Contributor, Role
from ledger.book import journal, money
from ledger.models import Policy, Run, Settlement
from ledger.rewards import accrual, bounds, comparing, policies
from ledger.training import runs, usage

LARGEST = 10


class Command(door.Door):
    """--preview computes and shows, and writes nothing."""

    help = "Settle a run under a policy."
    refusals: ClassVar = (
        runs.RunUnknown,
        policies.PolicyUnknown,
        people.UserUnknown,
        people.RoleMissing,
        usage.RunIncomplete,
        accrual.RunNotMatched,
        accrual.SettledOtherwise,
        accrual.WithdrawnInside,
        bounds.PoolTooSmall,
        money.NothingToShare,
        money.AmountDoesNotFit,
        journal.EntryRefused,
        journal.SameKeyOtherBody,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, the policy, the day and who settles."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run")
        parser.add_argument("--policy", required=True, help="the policy's name; its version in force on the day")
        parser.add_argument("--on", type=door.day, help="effective day (ISO 8601); today if not given")
        parser.add_argument("--by", metavar="USER", help="the treasurer who settles; needed unless --preview")
        parser.add_argument("--preview", action="store_true", help="compute and show, write nothing")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Preview, or settle."""
        run = runs.named(str(options["name"]))
        on = door.given_day(options, "on")
        policy = policies.in_force(str(options["policy"]), on=on)
        if options["preview"]:
            return _previewed(run, policy)
        if not options["by"]:
            raise CommandError("name the treasurer who settles with --by, or ask for a --preview")
        by = people.staff(str(options["by"]), Role.TREASURER)
        with transaction.atomic():
            usage.match(run, at=now())
            return _told(accrual.settle(run, policy, by=by, on=on, at=now()))


def _told(settlement: Settlement) -> door.Words:
    return {
        "run": settlement.run.name,
        "policy": str(settlement.policy),
        "commodity": settlement.policy.commodity,
        "total": settlement.total_minor,
        "contributors": settlement.rewards.filter(amount_minor__gt=0).count(),
        "entry": settlement.entry_id,
    }


def _previewed(run: Run, policy: Policy) -> door.Words:
    with transaction.atomic():
        usage.match(run, at=now())
        seen = accrual.preview(run, policy)
        difference = comparing.against_last(seen, policies.read(policy))
        transaction.set_rollback(True)
    largest = sorted(seen.rewards, key=lambda reward: (-reward.amount_minor, reward.contributor_id))[:LARGEST]
    names = Contributor.objects.in_bulk([reward.contributor_id for reward in largest])
    return {
        "run": run.name,
        "policy": seen.policy,
        "commodity": seen.commodity,
        "total": seen.total_minor,
        "units": seen.units,
        "contributors": sum(reward.amount_minor > 0 for reward in seen.rewards),
        "largest": [
            {"contributor": names[reward.contributor_id].name, "images": reward.images, "amount": reward.amount_minor}
            for reward in largest
        ],
        "against_last": None if difference is None else _compared(difference),
    }


def _compared(difference: comparing.Difference) -> door.Words:
    names = Contributor.objects.in_bulk([one.contributor_id for one in difference.moved])
    return {
        "run": difference.last.run.name,
        "policy": str(difference.last.policy),
        "total_then": difference.then_minor,
        "difference": difference.now_minor - difference.then_minor,
        "by_pictures": difference.by_usage_minor,
        "by_policy": difference.by_policy_minor,
        "terms": [
            {"term": f"{one.term} {one.word}".strip(), "then": one.then, "now": one.now} for one in difference.terms
        ],
        "contributors_then": difference.contributors_then,
        "contributors_joined": difference.joined,
        "contributors_gone": difference.gone,
        "images_then": difference.images_then,
        "images_now": difference.images_now,
        "moved_most": [
            {
                "contributor": names[one.contributor_id].name,
                "then": one.then_minor,
                "now": one.now_minor,
                "units_then": one.units_then,
                "units_now": one.units_now,
            }
            for one in difference.moved
        ],
    }
