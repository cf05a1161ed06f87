"""Months: opened by their first entry, closed in order once they are over, never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ledger.book import periods
from ledger.models import Closing, Period
from tests import story
from tests.ledger.april import April

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
MAY_DAY = datetime(2026, 5, 1, tzinfo=story.TOKYO)


@given(st.dates(date(1900, 1, 1), date(9999, 11, 30)))
def test_a_month_holds_its_days(day: date) -> None:
    month = periods.month_of(day)
    assert month.day == 1
    assert month <= day < periods.month_after(month)
    assert periods.month_after(month).day == 1


def test_the_month_after_december_is_january() -> None:
    assert periods.month_after(date(2026, 12, 1)) == date(2027, 1, 1)


def test_a_month_is_opened_once(april: April) -> None:
    assert periods.open_for(date(2026, 4, 28)) == periods.open_for(date(2026, 4, 1))
    assert [period.month for period in Period.objects.all()] == [APRIL]


def test_a_month_is_closed_with_the_entries_it_has(april: April) -> None:
    april.settled()
    closed = periods.close(APRIL, by=april.cy, at=story.NOON)
    assert (closed.is_new, closed.closing.entries, closed.closing.closed_by_id) == (True, 1, april.cy.pk)


def test_asked_twice_a_month_is_closed_once(april: April) -> None:
    april.settled()
    first = periods.close(APRIL, by=april.cy, at=story.NOON)
    again = periods.close(APRIL, by=april.house.dee, at=datetime(2026, 6, 1, tzinfo=story.TOKYO))
    assert (again.is_new, again.closing) == (False, first.closing)
    assert Closing.objects.get().closed_by_id == april.cy.pk


def test_a_month_that_is_not_over_stays_open(april: April) -> None:
    april.settled()
    with pytest.raises(periods.PeriodNotOver):
        periods.close(APRIL, by=april.cy, at=datetime(2026, 4, 30, 23, 59, tzinfo=story.TOKYO))
    assert not Closing.objects.exists()
    assert periods.close(APRIL, by=april.cy, at=MAY_DAY).is_new


def test_a_month_without_an_entry_is_not_closed(april: April) -> None:
    with pytest.raises(periods.NothingInPeriod):
        periods.close(APRIL, by=april.cy, at=story.NOON)
    assert not Closing.objects.exists()


def test_a_month_is_not_closed_before_an_earlier_one(april: April) -> None:
    april.settled()
    periods.open_for(MAY)
    with pytest.raises(periods.EarlierPeriodOpen):
        periods.close(MAY, by=april.cy, at=datetime(2026, 6, 1, tzinfo=story.TOKYO))
    assert not Closing.objects.exists()


def test_two_who_close_a_month_close_it_once(committed_april: April) -> None:
    committed_april.settled()

    def closed(_turn: int) -> bool:
        try:
            return story.closed(committed_april.house).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        news = list(threads.map(closed, range(3)))
    assert news.count(True) == 1
    assert Closing.objects.count() == 1
