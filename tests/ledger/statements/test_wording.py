"""Figures, rates and days as a statement writes them, in both languages."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from ledger.statements import wording
from ledger.statements.wording import ENGLISH, JAPANESE


@pytest.mark.parametrize(
    ("amount_minor", "currency", "written"),
    [
        (0, "JPY", "0"),
        (4212, "JPY", "4,212"),
        (-212, "JPY", "\N{MINUS SIGN}212"),
        (5, "USD", "0.05"),
        (-123456, "EUR", "\N{MINUS SIGN}1,234.56"),
        (1_000_000, "points", "1,000,000"),
    ],
)
def test_an_amount_is_written_with_thousands_and_its_own_decimals(
    amount_minor: int, currency: str, written: str
) -> None:
    assert wording.figure(amount_minor, currency) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [("1", "1.00"), ("1.25", "1.25"), ("1.2345", "1.2345"), ("0.005", "0.005"), ("-0.5", "\N{MINUS SIGN}0.50")],
)
def test_a_weight_is_written_with_two_decimals_or_as_many_as_it_has(number: str, written: str) -> None:
    assert wording.decimal(Decimal(number)) == written


@pytest.mark.parametrize(("basis_points", "written"), [(1000, "10%"), (800, "8%"), (1021, "10.21%"), (750, "7.5%")])
def test_a_rate_is_written_as_a_percentage(basis_points: int, written: str) -> None:
    assert wording.percent(basis_points) == written


def test_days_months_and_money_are_written_in_their_language() -> None:
    day = date(2025, 10, 3)
    assert (JAPANESE.month(day), JAPANESE.day(day)) == ("2025年10月", "2025年10月3日")
    assert (ENGLISH.month(day), ENGLISH.day(day)) == ("October 2025", "3 October 2025")
    assert (JAPANESE.money(4212, "JPY"), ENGLISH.money(4212, "JPY")) == ("4,212円", "4,212 yen")
    assert ENGLISH.money(4212, "USD") == "42.12 USD"


def test_both_languages_fill_the_same_gaps() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for field in fields(wording.Wording):
        here, there = getattr(JAPANESE, field.name), getattr(ENGLISH, field.name)
        if isinstance(here, str):
            assert gaps(here) == gaps(there)
    assert {state: gaps(text) for state, text in JAPANESE.payout.items()} == {
        state: gaps(text) for state, text in ENGLISH.payout.items()
    }
