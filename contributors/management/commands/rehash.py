"""rehash: make fingerprints of an older load rule, or without sub-windows, anew from the originals."""

from collections.abc import Mapping

from contributors import fingerprints, jobs, rehashing
from contributors.management import door


class Command(door.Door):
    """Killed in between, the next call goes on where this one stopped."""

    help = "Hash pictures again whose fingerprint is of an older load rule or lacks its sub-windows."

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Go through all that is stale, and say what is left: pictures whose original is not kept or not readable."""
        total = rehashing.stale().count()
        jobs.carried_out(rehashing.rehash(), kind=rehashing.JOB, key=fingerprints.LOAD_RULE, total=total)
        return {"load_rule": fingerprints.LOAD_RULE, "looked_at": total, "left": rehashing.stale().count()}
