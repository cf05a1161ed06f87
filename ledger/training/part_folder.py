"""A recorder's folder: the names of parts, laying one down whole, and where to go on after a crash.

`attemptAA-rankRR-partPPP.manifest.jsonl`, numbers padded to that width and longer where they must. Beside them
`.attemptAA-rankRR.begun`, the header of a rank that has no part yet: a rank that dies before its first part would
else be forgotten, and come back under another attempt than the ranks that had written theirs.
What a part holds is left to `recorder`. Standard library only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ledger.training import headers
from ledger.training.manifest import Header, ResumedFrom

_NAME: Final = re.compile(r"attempt([0-9]{2,6})-rank([0-9]{2,5})-part([0-9]{3,7})\.manifest\.[a-z]+")
_BEGUN: Final = re.compile(r"\.attempt([0-9]{2,6})-rank([0-9]{2,5})\.begun")


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


@dataclass(frozen=True)
class Lives:
    """What a folder tells of all attempts: the parts that were written, and the (attempt, rank) that began."""

    written: Sequence[NamedPart]
    begun: Mapping[tuple[int, int], Header]

    def next_attempt(self, rank: int) -> int:
        """One more than the last attempt this rank was in; one in which nobody wrote a part is taken again."""
        return max(self._attempts_of(rank), default=0) + 1

    def last_common(self, rank: int, *, before: int) -> ResumedFrom | None:
        """The last part of this rank's latest attempt before `before` that no rank seen in it lacks.

        A rank that died sooner lacks a part the others have; no weights were saved after that part. Where one
        died before its first part, the weights are those which the attempt itself took over.
        """
        attempt = max((one for one in self._attempts_of(rank) if one < before), default=None)
        if attempt is None:
            return None
        furthest = {part.rank: part.part for part in sorted(self.written) if part.attempt == attempt}
        begun = self.begun.get((attempt, rank))
        if begun is None or all(other in furthest for other in self._begun_in(attempt, begun.world_size)):
            return ResumedFrom(attempt, min(furthest.values()))
        return begun.resumed_from

    def _attempts_of(self, rank: int) -> set[int]:
        used = {part.attempt for part in self.written}
        return {part.attempt for part in self.written if part.rank == rank} | {
            attempt for attempt, one in self.begun if one == rank and attempt in used
        }

    def _begun_in(self, attempt: int, world_size: int) -> list[int]:
        """Who began; a rank beyond the world is left from an earlier start that wrote nothing."""
        return [rank for one, rank in self.begun if one == attempt and rank < world_size]


def lives_in(folder: Path) -> Lives:
    """Read a folder's names, and the small files of those who began."""
    return Lives(parts_in(folder), dict(filter(None, map(_beginning, folder.iterdir()))))


def begin(folder: Path, header: Header) -> None:
    """Leave word that this rank began this attempt, and from where."""
    path = folder / f".attempt{header.attempt:02d}-rank{header.rank:02d}.begun"
    lay_down(path, lambda stream: _write(stream, header))


def _write(stream: BinaryIO, header: Header) -> None:
    stream.write(headers.render(header).encode())


def _beginning(path: Path) -> tuple[tuple[int, int], Header] | None:
    match = _BEGUN.fullmatch(path.name)
    if match is None:
        return None
    attempt, rank = map(int, match.groups())
    return (attempt, rank), headers.parse(path.read_text(encoding="utf-8"), file=path.name)
