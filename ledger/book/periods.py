"""Months of the book: opened by their first entry, closed in order, never opened again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from contributors.models import User
from ledger.book import lock, refusals
from ledger.models import Closing, Period


class PeriodNotOver(Exception):
    """A month is closed once its last day has passed."""

    def __init__(self, month: date) -> None:
        super().__init__(f"{month:%Y-%m} is not over yet: close it from its last day on")
        self.month = month


class EarlierPeriodOpen(Exception):
    """Months close in order."""

    def __init__(self, month: date) -> None:
        super().__init__(f"a month before {month:%Y-%m} is still open: close that one first")
        self.month = month


class NothingInPeriod(Exception):
    """A month without a single entry needs no closing."""

    def __init__(self, month: date) -> None:
        super().__init__(f"nothing was entered in {month:%Y-%m}: there is nothing to close")
        self.month = month


@dataclass(frozen=True, slots=True)
class Closed:
    """The answer to a wish to close: the closing, and whether it is new."""

    closing: Closing
    is_new: bool


def month_of(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the following month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def open_for(day: date) -> Period:
    """The period of ``day``, opened where it is not there yet. Whether it is closed, the guard decides."""
    month = month_of(day)
    known = Period.objects.filter(month=month).first()
    return known or Period.objects.get_or_create(month=month)[0]


@transaction.atomic
def close(month: date, *, by: User, at: datetime) -> Closed:
    """Close ``month``. Asked twice, done once. Raises NothingInPeriod, PeriodNotOver, EarlierPeriodOpen."""
    lock.hold("period", "closing")
    known = Closing.objects.filter(period_id=month).first()
    if known is not None:
        return Closed(known, is_new=False)
    period = Period.objects.filter(month=month).first()
    if period is None:
        raise NothingInPeriod(month)
    if localtime(at).date() < month_after(month):
        raise PeriodNotOver(month)
    return Closed(_closing(period, by, at), is_new=True)


def _closing(period: Period, by: User, at: datetime) -> Closing:
    try:
        with transaction.atomic():
            closing = Closing.objects.create(period=period, entries=0, closed_at=at, closed_by=by)
    except IntegrityError as error:
        if refusals.constraint_of(error) == "periods_close_in_order":
            raise EarlierPeriodOpen(period.month) from error
        raise
    # The guard waits for entries that are being posted, then counts them.
    closing.refresh_from_db(fields=["entries"])
    return closing
