"""Finds what a demonstration's data folder holds: collections with their index, and runs with their parts."""

from dataclasses import dataclass
from pathlib import Path

from ledger.training import parts

INDEX = "images.csv"
RUNS = "manifests"


class FolderUnfit(Exception):
    """The folder is not of the shape COLLECTION/images.csv and manifests/RUN/."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder}: {reason}; it needs COLLECTION/{INDEX} and {RUNS}/RUN/, nothing was changed")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Found:
    """The folders of one demonstration."""

    collections: tuple[Path, ...]
    run: Path


def look(folder: Path, *, run: str = "") -> Found:
    """Find every collection and the run to show: the one named, or the last by name. Raises FolderUnfit."""
    if not folder.is_dir():
        raise FolderUnfit(folder, "there is no such folder")
    collections = tuple(sorted(path.parent for path in folder.glob(f"*/{INDEX}")))
    if not collections:
        raise FolderUnfit(folder, "no collection has an index")
    return Found(collections, _run(folder, run))


def _run(folder: Path, name: str) -> Path:
    runs = [path for path in sorted(folder.glob(f"{RUNS}/*")) if path.is_dir() and parts.part_files(path)]
    wanted = [path for path in runs if not name or path.name == name]
    if not wanted:
        raise FolderUnfit(folder, f"no run {name!r} has manifest parts" if name else "no run has manifest parts")
    return wanted[-1]
