"""resolve_part: a person decides which of two parts of one identity counts."""

from collections.abc import Mapping
from typing import ClassVar, get_args

from django.core.management.base import CommandParser
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from ledger.training import completeness, ingestion

KEEPS: dict[str, ingestion.Keep] = {word: word for word in get_args(ingestion.Keep)}


class Command(door.Door):
    """Both parts stay on file. The run is matched anew afterwards: usage or ingest does it."""

    help = "Decide a held part: keep the one received before, or the held one instead."
    refusals: ClassVar = (
        people.UserUnknown,
        people.RoleMissing,
        ingestion.PartUnknown,
        ingestion.PartNotHeld,
        ingestion.RunSettled,
        completeness.PartDisagrees,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The part, which of the two stays, and who says so."""
        super().add_arguments(parser)
        parser.add_argument("part", type=int, help="the number of the held part, as usage and settle tell it")
        parser.add_argument("--keep", choices=sorted(KEEPS), required=True, help="which of the two counts")
        parser.add_argument("--by", metavar="USER", required=True, help="the treasurer who decides")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Decide."""
        by = people.staff(str(options["by"]), Role.TREASURER)
        part = ingestion.numbered(int(str(options["part"])))
        decided = ingestion.resolve(part, keep=KEEPS[str(options["keep"])], by=by, at=now())
        return {"run": decided.run.name, "part": decided.pk, "file": decided.file_name, "state": decided.state}
