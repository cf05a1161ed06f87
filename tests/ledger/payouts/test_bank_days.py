"""Banks rest at weekends, on holidays and around the new year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts import bank_days

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 21), "Saturday"),
        (date(2026, 11, 22), "Sunday"),
        (date(2026, 11, 23), "Labour Thanksgiving Day"),
        (date(2026, 5, 6), "a substitute for Constitution Day on a Sunday"),
        (date(2026, 9, 22), "a day between two holidays"),
        (date(2026, 12, 31), "the year's end, a Thursday"),
        (date(2025, 1, 2), "the new year, a Thursday"),
        (date(2025, 1, 3), "the new year, a Friday"),
    ],
)
def test_banks_rest(day: date, why: str) -> None:
    assert not bank_days.is_bank_day(day), why


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 12, 30), date(2027, 1, 4), date(2026, 2, 24)])
def test_banks_work(day: date) -> None:
    assert bank_days.is_bank_day(day)


def test_a_transfer_is_moved_past_the_new_year() -> None:
    assert bank_days.on_or_after(date(2026, 12, 31)) == date(2027, 1, 4)
    assert bank_days.on_or_before(date(2027, 1, 3)) == date(2026, 12, 30)


@given(DAYS)
def test_the_nearest_bank_day_has_none_between(day: date) -> None:
    after, before = bank_days.on_or_after(day), bank_days.on_or_before(day)
    assert before <= day <= after and bank_days.is_bank_day(after) and bank_days.is_bank_day(before)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(bank_days.is_bank_day(one) for one in between)


@given(DAYS)
def test_banks_never_rest_longer_than_eleven_days(day: date) -> None:
    assert (bank_days.on_or_after(day) - day).days <= 11
