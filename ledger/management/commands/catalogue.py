"""catalogue: hold a catalogue of pictures against what a run used."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors.management import door
from ledger.models import CatalogueReading
from ledger.training import catalogues, coverage, runs, usage


class Command(door.Door):
    """A catalogue says which picture a name means, never that it was used: shown, never paid."""

    help = "Show how many of a catalogue's pictures (img2dataset, Hugging Face, WebDataset) a run used."
    refusals: ClassVar = (runs.RunUnknown, usage.RunIncomplete, catalogues.BadCatalogue)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, and the catalogues."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run")
        parser.add_argument("paths", nargs="+", type=Path, help=".parquet, .jsonl, .json or .idx files, or folders")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Read each and tell its counts."""
        run = runs.named(str(options["name"]))
        paths = options["paths"]
        for path in paths if isinstance(paths, list) else []:
            if not path.exists():
                raise CommandError(f"{path} is not there: nothing was read")
        read = [coverage.read(run, path, at=now()) for path in (paths if isinstance(paths, list) else [])]
        return {"run": run.name, "catalogues": [_told(one) for one in read]}


def _told(one: CatalogueReading) -> door.Words:
    return {
        "name": one.name,
        "kind": one.kind,
        "samples": one.samples,
        "without_digest": one.without_digest,
        "digests": one.digests,
        "seen": one.seen,
        "accepted": one.accepted,
        "unknown": one.unknown,
        "seen_unknown": one.seen_unknown,
        "uncatalogued": one.uncatalogued,
    }
