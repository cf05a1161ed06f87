"""A recorder's folder: the names of parts, laying one down whole, and where to go on after a crash.

`attemptAA-rankRR-partPPP.manifest.jsonl`, numbers padded to that width and longer where they must.
What a part holds is left to `recorder`. Standard library only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ledger.training.manifest import ResumedFrom

_NAME: Final = re.compile(r"attempt([0-9]{2,6})-rank([0-9]{2,5})-part([0-9]{3,7})\.manifest\.[a-z]+")


@dataclass(frozen=True, order=True)
class NamedPart:
    """A part as its file's name tells of it."""

    attempt: int
    rank: int
    part: int
    path: Path


def name(*, attempt: int, rank: int, part: int, suffix: str) -> str:
    """The file name of one part; the suffix begins with a dot."""
    return f"attempt{attempt:02d}-rank{rank:02d}-part{part:03d}.manifest{suffix}"


def parts_in(folder: Path) -> list[NamedPart]:
    """What lies in a folder under such names, in order."""
    return sorted(filter(None, map(_named, folder.iterdir())))


def _named(path: Path) -> NamedPart | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    attempt, rank, part = map(int, match.groups())
    return NamedPart(attempt, rank, part, path)


def lay_down(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file that appears under its name whole or not at all, and is on disk on return."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too must outlive a power cut
    finally:
        os.close(folder)


def last_common(written: Sequence[NamedPart], rank: int, *, before: int) -> ResumedFrom | None:
    """The last part of this rank's latest attempt before `before` that no rank seen in it lacks.

    A rank that died sooner lacks a part the others have; no weights were saved after that part.
    """
    mine = [part.attempt for part in written if part.rank == rank and part.attempt < before]
    if not mine:
        return None
    furthest: dict[int, int] = {}
    for part in written:
        if part.attempt == max(mine):
            furthest[part.rank] = max(part.part, furthest.get(part.rank, 0))
    return ResumedFrom(max(mine), min(furthest.values()))
