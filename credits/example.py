"""A worked example of a reward, small enough to follow by hand and computed by the same code as every reward.

Three people, a pool of 10,000 yen, and sketches at half weight; the pool does not divide evenly, so that the one
rounding can be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.rewards import calculation
from ledger.rewards.calculation import Reward, Rule, Used

POOL_YEN = 10_000
SKETCH_BASIS_POINTS = 5_000
ILLUSTRATION, SKETCH, STAGE = "illustration", "sketch", "base"
RULE = Rule("fixed_pool", "distinct", POOL_YEN, category_weights={SKETCH: SKETCH_BASIS_POINTS})
USED = (
    Used(1, ILLUSTRATION, STAGE, images=4, exposures=20),
    Used(2, ILLUSTRATION, STAGE, images=1, exposures=9),
    Used(2, SKETCH, STAGE, images=2, exposures=6),
    Used(3, SKETCH, STAGE, images=2, exposures=40),
)


@dataclass(frozen=True, slots=True)
class Example:
    """The example with its results: ``units`` of all, ``floors_yen`` the shares rounded down, ``left_yen`` the rest."""

    rewards: Sequence[Reward]
    units: int
    floors_yen: int
    left_yen: int
    lifted: Sequence[int]


def worked() -> Example:
    """The example, computed. ``lifted`` are the contributor ids who got one yen of what was left."""
    rewards = calculation.rewards(USED, RULE)
    units = sum(reward.units for reward in rewards)
    floors_yen = {reward.contributor_id: POOL_YEN * reward.units // units for reward in rewards}
    rounded_yen = sum(floors_yen.values())
    lifted = [one.contributor_id for one in rewards if one.amount_minor > floors_yen[one.contributor_id]]
    return Example(rewards, units, rounded_yen, POOL_YEN - rounded_yen, lifted)
