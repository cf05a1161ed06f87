"""Settling: previewed without a trace, posted once, each reward with its reasons."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from contributors import consents, review
from ledger.book import journal, money
from ledger.models import Entry, Policy, Reward, RewardLine, Run, Settlement
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import UNITS_OF_ONE, Rule
from ledger.training import runs, usage
from tests import story
from tests.ledger.april import April
from tests.ledger.book import notation

RULE = Rule("fixed_pool", "distinct", 100)


def policy(rule: Rule = RULE, *, name: str = "pool", commodity: str = "JPY") -> Policy:
    return policies.write(name, rule, version=1, commodity=commodity, effective_from=story.MONTH)


def settle(april: April, under: Policy, run: Run | None = None) -> Settlement:
    return accrual.settle(run or april.run, under, by=april.cy, on=story.SETTLED_ON, at=story.NOON)


def counts() -> tuple[int, int, int, int]:
    return Settlement.objects.count(), Entry.objects.count(), Reward.objects.count(), RewardLine.objects.count()


def test_a_settlement_is_one_entry(april: April) -> None:
    settlement = settle(april, policy())
    assert notation.book() == notation.expected(
        """
        2026-04-28 settlement
          expenses:rewards         100 JPY
          liabilities:payable:Ada  -75 JPY
          liabilities:payable:Ann  -25 JPY
        """
    )
    assert (settlement.units, settlement.total_minor, settlement.settled_by_id) == (
        4 * UNITS_OF_ONE,
        100,
        april.cy.pk,
    )


def test_a_reward_says_why(april: April) -> None:
    settlement = settle(april, policy(replace(RULE, category_weights={"shapes": 5_000})))
    line = RewardLine.objects.get(reward__contributor=april.ada, reward__settlement=settlement)
    assert (line.category, line.stage, line.images, line.counted, line.amount_minor) == ("shapes", "base", 3, 3, 75)
    assert (line.content_weight_basis_points, line.stage_weight_basis_points) == (5_000, 10_000)
    assert line.units == 3 * 5_000 * 10_000


def test_points_go_to_accounts_of_points(april: April) -> None:
    settle(april, policy(replace(RULE, mode="per_unit", amount_minor=2), commodity="POINTS"))
    assert notation.book() == notation.expected(
        """
        2026-04-28 settlement
          expenses:rewards         8 POINTS
          liabilities:payable:Ada  -6 POINTS
          liabilities:payable:Ann  -2 POINTS
        """
    )


def test_exposures_count_where_the_policy_says_so(april: April) -> None:
    settlement = settle(april, policy(Rule("per_unit", "exposures", 10)))
    assert {reward.amount_minor for reward in settlement.rewards.all()} == {60, 20}


def test_who_earns_nothing_is_told_and_not_posted(april: April) -> None:
    settlement = settle(april, policy(replace(RULE, amount_minor=1)))
    amounts = {reward.contributor_id: reward.amount_minor for reward in settlement.rewards.all()}
    assert amounts == {april.ada.pk: 1, april.ann.pk: 0}
    assert settlement.entry.leg_count == 2


def test_a_preview_writes_nothing_and_tells_what_settling_posts(april: April) -> None:
    under = policy()
    before = counts()
    seen = accrual.preview(april.run, under)
    assert counts() == before
    settlement = settle(april, under)
    assert (seen.total_minor, seen.units) == (settlement.total_minor, settlement.units)
    assert [(reward.contributor_id, reward.amount_minor) for reward in seen.rewards] == list(
        settlement.rewards.order_by("contributor_id").values_list("contributor_id", "amount_minor")
    )


def test_asked_twice_a_run_is_settled_once(april: April) -> None:
    first = settle(april, policy())
    before = counts()
    assert settle(april, policy()) == first
    assert counts() == before


def test_a_run_is_not_settled_again_under_another_policy(april: April) -> None:
    settle(april, policy())
    before = counts()
    with pytest.raises(accrual.SettledOtherwise, match="pool v1"):
        settle(april, policy(name="other"))
    assert counts() == before


def test_a_run_without_usage_is_not_settled(april: April) -> None:
    run = runs.register("empty", recorded_as="empty", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    for room in (accrual.preview, lambda one, under: settle(april, under, one)):
        with pytest.raises(accrual.RunNotMatched, match="empty"):
            room(run, policy())
    assert counts() == (0, 0, 0, 0)


def test_a_run_that_used_withdrawn_images_is_not_settled(april: April) -> None:
    review.withdraw(april.images[0], by=april.house.bo, at=story.CLEARED_AT)
    usage.match(april.run, at=story.NOON)
    with pytest.raises(accrual.WithdrawnInside, match="2 times") as refused:
        settle(april, policy())
    assert refused.value.exposures == 2
    assert counts() == (0, 0, 0, 0)


def test_a_run_nobody_agreed_to_shares_no_pool(april: April) -> None:
    for person in (april.ada, april.ann):
        person.consents.update(purposes=["research"])
    usage.match(april.run, at=story.NOON)
    with pytest.raises(money.NothingToShare):
        settle(april, policy())
    assert counts() == (0, 0, 0, 0)


def test_a_rate_that_rounds_to_nothing_is_not_posted(april: April) -> None:
    light = Rule("per_unit", "distinct", 1, category_weights={"shapes": 1})
    with pytest.raises(money.NothingToShare):
        settle(april, policy(light))
    assert counts() == (0, 0, 0, 0)


def test_a_settlement_into_a_closed_month_is_refused(april: April, tmp_path: Path) -> None:
    april.closed()
    before = counts()
    run = story.matched(tmp_path, april.images, name="more")
    with pytest.raises(journal.EntryRefused, match="period_closed"):
        settle(april, policy(name="more"), run)
    assert counts() == before


def test_consent_withdrawn_after_the_freeze_takes_nothing_away(april: April) -> None:
    consents.withdraw(april.ada, at=story.NOON)
    usage.match(april.run, at=story.NOON)
    settlement = settle(april, policy())
    assert settlement.rewards.get(contributor=april.ada).amount_minor == 75


def test_two_who_settle_a_run_settle_it_once(committed_april: April) -> None:
    under = policy()

    def settled(_turn: int) -> int:
        try:
            return settle(committed_april, under).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(settled, range(8)))) == 1
    assert counts() == (1, 1, 2, 2)


def test_two_who_settle_under_two_policies_settle_it_once(committed_april: April) -> None:
    both = [policy(name="one"), policy(name="other")]

    def settled(under: Policy) -> bool:
        try:
            return settle(committed_april, under).policy_id == under.pk
        except accrual.SettledOtherwise:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(settled, both)) == [False, True]
    assert counts() == (1, 1, 2, 2)


def test_a_second_run_of_a_month_adds_up(april: April, tmp_path: Path) -> None:
    settle(april, policy())
    second = story.matched(tmp_path, april.images[3:], name="second")
    settle(april, policy(), second)
    assert date(2026, 4, 28) == Entry.objects.latest("id").effective_on
    assert sum(reward.amount_minor for reward in Reward.objects.filter(contributor=april.ann)) == 125
