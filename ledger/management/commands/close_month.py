"""close_month: close a month, fix its statements, seal both."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from ledger import months
from ledger.book import periods


class Command(door.Door):
    """One transaction; asked twice, done once."""

    help = "Close and seal a month that is over."
    refusals: ClassVar = (
        months.MonthUnclear,
        periods.NothingInPeriod,
        periods.PeriodNotOver,
        periods.EarlierPeriodOpen,
        people.UserUnknown,
        people.RoleMissing,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The month and who closes it."""
        super().add_arguments(parser)
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--by", required=True, metavar="USER", help="the treasurer who closes it")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Close it."""
        month = months.read(str(options["month"]))
        ended = months.close(month, by=people.staff(str(options["by"]), Role.TREASURER), at=now())
        return {
            "month": f"{month:%Y-%m}",
            "newly_closed": ended.is_new,
            "entries": ended.seal.closing.entries,
            "statements": ended.statements,
            "leaves": ended.seal.tree_size,
            "head": bytes(ended.seal.head).hex(),
        }
