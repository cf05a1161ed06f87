"""The worked example holds what its page says of it."""

from credits import example
from ledger.rewards.calculation import UNITS_OF_ONE


def test_the_example_shares_its_pool_to_the_last_yen() -> None:
    worked = example.worked()
    assert [reward.amount_minor for reward in worked.rewards] == [5_714, 2_857, 1_429]
    assert sum(line.amount_minor for reward in worked.rewards for line in reward.lines) == example.POOL_YEN


def test_the_example_can_be_followed_by_hand() -> None:
    worked = example.worked()
    assert worked.units == 7 * UNITS_OF_ONE
    assert worked.floors_yen == 10_000 * 4 // 7 + 10_000 * 2 // 7 + 10_000 // 7
    assert (worked.left_yen, list(worked.lifted)) == (1, [3])
