"""resolve_alarm: a person decides about withdrawn pictures inside a run."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from ledger.models import AlarmDecided
from ledger.training import alarms, runs


class Command(door.Door):
    """The decision holds for the pictures that are inside now; with other ones the alarm is open again."""

    help = "Decide about withdrawn pictures inside a run; prove and publishing wait for it."
    refusals: ClassVar = (
        runs.RunUnknown,
        people.UserUnknown,
        people.RoleMissing,
        alarms.NoAlarm,
        alarms.WordsMissing,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, what was decided and why, and who says so."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run")
        parser.add_argument("--decided", choices=AlarmDecided.values, required=True, help="what was decided")
        parser.add_argument("--words", required=True, help="why, in a sentence")
        parser.add_argument("--by", metavar="USER", required=True, help="the approver who decides")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Decide."""
        by = people.staff(str(options["by"]), Role.APPROVER)
        run = runs.named(str(options["name"]))
        decided = AlarmDecided(str(options["decided"]))
        said = alarms.decide(run, decided, words=str(options["words"]), by=by, at=now())
        return {"run": run.name, "exposures": said.exposures, "decided": said.decided, "by": said.by.username}
