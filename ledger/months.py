"""The end of a month in one transaction: closed, stated and sealed, or nothing of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from contributors.models import User
from ledger.book import periods, proofs, tallies
from ledger.models import Seal
from ledger.statements import figures


class MonthUnclear(ValueError):
    """A month is written as YYYY-MM."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:20]!r} is no month: write it as YYYY-MM, such as 2026-10")
        self.text = text


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What closing gave."""

    seal: Seal
    statements: int
    is_new: bool


def read(text: str) -> date:
    """The month written as YYYY-MM. Raises MonthUnclear."""
    try:
        if len(text) != 7:
            raise MonthUnclear(text)
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise MonthUnclear(text) from error


@transaction.atomic
def close(month: date, *, by: User, at: datetime) -> MonthEnd:
    """Close, state and seal ``month``. Asked twice, done once. Raises what periods.close raises."""
    closed = periods.close(month, by=by, at=at)
    count = figures.draw_up(closed.closing)
    tallies.soon()
    return MonthEnd(proofs.seal(closed.closing, at=at), count, closed.is_new)
