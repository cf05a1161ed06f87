"""What a unit brought, as an exact fraction, within the bounds of the policy."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ledger.rewards.bounds import NONE, Bounds
from ledger.rewards.prices import Price

PRICES = st.builds(
    Price,
    amount_minor=st.integers(1, 10**9),
    units=st.integers(1, 10**12),
    bounds=st.builds(Bounds, minimum_minor=st.integers(0, 50), cap_minor=st.none() | st.integers(50, 10**6)),
)
STEPS = st.lists(st.integers(0, 10**9), min_size=2, max_size=6)


@given(PRICES, STEPS)
def test_many_changes_add_up_to_one(price: Price, steps: list[int]) -> None:
    changes = [price.change(before=before, after=after) for before, after in itertools.pairwise(steps)]
    assert sum(changes) == price.change(before=steps[0], after=steps[-1])


@given(PRICES, st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_units_never_bring_less(price: Price, units: int, more: int) -> None:
    assert price.of(units + more) >= price.of(units)


def test_who_has_no_units_gets_not_even_the_minimum() -> None:
    assert Price(100, 10, Bounds(minimum_minor=7)).of(0) == 0


def test_a_price_is_rounded_down_once() -> None:
    assert [Price(10, 3, NONE).of(units) for units in range(4)] == [0, 3, 6, 10]
