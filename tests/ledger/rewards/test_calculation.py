"""Rewards from usage: what holds for every usage, and the cases worked by hand."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book import money
from ledger.rewards import calculation
from ledger.rewards.bounds import PoolTooSmall
from ledger.rewards.calculation import Reward, Rule, Used

CATEGORIES, STAGES = ("", "night", "fish"), ("base", "fine")
WEIGHTS = st.integers(0, 20_000)
ROWS = st.dictionaries(
    st.tuples(st.integers(1, 8), st.sampled_from(CATEGORIES), st.sampled_from(STAGES)),
    st.tuples(st.integers(1, 1_000), st.integers(0, 5_000)),
    min_size=1,
    max_size=20,
).map(lambda found: [Used(*whose, images, images + more) for whose, (images, more) in found.items()])
RULES = st.builds(
    Rule,
    mode=st.sampled_from(["fixed_pool", "per_unit"]),
    counting=st.sampled_from(["distinct", "exposures"]),
    amount_minor=st.integers(1, 10**9),
    category_weights=st.dictionaries(st.sampled_from(CATEGORIES), WEIGHTS),
    stage_weights=st.dictionaries(st.sampled_from(STAGES), WEIGHTS),
)
POOL = Rule(mode="fixed_pool", counting="distinct", amount_minor=100_000)


def rewarded(used: Sequence[Used], rule: Rule) -> list[Reward]:
    """The rewards; nobody's where nothing has units to share by."""
    try:
        return calculation.rewards(used, rule)
    except (money.NothingToShare, PoolTooSmall):
        return []


def of_weight(rule: Rule, row: Used) -> Fraction:
    """Independent of the code under test: how many whole images a row counts as."""
    content = Fraction(rule.category_weights.get(row.category, 10_000), 10_000)
    stage = Fraction(rule.stage_weights.get(row.stage, 10_000), 10_000)
    return (row.images if rule.counting == "distinct" else row.exposures) * content * stage


@given(ROWS, RULES)
def test_a_pool_is_given_away_to_the_last_unit(used: list[Used], rule: Rule) -> None:
    pool = replace(rule, mode="fixed_pool")
    assert sum(reward.amount_minor for reward in rewarded(used, pool)) in {0, pool.amount_minor}
    if any(of_weight(pool, row) for row in used):
        assert rewarded(used, pool)


@given(ROWS, RULES)
def test_every_amount_is_what_fractions_say_to_less_than_one_unit(used: list[Used], rule: Rule) -> None:
    whole = sum(of_weight(rule, row) for row in used)
    for reward in rewarded(used, rule):
        own = sum(of_weight(rule, row) for row in used if row.contributor_id == reward.contributor_id)
        exact = rule.amount_minor * (own / whole if rule.mode == "fixed_pool" else own)
        assert abs(reward.amount_minor - exact) < 1
        assert rule.mode == "fixed_pool" or reward.amount_minor <= exact


@given(ROWS, RULES)
def test_a_reward_can_be_computed_again_from_its_lines(used: list[Used], rule: Rule) -> None:
    for reward in rewarded(used, rule):
        again = [
            line.counted * line.content_weight_basis_points * line.stage_weight_basis_points for line in reward.lines
        ]
        assert [line.units for line in reward.lines] == again
        assert reward.units == sum(again)
        assert reward.images == sum(line.images for line in reward.lines)
        assert reward.amount_minor == sum(line.amount_minor for line in reward.lines)
        for line in reward.lines:
            assert abs(line.amount_minor - Fraction(reward.amount_minor * line.units, reward.units or 1)) < 1


@given(ROWS.flatmap(lambda used: st.tuples(st.just(used), st.permutations(used))), RULES)
def test_the_order_of_images_changes_nothing(orders: tuple[list[Used], list[Used]], rule: Rule) -> None:
    assert rewarded(orders[0], rule) == rewarded(orders[1], rule)


@given(ROWS, RULES, st.integers(1, 10**6))
def test_renaming_people_changes_nothing(used: list[Used], rule: Rule, later: int) -> None:
    renamed = [replace(row, contributor_id=row.contributor_id + later) for row in used]
    back = [replace(one, contributor_id=one.contributor_id - later) for one in rewarded(renamed, rule)]
    assert back == rewarded(used, rule)


@given(ROWS, RULES, st.integers(1, 9))
def test_scaling_all_weights_changes_no_share_of_a_pool(used: list[Used], rule: Rule, factor: int) -> None:
    weights = {word: rule.content_weight_basis_points(word) for word in CATEGORIES}
    pool = replace(rule, mode="fixed_pool", category_weights=weights)
    scaled = replace(pool, category_weights={word: factor * weight for word, weight in weights.items()})
    amounts = [(one.contributor_id, one.amount_minor) for one in rewarded(used, pool)]
    assert [(one.contributor_id, one.amount_minor) for one in rewarded(used, scaled)] == amounts


@given(ROWS, RULES, st.integers(0, 19))
def test_another_image_never_lowers_its_givers_units(used: list[Used], rule: Rule, place: int) -> None:
    more = list(used)
    row = more[place % len(more)]
    more[place % len(more)] = replace(row, images=row.images + 1, exposures=row.exposures + 1)

    def units(rows: list[Used]) -> int:
        found = {one.contributor_id: one.units for one in rewarded(rows, replace(rule, mode="per_unit"))}
        return found[row.contributor_id]

    assert units(more) >= units(used)


def test_a_pool_is_shared_by_distinct_images() -> None:
    used = [Used(1, "", "base", 3, 300), Used(2, "", "base", 1, 9_000)]
    assert [(one.contributor_id, one.amount_minor) for one in calculation.rewards(used, POOL)] == [
        (1, 75_000),
        (2, 25_000),
    ]


def test_a_pool_is_shared_by_exposures_where_the_policy_says_so() -> None:
    used = [Used(1, "", "base", 3, 300), Used(2, "", "base", 1, 9_700)]
    shared = calculation.rewards(used, replace(POOL, counting="exposures"))
    assert [one.amount_minor for one in shared] == [3_000, 97_000]


def test_a_rate_is_rounded_down_once_for_each_person() -> None:
    rule = Rule("per_unit", "distinct", 3, category_weights={"night": 5_000})
    used = [Used(1, "night", "base", 1, 1), Used(1, "night", "fine", 1, 1), Used(2, "night", "base", 1, 1)]
    assert [one.amount_minor for one in calculation.rewards(used, rule)] == [3, 1]


def test_a_category_without_weight_earns_nothing() -> None:
    used = [Used(1, "night", "base", 5, 5), Used(2, "", "base", 1, 1)]
    shared = calculation.rewards(used, replace(POOL, category_weights={"night": 0}))
    assert [one.amount_minor for one in shared] == [0, 100_000]


def test_a_pool_that_nobody_has_units_in_is_not_shared() -> None:
    with pytest.raises(money.NothingToShare):
        calculation.rewards([Used(1, "night", "base", 5, 5)], replace(POOL, category_weights={"night": 0}))


def test_nobody_is_rewarded_by_rate_for_nothing() -> None:
    assert calculation.rewards([], replace(POOL, mode="per_unit")) == []


def test_a_reward_says_which_bound_made_it() -> None:
    used = [Used(1, "", "base", 98, 98), Used(2, "", "base", 1, 1), Used(3, "", "base", 40, 40)]
    shared = calculation.rewards(used, replace(POOL, amount_minor=1_000, minimum_minor=100, cap_minor=500))
    assert [(one.amount_minor, one.held_at) for one in shared] == [(500, "cap"), (100, "minimum"), (400, "")]


def test_a_rate_is_held_within_its_bounds() -> None:
    used = [Used(1, "", "base", 90, 90), Used(2, "", "base", 1, 1), Used(3, "night", "base", 9, 9)]
    rule = Rule("per_unit", "distinct", 10, category_weights={"night": 0}, minimum_minor=50, cap_minor=500)
    assert [one.amount_minor for one in calculation.rewards(used, rule)] == [500, 50, 0]


def test_a_run_gives_no_more_at_a_rate_than_its_cap() -> None:
    used = [Used(1, "", "base", 3, 3), Used(2, "", "base", 1, 1)]
    rule = Rule("per_unit", "distinct", 1_000, run_cap_minor=2_000)
    assert [one.amount_minor for one in calculation.rewards(used, rule)] == [1_500, 500]
    assert [one.amount_minor for one in calculation.rewards(used, replace(rule, run_cap_minor=4_000))] == [3_000, 1_000]


@given(ROWS, RULES, st.integers(1, 50), st.integers(1, 50))
def test_a_bounded_reward_is_the_sum_of_its_lines_too(used: list[Used], rule: Rule, minimum: int, more: int) -> None:
    bounded = replace(rule, minimum_minor=minimum, cap_minor=minimum + more)
    for reward in rewarded(used, bounded):
        assert reward.amount_minor == sum(line.amount_minor for line in reward.lines)
        assert reward.amount_minor == (bounded.bounds.held(reward.amount_minor) if reward.units else 0)
