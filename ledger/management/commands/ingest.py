"""ingest: take in manifest parts of a run, and match them once the run is complete."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import jobs
from contributors.management import door
from ledger.training import counts, ingestion, parts, runs, usage
from ledger.training.manifest import BadPart


class Command(door.Door):
    """Every part is read whole before the first is recorded; one bad part and none of them is."""

    help = "Ingest manifest parts (files or folders) of a registered run."
    refusals: ClassVar = (runs.RunUnknown, BadPart, ingestion.RunSettled, usage.PartsHeld)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, and where its parts lie."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the registered run")
        parser.add_argument("paths", nargs="+", type=Path, help="part files, or folders of them")
        parser.add_argument(
            "--sums-later", action="store_true", help="leave the sums that pages show to whoever asks for them first"
        )

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Check, keep and record the parts; match the run where nothing is missing and nothing held."""
        run = runs.named(str(options["name"]))
        paths = options["paths"]
        files = found(paths if isinstance(paths, list) else [])
        checked = jobs.gathered(ingestion.check_all(run, files), kind="ingest", key=run.name, total=len(files))
        taken = ingestion.take(run, checked, at=now())
        missing = usage.missing(run)
        told: dict[str, door.Value] = {
            "run": run.name,
            "new": taken.new,
            "known": taken.known,
            "held": taken.held,
            "superseded": sum(len(one.superseded) for one in usage.standings(run)),
            "missing": missing,
        }
        if taken.held:
            told["resolve"] = "a held part waits for a person: decide it with resolve_part"
        elif not missing:
            matching = usage.match(run, at=now())
            if not options["sums_later"]:
                counts.of(run)
            told["exposures"] = matching.exposures
        return told


def found(paths: Sequence[Path]) -> list[Path]:
    """The part files under ``paths``. One clear error where there is none."""
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path} is not there: nothing was ingested")
        if not (path.is_file() or path.is_dir()):
            raise CommandError(f"{path} is neither a file nor a folder: nothing was ingested")
    files = [file for path in paths for file in (parts.part_files(path) if path.is_dir() else [path])]
    if not files:
        raise CommandError(f"no manifest part lies in {', '.join(str(path) for path in paths)}")
    return files
