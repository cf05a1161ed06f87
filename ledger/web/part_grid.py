"""The parts of a run as a grid for each attempt: ranks down, parts across, each cell with its sign.

Takes the received and held parts of a run, gives rows of cells; which parts count and which are missing is
`completeness`'s to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.models import Part, PartState
from ledger.training import completeness, storage
from ledger.training.manifest import Header

Sign = Literal["received", "held", "declined", "superseded", "missing", "none"]
Place = tuple[int, int]

MOST_RANKS = 64
MOST_PARTS = 100

MARKS: dict[Sign, str] = {"received": "●", "held": "!", "declined": "×", "superseded": "○", "missing": "–", "none": ""}
WORDS: dict[Sign, str | Promise] = {
    "received": _("received"),
    "held": _("held for a person"),
    "declined": _("declined by a person"),
    "superseded": _("superseded"),
    "missing": _("missing"),
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of one part of one rank."""

    sign: Sign

    @property
    def mark(self) -> str:
        """The sign as it is drawn."""
        return MARKS[self.sign]

    @property
    def word(self) -> str:
        """The same in a word."""
        return str(WORDS[self.sign])


@dataclass(frozen=True, slots=True)
class Row:
    """One rank."""

    rank: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """One attempt of one chain. ``ranks`` and ``parts`` say how many there are; rows may show fewer."""

    stage: str
    component: str
    attempt: int
    ranks: int
    parts: int
    rows: Sequence[Row]

    @property
    def columns(self) -> range:
        """The numbers of the parts shown."""
        return range(min(self.parts, MOST_PARTS))

    @property
    def is_cut(self) -> bool:
        """Whether there is more than what is shown."""
        return self.ranks > MOST_RANKS or self.parts > MOST_PARTS


@dataclass(frozen=True, slots=True)
class Count:
    """How many parts bear a sign."""

    cell: Cell
    parts: int


def grids(parts: Iterable[Part]) -> list[Grid]:
    """A grid for each attempt of each (stage, component), in order."""
    known = list(parts)
    received = [storage.header_of(part) for part in known if part.state == PartState.RECEIVED]
    held = [storage.header_of(part) for part in known if part.state == PartState.HELD]
    return [grid for one in completeness.judge(received) for grid in _of_chain(one, held)]


def counts(parts: Iterable[Part]) -> list[Count]:
    """How many parts bear which sign; none of a sign is left out."""
    known = list(parts)
    standings = completeness.judge(storage.header_of(part) for part in known if part.state == PartState.RECEIVED)
    found: dict[Sign, int] = {
        "received": sum(len(one.counted) for one in standings),
        "held": sum(part.state == PartState.HELD for part in known),
        "superseded": sum(len(one.superseded) for one in standings),
        "missing": sum(len(gap.parts) for one in standings for gap in one.missing),
    }
    return [Count(Cell(sign), number) for sign, number in found.items() if number]


def _of_chain(one: completeness.Standing, held: Sequence[Header]) -> Iterator[Grid]:
    signs = dict(_signs(one, held))
    headers = [*one.counted, *one.superseded]
    worlds = {header.attempt: header.world_size for header in headers}
    for attempt in sorted({attempt for attempt, _place in signs}):
        places = {place: sign for (of, place), sign in signs.items() if of == attempt}
        yield _grid(one, attempt, worlds.get(attempt, 1), places)


def _signs(one: completeness.Standing, held: Sequence[Header]) -> Iterator[tuple[tuple[int, Place], Sign]]:
    """Later signs stand over earlier ones: a held part is shown where its first is received."""
    for header in one.superseded:
        yield (header.attempt, (header.rank, header.part)), "superseded"
    for header in one.counted:
        yield (header.attempt, (header.rank, header.part)), "received"
    for gap in one.missing:
        for part in gap.parts:
            yield (gap.attempt, (gap.rank, part)), "missing"
    for header in held:
        if (header.stage, header.component) == (one.stage, one.component):
            yield (header.attempt, (header.rank, header.part)), "held"


def _grid(one: completeness.Standing, attempt: int, world: int, places: Mapping[Place, Sign]) -> Grid:
    ranks = max(world, max(rank for rank, _part in places) + 1)
    parts = max(part for _rank, part in places) + 1
    rows = [
        Row(rank, [Cell(places.get((rank, part), "none")) for part in range(min(parts, MOST_PARTS))])
        for rank in range(min(ranks, MOST_RANKS))
    ]
    return Grid(one.stage, one.component, attempt, ranks, parts, rows)
