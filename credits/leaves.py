"""The roll cut into leaves: so many names that a page stays light, grouped by initial, with the whole index.

Takes names; gives one leaf and where every initial begins. A leaf holds at most `MOST_NAMES` names and at most
`MOST_BYTES` bytes of names and readings (UTF-8), so that a page stays below 60 KB even where nothing compresses.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from credits import initials, legible

MOST_NAMES = 600
MOST_BYTES = 36_000
MOST_CELLS = 32


@dataclass(frozen=True, slots=True)
class Name:
    """One name as it is printed; `reading` is empty where it would only repeat the name."""

    name: str
    reading: str
    initial: str

    @property
    def is_long(self) -> bool:
        """Whether the name needs a line of its own: wide letters (UAX #11) count twice."""
        wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in self.name)
        return len(self.name) + wide > MOST_CELLS


@dataclass(frozen=True, slots=True)
class Group:
    """The names of one initial on one leaf."""

    initial: str
    anchor: str
    names: Sequence[Name]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where an initial begins: leaf `number`, from 1."""

    initial: str
    anchor: str
    number: int


@dataclass(frozen=True, slots=True)
class Roll:
    """All leaves of a roll, and where each initial begins."""

    names: Sequence[Name]
    leaves: Sequence[Sequence[Name]]
    index: Sequence[Beginning]

    def groups(self, number: int) -> list[Group]:
        """The groups of leaf `number`, from 1."""
        grouped = groupby(self.leaves[number - 1], key=lambda name: name.initial)
        return [Group(initial, initials.anchor(initial), list(names)) for initial, names in grouped]


def printed(chosen: Iterable[tuple[str, str]]) -> list[Name]:
    """Names and their readings made legible, in the roll's order; what cannot be seen is left out."""
    clean = ((legible.name(name), legible.name(reading)) for name, reading in chosen)
    ordered = sorted((initials.standing(name, reading), name, reading) for name, reading in clean if name)
    return [Name(name, _told(name, reading), standing.initial) for standing, name, reading in ordered]


def found(names: Sequence[Name], sought: str) -> list[Name]:
    """The names in which, or in whose reading, `sought` occurs."""
    folded = initials.fold(sought)
    return [one for one in names if folded in initials.fold(one.name) or folded in initials.fold(one.reading)]


def bound(names: Sequence[Name]) -> Roll:
    """The names cut into leaves; at least one, which may be empty."""
    leaves = _cut(names)
    begun: dict[str, int] = {}
    for number, leaf in enumerate(leaves, start=1):
        for name in leaf:
            begun.setdefault(name.initial, number)
    index = [Beginning(initial, initials.anchor(initial), number) for initial, number in begun.items()]
    return Roll(names, leaves, index)


def _cut(names: Sequence[Name]) -> list[list[Name]]:
    leaves: list[list[Name]] = [[]]
    size_bytes = 0
    for name in names:
        more_bytes = len(name.name.encode()) + len(name.reading.encode())
        if leaves[-1] and (len(leaves[-1]) == MOST_NAMES or size_bytes + more_bytes > MOST_BYTES):
            leaves.append([])
            size_bytes = 0
        leaves[-1].append(name)
        size_bytes += more_bytes
    return leaves


def _told(name: str, reading: str) -> str:
    return reading if reading and initials.fold(reading) != initials.fold(name) else ""
