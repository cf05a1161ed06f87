"""import_images: take in a cleared archive, a folder of pictures with its index."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import archives, intake, jobs, people, sources, tasks, turns
from contributors.management import door
from contributors.models import Role


class Command(door.Door):
    """Each author of the index becomes a verified, consenting contributor; each picture is decided."""

    help = "Import a folder of cleared pictures with its index (columns: path, contributor, licence, ...)."
    refusals: ClassVar = (
        archives.ArchiveRefused,
        intake.CollectionUnfit,
        people.UserUnknown,
        people.RoleMissing,
        jobs.WorkersOutOfReach,
        sources.SourceUnknown,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Folder, index, and who answers for the clearing."""
        super().add_arguments(parser)
        parser.add_argument("folder", help="the folder the index's paths start from")
        parser.add_argument("--index", help="the CSV index; images.csv in the folder where it is not named")
        parser.add_argument("--accept-by", required=True, metavar="USER", help="the reviewer who cleared it")
        parser.add_argument("--collection", help="what the archive is called; the folder's name where not given")
        parser.add_argument(
            "--source", help="the rewardless source that all of it comes from; no author is then rewarded"
        )
        parser.add_argument("--cleared-at", type=door.moment, help="when it was cleared (ISO 8601); now if not given")
        parser.add_argument("--workers", action="store_true", help="let the workers decide it and return at once")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Check the index whole, record it, then decide picture by picture."""
        folder = door.given_path(options, "folder")
        if folder is None:
            raise CommandError("name the folder to import")
        by = people.staff(str(options["accept_by"]), Role.REVIEWER)
        index = door.given_path(options, "index") or folder / "images.csv"
        collection = str(options["collection"] or folder.resolve().name)
        intake.refuse_unfit(collection)
        source = sources.named(str(options["source"])) if options["source"] else None
        clearance = intake.Clearance(by=by, cleared_at=door.given_moment(options, "cleared_at"), source=source)
        new = intake.record(collection, list(archives.read(folder, index)), clearance=clearance)
        if options["workers"]:
            _hand_over(collection)
            return {"collection": collection, "new": new, **asdict(intake.counts(collection))}
        with turns.taken(intake.JOB, collection):
            left = intake.undecided(collection).count()
            steps = intake.decide(collection, clearance=clearance)
            jobs.carried_out(steps, kind=intake.JOB, key=collection, total=left)
        for path, told in intake.refused_by_name(collection, ["too_many_pixels", "truncated_picture"]):
            self.stderr.write(f"declined {path}: {told}")
        return {"collection": collection, "new": new, **asdict(intake.counts(collection))}


def _hand_over(collection: str) -> None:
    """The workers decide under the clearance that came last, which is this one."""
    left, send = intake.undecided(collection).count(), partial(tasks.decide_pictures.delay, collection)
    jobs.begin(intake.JOB, key=collection, total=left, at=now(), send=send)
