"""Why a reward is what it is, as plain values: enough to compute its amount again with a pencil."""

from dataclasses import dataclass

from ledger.rewards.calculation import Counting, HeldAt, Mode


@dataclass(frozen=True, slots=True)
class Why:
    """What one contributor's reward for one run follows from.

    ``rule_minor`` is the pool, or the rate of one unit. Units are integers of calculation.UNITS_OF_ONE; ``images``
    are distinct per stage, ``counted`` what the policy counts, ``stages`` in how many stages. ``shared_minor`` by
    ``shared_units`` is what those share whom neither minimum nor cap holds; both are 0 where nothing is shared.
    """

    commodity: str
    mode: Mode
    counting: Counting
    rule_minor: int
    images: int
    counted: int
    stages: int
    units: int
    all_units: int
    amount_minor: int
    held_at: HeldAt = ""
    shared_minor: int = 0
    shared_units: int = 0

    @property
    def is_capped_run(self) -> bool:
        """Whether a rate would have given more than the run may."""
        return self.mode == "per_unit" and self.shared_units > 0
