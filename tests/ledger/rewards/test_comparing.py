"""The difference to the last settlement: what other pictures change, what another policy changes, and for whom."""

from dataclasses import replace

import pytest

from ledger.models import Policy, Run
from ledger.rewards import accrual, comparing, policies
from ledger.rewards.calculation import Rule
from tests import story
from tests.ledger.april import April

RATE = Rule("per_unit", "distinct", 100, stage_weights={"base": 10_000})


@pytest.fixture
def second(april: April) -> Run:
    """Another run that used one picture of Ada and none of Ann."""
    settled(april.run, april, written(RATE))
    own = [image for image in april.images if image.contributor_id == april.ada.pk]
    return story.matched(april.folder / "second", own[:1], name="hoshi")


def written(rule: Rule, *, version: int = 1, commodity: str = "JPY") -> Policy:
    return policies.write("rate", rule, version=version, commodity=commodity, effective_from=story.MONTH)


def settled(run: Run, april: April, policy: Policy) -> None:
    accrual.settle(run, policy, by=april.cy, on=story.SETTLED_ON, at=story.NOON)


def compared(run: Run, policy: Policy) -> comparing.Difference:
    difference = comparing.against_last(accrual.preview(run, policy), policies.read(policy))
    assert difference is not None
    return difference


def test_the_first_settlement_has_nothing_to_differ_from(april: April) -> None:
    policy = written(RATE)
    assert comparing.against_last(accrual.preview(april.run, policy), RATE) is None


def test_a_settlement_of_another_commodity_is_no_measure(second: Run) -> None:
    points = written(RATE, version=2, commodity="POINTS")
    assert comparing.against_last(accrual.preview(second, points), RATE) is None


def test_under_the_same_policy_only_pictures_make_the_difference(april: April, second: Run) -> None:
    seen = compared(second, written(RATE))
    assert (seen.then_minor, seen.now_minor) == (400, 100)
    assert (seen.by_usage_minor, seen.by_policy_minor, list(seen.terms)) == (-300, 0, [])
    assert (seen.contributors_then, seen.contributors_now, seen.joined, seen.gone) == (2, 1, 0, 1)
    assert (seen.images_then, seen.images_now) == (4, 1)
    assert [(one.contributor_id, one.then_minor, one.now_minor) for one in seen.moved] == [
        (april.ada.pk, 300, 100),
        (april.ann.pk, 100, 0),
    ]


def test_what_another_policy_changes_stands_apart_and_is_named(second: Run) -> None:
    rule = replace(RATE, amount_minor=150, stage_weights={"base": 20_000}, minimum_minor=50)
    seen = compared(second, written(rule, version=2))
    assert (seen.by_usage_minor, seen.by_policy_minor) == (-300, 200)
    assert [(one.term, one.word, one.then, one.now) for one in seen.terms] == [
        ("amount_minor", "", 100, 150),
        ("minimum_minor", "", 0, 50),
        ("stage", "base", 10_000, 20_000),
    ]


def test_where_the_last_policy_does_not_fit_the_difference_is_not_taken_apart(april: April, second: Run) -> None:
    minimum = replace(RATE, mode="fixed_pool", amount_minor=400, minimum_minor=400)
    settled(second, april, written(minimum, version=2))
    third = story.matched(april.folder / "third", list(april.images), name="tsuki")
    seen = compared(third, written(RATE))
    assert (seen.then_minor, seen.now_minor) == (400, 400)
    assert (seen.by_usage_minor, seen.by_policy_minor) == (None, None)
