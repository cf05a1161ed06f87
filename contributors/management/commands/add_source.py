"""add_source: make a rewardless source known, so that its pictures can be imported and counted."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser

from contributors import people, sources
from contributors.management import door
from contributors.models import Role


class Command(door.Door):
    """Changing a source is done in the admin pages, which keep who changed what."""

    help = "Add a rewardless source: a collection in the public domain or licensed."
    refusals: ClassVar = (
        sources.SourceUnfit,
        sources.SourceKnownOtherwise,
        people.UserUnknown,
        people.RoleMissing,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What it is called, under which licence, where it is."""
        super().add_arguments(parser)
        parser.add_argument("name", help="what the collection is called")
        parser.add_argument("--licence", required=True, help="such as 'CC0 1.0'")
        parser.add_argument("--address", default="", help="where it is, as a web address")
        parser.add_argument("--note", default="", help="what is to be told besides, in public")
        parser.add_argument("--by", required=True, metavar="USER", help="the administrator who adds it")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Add it."""
        by = people.staff(str(options["by"]), Role.ADMIN)
        words = (str(options[name]) for name in ("name", "licence", "address", "note"))
        source = sources.add(sources.Described(*words), by=by)
        return {"source": source.name, "licence": source.licence, "address": source.address, "note": source.note}
