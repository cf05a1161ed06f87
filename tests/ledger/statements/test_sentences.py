"""Why a reward is what it is: every case has its sentence in both languages, and its figures are right."""

import re
from dataclasses import replace

import pytest

from ledger.models import Reward
from ledger.rewards import accrual, explaining, policies
from ledger.rewards.calculation import UNITS_OF_ONE, Counting, HeldAt, Mode, Rule
from ledger.rewards.why import Why
from ledger.statements import sentences
from ledger.statements.sheet import Language
from tests import story
from tests.ledger.april import April

THREE_OF_FOUR = Why(
    commodity="JPY",
    mode="fixed_pool",
    counting="distinct",
    rule_minor=1_200,
    images=3,
    counted=3,
    stages=1,
    units=3 * UNITS_OF_ONE,
    all_units=4 * UNITS_OF_ONE,
    amount_minor=900,
    shared_minor=1_200,
    shared_units=4 * UNITS_OF_ONE,
)


def told(reason: Why, language: Language = "en") -> str:
    return sentences.why(reason, language)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("mode", ["fixed_pool", "per_unit"])
@pytest.mark.parametrize("counting", ["distinct", "exposures"])
@pytest.mark.parametrize("held_at", ["", "minimum", "cap"])
@pytest.mark.parametrize("stages", [1, 2])
def test_every_case_is_told_whole(
    language: Language, mode: Mode, counting: Counting, held_at: HeldAt, stages: int
) -> None:
    sentence = told(replace(THREE_OF_FOUR, mode=mode, counting=counting, held_at=held_at, stages=stages), language)
    assert re.search("[{}%]", sentence) is None
    assert "900" in sentence
    assert sentence.endswith("." if language == "en" else "。")


def test_a_pool_is_told_with_all_its_units() -> None:
    assert told(THREE_OF_FOUR) == (
        "3 pictures of yours, each counted once, make 3.00 units. "
        "All pictures of the run make 4.00; your share of the pool of 1,200 yen is 900 yen."
    )


def test_one_picture_is_told_as_one() -> None:
    assert told(replace(THREE_OF_FOUR, images=1)).startswith("1 picture of yours, counted once, makes ")


def test_a_pool_with_bounds_is_told_with_what_is_left_to_share() -> None:
    reason = replace(THREE_OF_FOUR, shared_minor=1_000, shared_units=3 * UNITS_OF_ONE)
    assert "Of the pool of 1,200 yen, 1,000 yen are shared by 3.00 units" in told(reason)


def test_a_run_at_its_cap_is_told_as_shared() -> None:
    reason = replace(THREE_OF_FOUR, mode="per_unit", rule_minor=400)
    assert "At 400 yen for one unit the run would give more than it may; 1,200 yen are shared" in told(reason)


def settled(april: April, rule: Rule) -> dict[int, Why]:
    policy = policies.write("bounded", rule, version=1, commodity="JPY", effective_from=story.MONTH)
    settlement = accrual.settle(april.run, policy, by=april.cy, on=story.SETTLED_ON, at=story.NOON)
    rewards = Reward.objects.filter(settlement=settlement).select_related("settlement__policy")
    reasons = explaining.of(rewards.prefetch_related("lines"))
    return {reward.contributor_id: reasons[reward.pk] for reward in rewards}


def test_the_reason_of_a_bounded_pool_names_what_the_others_share(april: April) -> None:
    why = settled(april, Rule("fixed_pool", "distinct", 1_000, minimum_minor=400))
    ada, ann = why[april.ada.pk], why[april.ann.pk]
    assert (ann.amount_minor, ann.held_at) == (400, "minimum")
    assert (ada.amount_minor, ada.held_at) == (600, "")
    assert (ada.shared_minor, ada.shared_units) == (600, 3 * UNITS_OF_ONE)


def test_the_reason_of_a_capped_run_names_what_is_shared(april: April) -> None:
    ada = settled(april, Rule("per_unit", "distinct", 1_000, run_cap_minor=2_000))[april.ada.pk]
    assert (ada.amount_minor, ada.shared_minor, ada.shared_units) == (1_500, 2_000, 4 * UNITS_OF_ONE)
    assert ada.is_capped_run


def test_the_reason_of_a_rate_shares_nothing(april: April) -> None:
    ada = settled(april, Rule("per_unit", "distinct", 1_000, run_cap_minor=9_000))[april.ada.pk]
    assert (ada.amount_minor, ada.shared_units, ada.is_capped_run) == (3_000, 0, False)
