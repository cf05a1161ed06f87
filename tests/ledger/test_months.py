"""The end of a month: closed, stated and sealed together, or nothing of it."""

from datetime import date, datetime

import pytest

from ledger import months
from ledger.book import periods
from ledger.models import Closing, Seal, SealLeaf, Statement
from ledger.statements import figures
from tests import story
from tests.ledger.april import April


def counts() -> tuple[int, int, int, int]:
    return Closing.objects.count(), Statement.objects.count(), Seal.objects.count(), SealLeaf.objects.count()


def test_a_month_is_closed_stated_and_sealed(april: April) -> None:
    end = april.closed()
    assert (end.is_new, end.statements, end.seal.closing_id) == (True, 2, story.MONTH)
    assert counts() == (1, 2, 1, 3)


def test_asked_twice_a_month_ends_once(april: April) -> None:
    first = april.closed()
    again = months.close(story.MONTH, by=april.house.dee, at=datetime(2026, 7, 1, tzinfo=story.TOKYO))
    assert (again.is_new, again.statements, again.seal) == (False, 2, first.seal)
    assert counts() == (1, 2, 1, 3)


def test_a_month_that_cannot_be_stated_stays_open(april: April, monkeypatch: pytest.MonkeyPatch) -> None:
    april.settled()
    monkeypatch.setattr(figures, "MOVEMENTS", "SELECT 1 / 0")
    with pytest.raises(Exception, match="division by zero"):
        story.closed(april.house)
    assert counts() == (0, 0, 0, 0)


def test_a_month_that_is_not_over_has_no_end(april: April) -> None:
    april.settled()
    with pytest.raises(periods.PeriodNotOver):
        months.close(story.MONTH, by=april.cy, at=datetime(2026, 4, 30, 23, tzinfo=story.TOKYO))
    assert counts() == (0, 0, 0, 0)


def test_a_month_is_read_as_it_is_written() -> None:
    assert months.read("2026-10") == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-1", "2026-10-01", "2026/10", "okt 26", "20２6-10", "0000-01"])
def test_what_is_no_month_is_told_so(text: str) -> None:
    with pytest.raises(months.MonthUnclear, match="YYYY-MM"):
        months.read(text)
