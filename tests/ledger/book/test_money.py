"""Money is whole units; sharing loses none of them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book import money
from ledger.book.money import Share

AMOUNTS = st.integers(0, 10**12)
UNITS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)


def shares(units: list[int]) -> list[Share]:
    return [Share(key, count) for key, count in enumerate(units)]


@given(AMOUNTS, UNITS)
def test_the_parts_sum_to_the_amount(amount: int, units: list[int]) -> None:
    assert sum(money.allocate(amount, shares(units))) == amount


@given(AMOUNTS, UNITS)
def test_every_part_is_its_exact_share_rounded_up_or_down(amount: int, units: list[int]) -> None:
    exact = [Fraction(amount * count, sum(units)) for count in units]
    parts = money.allocate(amount, shares(units))
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
    assert all(part == share for part, share in zip(parts, exact, strict=True) if share.denominator == 1)


@given(AMOUNTS, UNITS.flatmap(lambda units: st.permutations(shares(units))))
def test_the_order_of_shares_changes_nobodys_part(amount: int, mixed: list[Share]) -> None:
    ordered = sorted(mixed, key=lambda share: share.key)
    by_key = dict(zip([share.key for share in mixed], money.allocate(amount, mixed), strict=True))
    assert [by_key[share.key] for share in ordered] == money.allocate(amount, ordered)


@given(AMOUNTS, UNITS, st.integers(1, 10**6))
def test_scaling_all_units_changes_nothing(amount: int, units: list[int], factor: int) -> None:
    scaled = [count * factor for count in units]
    assert money.allocate(amount, shares(scaled)) == money.allocate(amount, shares(units))


@given(AMOUNTS, UNITS)
def test_more_units_never_bring_less(amount: int, units: list[int]) -> None:
    parts = money.allocate(amount, shares(units))
    ordered = sorted(zip(units, parts, strict=True))
    assert [part for _count, part in ordered] == sorted(parts)


def test_the_last_unit_goes_to_the_lower_key_where_remainders_are_equal() -> None:
    assert money.allocate(100, [Share(9, 1), Share(3, 1), Share(5, 1)]) == [33, 34, 33]


def test_the_last_unit_goes_to_the_largest_remainder() -> None:
    assert money.allocate(10, [Share(1, 10), Share(2, 6), Share(3, 4)]) == [5, 3, 2]
    assert money.allocate(11, [Share(1, 6), Share(2, 6), Share(3, 2)]) == [5, 5, 1]


def test_nothing_is_shared_among_those_without_units() -> None:
    assert money.allocate(0, [Share(1, 0), Share(2, 0)]) == [0, 0]
    with pytest.raises(money.NothingToShare):
        money.allocate(1, [Share(1, 0)])


@pytest.mark.parametrize("amount", [0, -1, 2**63])
def test_an_amount_that_the_book_cannot_hold_is_refused(amount: int) -> None:
    with pytest.raises(money.AmountDoesNotFit) as refused:
        money.fits(amount)
    assert refused.value.amount_minor == amount


def test_an_amount_above_what_the_caller_allows_is_refused() -> None:
    assert money.fits(100, largest_minor=100) == 100
    with pytest.raises(money.AmountDoesNotFit, match="between 1 and 100"):
        money.fits(101, largest_minor=100)


@pytest.mark.parametrize(
    ("amount", "commodity", "text"),
    [
        (1234, "USD", "12.34"),
        (5, "EUR", "0.05"),
        (-5, "EUR", "-0.05"),
        (-1200, "USD", "-12.00"),
        (1234, "JPY", "1234"),
        (0, "USD", "0.00"),
        (7, "POINTS", "7"),
    ],
)
def test_an_amount_is_written_with_its_decimal_places(amount: int, commodity: str, text: str) -> None:
    assert money.decimal_text(amount, commodity) == text
