"""likenesses: search a run's unknown pictures among the given ones by the hashes that its manifest brings."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser
from django.utils.timezone import now

from contributors import jobs
from contributors.management import door
from ledger.models import LikenessSearch
from ledger.training import likenesses, runs, usage


class Command(door.Door):
    """What is found is shown on the run's page. A hash credits nobody."""

    help = "Search a run's unknown digests among the given pictures by phash or PDQ."
    refusals: ClassVar = (runs.RunUnknown, usage.RunIncomplete, likenesses.NotMatched)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run; it must be matched")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Search, and tell what was asked, found and left out."""
        run = runs.named(str(options["name"]))
        total = likenesses.steps(run)
        jobs.carried_out(likenesses.search(run, at=now()), kind=likenesses.JOB, key=run.name, total=total)
        told = LikenessSearch.objects.get(run=run)
        return {
            "run": run.name,
            "unknown": told.unknown,
            "searched": told.searched,
            "without_hint": told.without_hint,
            "left_out": told.left_out,
            "found": told.found,
            "not_kept": told.not_kept,
        }
