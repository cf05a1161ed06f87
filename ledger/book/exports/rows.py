"""What an export is made of: accounts with their first day, and postings that come one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.book.chart import AccountName, Kind


@dataclass(frozen=True, slots=True)
class Opening:
    """An account with every commodity it is kept in, and the first day anything was entered there."""

    code: str
    kind: Kind
    commodities: Sequence[str]
    opened_on: date


@dataclass(frozen=True, slots=True)
class Heading:
    """What an entry says above its legs. ``reverses`` and ``corrects`` are numbers of other entries."""

    number: int
    kind: str
    scope: str
    key: str
    effective_on: date
    recorded_at: datetime
    note: str = ""
    reverses: int | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg, in minor units, debit positive; the legs of an entry share its heading and follow each other."""

    heading: Heading
    leg: int
    account: AccountName
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book. ``postings`` are in order of day, entry and leg, and may be more than memory holds."""

    openings: Sequence[Opening]
    postings: Iterable[Posting]

    def commodities(self) -> list[str]:
        """Every commodity of the book."""
        return sorted({commodity for opening in self.openings for commodity in opening.commodities})
