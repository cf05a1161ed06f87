"""The days of a demonstration: its own month for each run, and never one that is closed."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import months
from ledger.config.demonstration.calendar import FIRST_MONTH, Calendar, of_run
from ledger.payouts import bank_days
from ledger.training import runs
from tests import story

MONTHS = st.builds(date, st.integers(2024, 2030), st.integers(1, 12), st.just(1))


@given(month=MONTHS)
def test_the_days_of_a_month_come_in_order(month: date) -> None:
    days = Calendar(month)
    assert days.cleared_at < days.frozen_at
    assert days.frozen_at.date() < days.settled_on < days.approved_on < days.transfer_on


@given(month=MONTHS)
def test_what_is_used_lies_in_the_month_and_what_is_paid_in_the_next(month: date) -> None:
    days = Calendar(month)
    used = {days.cleared_at.date(), days.frozen_at.date(), days.settled_on}
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    assert {day.replace(day=1) for day in used} == {month}
    assert {day.replace(day=1) for day in (days.approved_on, days.transfer_on)} == {after}


@given(month=MONTHS)
def test_money_moves_on_a_day_on_which_banks_are_open(month: date) -> None:
    assert bank_days.is_bank_day(Calendar(month).transfer_on)


def test_a_month_begins_at_midnight_in_japan() -> None:
    assert Calendar(date(2026, 4, 1)).cleared_at == datetime(2026, 4, 1, tzinfo=story.TOKYO)


@pytest.mark.django_db
def test_the_first_demonstration_is_of_the_first_month() -> None:
    assert of_run("tanabata") == Calendar(FIRST_MONTH)


@pytest.mark.django_db
def test_a_run_that_was_shown_before_keeps_its_month() -> None:
    frozen_at = datetime(2026, 7, 1, tzinfo=story.TOKYO)
    runs.register("tanabata", recorded_as="tanabata", purpose="open_model", frozen_at=frozen_at, at=story.NOON)
    assert of_run("tanabata") == Calendar(date(2026, 7, 1))


@pytest.mark.django_db
def test_a_new_run_is_shown_in_the_month_after_the_last_that_is_closed(tmp_path: Path) -> None:
    month = story.month(tmp_path)
    story.closed(month.house)
    assert of_run("tanabata") == Calendar(story.MONTH)
    assert of_run("obon") == Calendar(date(2026, 5, 1))


@pytest.mark.django_db
def test_the_year_after_december_is_the_next(tmp_path: Path) -> None:
    assert Calendar(date(2026, 12, 1)).approved_on == date(2027, 1, 20)
    assert months.read("2026-12") == date(2026, 12, 1)
