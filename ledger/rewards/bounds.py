"""Sharing an amount by units where nobody gets less than a minimum or more than a cap.

Everybody gets the same amount for a unit, but for those whom that would bring below the minimum or above the cap:
they get the minimum or the cap. The amount for a unit is the one at which the parts sum to the whole. Plain integers
and fractions; one rounding, by the largest remainder, among those whom no bound holds.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from ledger.book import money
from ledger.book.money import Share


class PoolTooSmall(ValueError):
    """The minimum for each is more than there is."""

    def __init__(self, amount_minor: int, minimum_minor: int, people: int) -> None:
        super().__init__(
            f"{people} contributors at the minimum of {minimum_minor} need {people * minimum_minor}, and there are"
            f" {amount_minor} to share: write a policy version with a larger pool or a lower minimum"
        )
        self.amount_minor = amount_minor
        self.minimum_minor = minimum_minor
        self.people = people


@dataclass(frozen=True, slots=True)
class Bounds:
    """What somebody with units gets at least and at most, in minor units; ``cap_minor`` None is no cap."""

    minimum_minor: int = 0
    cap_minor: int | None = None

    def held(self, amount_minor: int) -> int:
        """The amount, or the bound beyond which it lies."""
        lifted = max(amount_minor, self.minimum_minor)
        return lifted if self.cap_minor is None else min(lifted, self.cap_minor)


NONE = Bounds()


def share(amount_minor: int, shares: Sequence[Share], bounds: Bounds = NONE) -> list[int]:
    """Share ``amount_minor`` by units within ``bounds``; the parts sum to it, or everybody has the cap.

    Who has no units gets nothing and is not counted. Leftover units go to the largest remainders, ties to the lower
    key. Raises PoolTooSmall, and money.NothingToShare where nobody has units.
    """
    counted = sorted((one for one in shares if one.units), key=lambda one: one.units)
    if amount_minor and not counted:
        raise money.NothingToShare
    if bounds.minimum_minor * len(counted) > amount_minor:
        raise PoolTooSmall(amount_minor, bounds.minimum_minor, len(counted))
    parts = _parts(amount_minor, counted, bounds)
    return [parts.get(one.key, 0) for one in shares]


def _parts(amount_minor: int, counted: Sequence[Share], bounds: Bounds) -> dict[int, int]:
    """What each key gets, of people in ascending order of their units."""
    if bounds.cap_minor is not None and bounds.cap_minor * len(counted) <= amount_minor:
        return {one.key: bounds.cap_minor for one in counted}
    lifted, below_cap = _Levels(counted, bounds).met(amount_minor)
    held = [bounds.minimum_minor] * lifted + [bounds.cap_minor or 0] * (len(counted) - below_cap)
    free = counted[lifted:below_cap]
    given = money.allocate(amount_minor - sum(held), free)
    bound = [*counted[:lifted], *counted[below_cap:]]
    return dict(zip([one.key for one in [*bound, *free]], [*held, *given], strict=True))


class _Levels:
    """What all get together at an amount for a unit; it never falls as that amount rises."""

    def __init__(self, counted: Sequence[Share], bounds: Bounds) -> None:
        self._units = [one.units for one in counted]
        self._sums = [0, *accumulate(self._units)]
        self._bounds = bounds

    def met(self, amount_minor: int) -> tuple[int, int]:
        """How many are held at the minimum, and from which place on all are held at the cap."""
        minimum, cap = self._bounds.minimum_minor, self._bounds.cap_minor
        people = range(len(self._units))
        lifted = bisect_left(people, True, key=lambda at: self._given(minimum, self._units[at]) < amount_minor)
        if cap is None:
            return lifted, len(self._units)
        return lifted, bisect_left(people, True, key=lambda at: self._given(cap, self._units[at]) <= amount_minor)

    def _given(self, level_minor: int, units: int) -> Fraction:
        """What all get where ``units`` bring exactly ``level_minor``."""
        if level_minor == 0:
            return Fraction(0)
        minimum, cap = self._bounds.minimum_minor, self._bounds.cap_minor
        lifted = bisect_left(self._units, -(-minimum * units // level_minor))
        capped = len(self._units) if cap is None else bisect_left(self._units, -(-cap * units // level_minor))
        between = Fraction(level_minor * (self._sums[capped] - self._sums[lifted]), units)
        return minimum * lifted + between + (cap or 0) * (len(self._units) - capped)
