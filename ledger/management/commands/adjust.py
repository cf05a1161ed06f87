"""adjust: correct a settlement by an entry of its own in an open month."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from ledger.book import journal
from ledger.models import AdjustmentLine, AdjustmentReason, Settlement
from ledger.rewards import adjusting, planning, wishes
from ledger.training import runs


class Command(door.Door):
    """--preview computes and shows, and writes nothing."""

    help = (
        "Correct a settlement: give a picture to whom it should have been credited, take it from whom it should not"
        " have been, move it from one to the other, or correct an amount."
    )
    refusals: ClassVar = (
        runs.RunUnknown,
        people.UserUnknown,
        people.RoleMissing,
        wishes.ImageUnknown,
        wishes.ContributorUnknown,
        wishes.WishIncomplete,
        adjusting.NotSettled,
        adjusting.NothingToAdjust,
        adjusting.PaidOutAlready,
        planning.AlreadyCredited,
        planning.CorrectedBefore,
        planning.NotCredited,
        planning.PictureNotUsed,
        planning.PictureOfNobody,
        journal.EntryRefused,
        journal.SameKeyOtherBody,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to correct, for whom, why, and who does."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run")
        parser.add_argument("what", choices=wishes.WHATS)
        parser.add_argument("--picture", default="", help="its number, the SHA-256 of its file, or collection/path")
        parser.add_argument("--from", dest="giver", default="", metavar="CONTRIBUTOR", help="number or handle")
        parser.add_argument("--to", dest="receiver", default="", metavar="CONTRIBUTOR", help="number or handle")
        parser.add_argument("--amount", type=int, default=0, help="with amount: how much, in yen, cents or points")
        parser.add_argument("--reason", choices=AdjustmentReason.values, required=True)
        parser.add_argument("--note", required=True, help="a sentence that stands in the contributor's statement")
        parser.add_argument("--on", type=door.day, help="effective day (ISO 8601); today if not given")
        parser.add_argument("--by", metavar="USER", help="the treasurer who corrects; needed unless --preview")
        parser.add_argument("--preview", action="store_true", help="compute and show, write nothing")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Preview, or post."""
        settlement = adjusting.of_run(runs.named(str(options["name"])))
        changes = wishes.changes(_wish(options))
        reason, note = AdjustmentReason(str(options["reason"])), str(options["note"])
        if options["preview"]:
            planned = planning.plan(settlement, changes, reason=reason, note=note)
            return _told(settlement, planned.lines, entry=None)
        if not options["by"]:
            raise CommandError("name the treasurer who corrects with --by, or ask for a --preview")
        by = people.staff(str(options["by"]), Role.TREASURER)
        on = door.given_day(options, "on")
        adjustment = adjusting.adjust(settlement, changes, reason=reason, note=note, by=by, on=on, at=now())
        posted = adjustment.lines.select_related("contributor", "image").order_by("id")
        return _told(settlement, list(posted), entry=adjustment.entry_id)


def _wish(options: Mapping[str, object]) -> wishes.Wish:
    return wishes.Wish(
        what=wishes.WHATS[wishes.WHATS.index(str(options["what"]))],
        picture=str(options["picture"]),
        giver=str(options["giver"]),
        receiver=str(options["receiver"]),
        amount_minor=int(str(options["amount"])),
    )


def _told(
    settlement: Settlement, planned: Sequence[planning.Line | AdjustmentLine], *, entry: int | None
) -> door.Words:
    return {
        "run": settlement.run.name,
        "commodity": settlement.policy.commodity,
        "corrects": settlement.entry_id,
        "entry": entry,
        "total": sum(line.amount_minor for line in planned),
        "lines": [
            {
                "contributor": line.contributor.name,
                "picture": line.image.path if line.image else None,
                "units": line.units,
                "amount": line.amount_minor,
            }
            for line in planned
        ],
    }
