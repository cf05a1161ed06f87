"""rehash: make fingerprints of an older load rule, or without sub-windows, anew from the originals."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser
from django.utils.timezone import now

from contributors import fingerprints, jobs, rehashing, tasks, turns
from contributors.management import door


class Command(door.Door):
    """Killed in between, the next call goes on where this one stopped."""

    help = "Hash pictures again whose fingerprint is of an older load rule or lacks its sub-windows."
    refusals: ClassVar = (jobs.WorkersOutOfReach,)

    def add_arguments(self, parser: CommandParser) -> None:
        """Who does it."""
        super().add_arguments(parser)
        parser.add_argument("--workers", action="store_true", help="hand it to the workers and return at once")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Go through all that is stale, and say what is left: pictures whose original is not kept or not readable."""
        kind, key, total = rehashing.JOB, fingerprints.LOAD_RULE, rehashing.stale().count()
        if options["workers"]:
            asked = jobs.begin(kind, key=key, total=total, at=now(), send=tasks.rehash.delay)
            return {"load_rule": key, "handed_over": total if asked.is_new else 0, "goes_on_already": not asked.is_new}
        with turns.taken(kind, key):
            total = rehashing.stale().count()
            jobs.carried_out(rehashing.rehash(), kind=kind, key=key, total=total)
        return {"load_rule": key, "looked_at": total, "left": rehashing.stale().count()}
