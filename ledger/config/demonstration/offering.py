"""Checks a demonstration's folder whole, pictures, indexes and parts, before the first of it is taken.

What is wrong anywhere in the folder is told here, while nothing has been changed yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contributors import archives, intake, jobs
from ledger.config.demonstration import folders
from ledger.models import Run
from ledger.training import ingestion, parts, runs


@dataclass(frozen=True, slots=True)
class Offering:
    """The pictures of each collection by its name, and a run's parts. ``recorded_as`` is what they call the run."""

    collections: Mapping[str, Sequence[archives.Offered]]
    run: str
    recorded_as: str
    parts: Sequence[ingestion.CheckedPart]


def check(data: Path, *, run: str = "") -> Offering:
    """Read everything once. Raises FolderUnfit, CollectionUnfit, ArchiveRefused, RunNameUnfit, BadPart."""
    found = folders.look(data, run=run)
    for folder in found.collections:
        intake.refuse_unfit(folder.name)
    collections = {folder.name: _pictures(folder) for folder in found.collections}
    files = parts.part_files(found.run)
    recorded_as = parts.header_of(files[0]).run
    runs.refuse_unfit(found.run.name, recorded_as)
    return Offering(collections, found.run.name, recorded_as, _parts(found.run.name, recorded_as, files))


def _pictures(folder: Path) -> Sequence[archives.Offered]:
    index = folder / folders.INDEX
    total = archives.index_rows(index)
    return jobs.gathered(archives.read(folder, index), kind="read", key=folder.name, total=total)


def _parts(name: str, recorded_as: str, files: Sequence[Path]) -> Sequence[ingestion.CheckedPart]:
    asked = Run(name=name, recorded_as=recorded_as)
    reading = (ingestion.check(asked, file) for file in files)
    return jobs.gathered(reading, kind="ingest", key=name, total=len(files))
