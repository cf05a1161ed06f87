"""Sharing within a minimum and a cap: what holds for every pool, held against an independent way to share."""

import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book import money
from ledger.book.money import Share
from ledger.rewards import bounds
from ledger.rewards.bounds import Bounds

UNITS = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)


@st.composite
def pools(draw: st.DrawFn) -> tuple[int, list[Share], Bounds]:
    """A pool that holds the minimum for all who have units."""
    units = draw(UNITS.filter(any))
    minimum = draw(st.integers(0, 500))
    cap = draw(st.none() | st.integers(max(minimum, 1), 5_000))
    least = minimum * sum(1 for one in units if one)
    shares = [Share(key, one) for key, one in enumerate(units)]
    return draw(st.integers(least, least + 20_000)), shares, Bounds(minimum, cap)


def freezing(amount: int, units: Sequence[int], held: Bounds) -> list[Fraction]:
    """Independent of the code under test: who lies beyond a bound is held there, until nobody does."""
    fixed: dict[int, int] = {place: 0 for place, one in enumerate(units) if not one}
    while free := [place for place in range(len(units)) if place not in fixed]:
        left, whole = amount - sum(fixed.values()), sum(units[place] for place in free)
        exact = {place: Fraction(left * units[place], whole) for place in free}
        low = [place for place in free if exact[place] < held.minimum_minor]
        high = [place for place in free if held.cap_minor is not None and exact[place] > held.cap_minor]
        lifted = sum((held.minimum_minor - exact[place] for place in low), Fraction(0))
        missing = lifted - sum(exact[place] - (held.cap_minor or 0) for place in high)
        if not low and not high:
            return [exact.get(place, Fraction(fixed.get(place, 0))) for place in range(len(units))]
        fixed |= {place: held.minimum_minor for place in low if missing >= 0}
        fixed |= {place: held.cap_minor or 0 for place in high if missing <= 0}
    return [Fraction(fixed[place]) for place in range(len(units))]


@given(pools())
def test_each_part_is_what_freezing_says_to_less_than_one_unit(pool: tuple[int, list[Share], Bounds]) -> None:
    amount, shares, held = pool
    expected = freezing(amount, [share.units for share in shares], held)
    for part, exact in zip(bounds.share(amount, shares, held), expected, strict=True):
        assert abs(part - exact) < 1


@given(pools())
def test_the_parts_sum_to_the_pool_or_everybody_has_the_cap(pool: tuple[int, list[Share], Bounds]) -> None:
    amount, shares, held = pool
    parts = bounds.share(amount, shares, held)
    counted = [part for part, share in zip(parts, shares, strict=True) if share.units]
    assert sum(parts) == amount or (sum(parts) < amount and set(counted) == {held.cap_minor})


@given(pools())
def test_nobody_with_units_is_beyond_a_bound_and_nobody_without_gets_anything(
    pool: tuple[int, list[Share], Bounds],
) -> None:
    amount, shares, held = pool
    for part, share in zip(bounds.share(amount, shares, held), shares, strict=True):
        assert part == (held.held(part) if share.units else 0)


@given(pools().flatmap(lambda pool: st.tuples(st.just(pool), st.permutations(pool[1]))))
def test_the_order_of_people_changes_nothing(
    orders: tuple[tuple[int, list[Share], Bounds], list[Share]],
) -> None:
    (amount, shares, held), turned = orders
    parts = {share.key: part for share, part in zip(shares, bounds.share(amount, shares, held), strict=True)}
    assert bounds.share(amount, turned, held) == [parts[share.key] for share in turned]


@given(pools())
def test_who_has_more_units_never_gets_less(pool: tuple[int, list[Share], Bounds]) -> None:
    amount, shares, held = pool
    parts = bounds.share(amount, shares, held)
    ranked = sorted(zip((share.units for share in shares), parts, strict=True))
    assert all(less[1] <= more[1] for less, more in itertools.pairwise(ranked) if less[0] < more[0])


@given(pools())
def test_without_bounds_it_is_the_largest_remainder(pool: tuple[int, list[Share], Bounds]) -> None:
    amount, shares, _held = pool
    assert bounds.share(amount, shares) == money.allocate(amount, shares)


def test_what_a_cap_leaves_over_goes_to_the_others() -> None:
    shares = [Share(1, 90), Share(2, 9), Share(3, 1)]
    assert bounds.share(1_000, shares, Bounds(cap_minor=500)) == [500, 450, 50]


def test_a_minimum_is_taken_from_those_who_have_more() -> None:
    shares = [Share(1, 98), Share(2, 1), Share(3, 1)]
    assert bounds.share(1_000, shares, Bounds(minimum_minor=100)) == [800, 100, 100]


def test_a_pool_that_does_not_hold_the_minimum_is_refused() -> None:
    with pytest.raises(bounds.PoolTooSmall, match="2 contributors at the minimum of 60 need 120, and there are 100"):
        bounds.share(100, [Share(1, 5), Share(2, 5), Share(3, 0)], Bounds(minimum_minor=60))


def test_a_pool_in_which_nobody_has_units_is_refused() -> None:
    with pytest.raises(money.NothingToShare):
        bounds.share(100, [Share(1, 0)], Bounds(cap_minor=5))
