"""What one unit brought in a settlement, as an exact fraction: what corrections are computed with.

Plain. A pool's price is what those shared whom no bound held; nobody else's amount moves when one is corrected.
"""

from dataclasses import dataclass

from ledger.rewards.bounds import Bounds


@dataclass(frozen=True, slots=True)
class Price:
    """``amount_minor`` for ``units``, within the bounds of the policy."""

    amount_minor: int
    units: int
    bounds: Bounds

    def of(self, units: int) -> int:
        """What so many units of one contributor bring, rounded down once."""
        return self.bounds.held(self.amount_minor * units // self.units) if units > 0 else 0

    def change(self, *, before: int, after: int) -> int:
        """What it adds to a contributor's amount to have ``after`` units instead of ``before``."""
        return self.of(after) - self.of(before)
