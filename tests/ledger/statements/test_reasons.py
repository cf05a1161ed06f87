"""Reasons: what a statement tells adds up to what it says, for many people in as many queries as for one."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import months
from ledger.book import chart, journal
from ledger.models import EntryKind, Statement
from ledger.payouts import results
from ledger.payouts.results import Outcome
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import UNITS_OF_ONE, Rule
from ledger.rewards.why import Why
from ledger.statements import drawing, reasons, sheet
from tests import story
from tests.ledger.april import April

MAY = date(2026, 5, 1)
JUNE = datetime(2026, 6, 10, tzinfo=story.TOKYO)


def of_ada(april: April, month: date = story.MONTH) -> reasons.Reasons:
    return reasons.of_month(month, [april.ada.pk], "JPY")[april.ada.pk]


def answered(april: April, outcome: Outcome, on: date) -> None:
    key = april.ada.payouts.get().key
    results.record([results.BankAnswer(key, outcome, on, "")], by=april.cy, at=story.NOON)


def test_a_reward_is_told_with_its_lines(april: April) -> None:
    april.closed()
    told = of_ada(april)
    assert told.rewards == [
        sheet.Reward(
            run="tanabata",
            policy="pool-100000 v1",
            amount_minor=75_000,
            reasons=(sheet.Reason("shapes", "base", 3, Decimal(1), Decimal(3), 75_000),),
            why=Why(
                commodity="JPY",
                mode="fixed_pool",
                counting="distinct",
                rule_minor=100_000,
                images=3,
                counted=3,
                stages=1,
                units=3 * UNITS_OF_ONE,
                all_units=4 * UNITS_OF_ONE,
                amount_minor=75_000,
                shared_minor=100_000,
                shared_units=4 * UNITS_OF_ONE,
            ),
        )
    ]
    assert (told.adjustments, told.payouts) == ([], [])


def test_weights_are_told_as_parts_of_one(april: April) -> None:
    rule = Rule("fixed_pool", "distinct", 100, {"shapes": 2_500}, {"base": 5_000})
    policy = policies.write("light", rule, version=1, commodity="JPY", effective_from=story.MONTH)
    accrual.settle(april.run, policy, by=april.cy, on=story.SETTLED_ON, at=story.NOON)
    [reason] = of_ada(april).rewards[0].reasons
    assert (reason.weight, reason.units) == (Decimal("0.125"), Decimal("0.375"))


def test_an_adjustment_names_what_it_corrects(april: April) -> None:
    entry = april.settled().entry
    legs = [journal.Leg(chart.rewards("JPY"), -5), journal.Leg(chart.payable(april.ada.pk, "JPY"), 5)]
    draft = journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "x", date(2026, 4, 29), legs, "counted twice",
                          corrects_id=entry.pk)  # fmt: skip
    journal.post(draft, by=april.cy)
    assert of_ada(april).adjustments == [sheet.Adjustment("counted twice", str(entry), -5)]


def test_a_reversal_names_what_it_reverses(april: April) -> None:
    entry = april.settled().entry
    journal.reverse(entry, key="undo", on=date(2026, 4, 30), by=april.cy)
    assert of_ada(april).adjustments == [sheet.Adjustment(f"reverses {entry}", str(entry), -75_000)]


def test_a_payout_stands_in_the_month_it_was_approved_in(april: April) -> None:
    april.approved()
    assert of_ada(april).payouts == []
    [payout] = of_ada(april, MAY).payouts
    assert payout == sheet.Payout(story.TRANSFER_ON, "sent", 75_000, 7_657, 0, 67_343, -75_000, payout.bank)
    assert payout.bank == f"****{april.ada.payout_profile.account_ending}"


@pytest.mark.parametrize("outcome", ["failed", "returned"])
def test_money_that_came_back_is_told_beside_its_payout(april: April, outcome: Outcome) -> None:
    april.approved()
    answered(april, outcome, date(2026, 5, 29))
    told = [(payout.state, payout.moved_minor) for payout in of_ada(april, MAY).payouts]
    assert told == [("sent", -75_000), ("returned", 75_000)]


@pytest.mark.parametrize("outcome", ["paid", "failed", "returned"])
def test_every_sheet_of_every_month_adds_up(april: April, outcome: Outcome) -> None:
    april.approved()
    answered(april, outcome, date(2026, 5, 29))
    months.close(MAY, by=april.cy, at=JUNE)
    for statement in Statement.objects.select_related("contributor", "corrects"):
        why = reasons.of_month(statement.closing_id, [statement.contributor_id], "JPY")
        sheet.refuse_disagreement(drawing.sheet_of(statement, why[statement.contributor_id], ""))


def test_what_is_in_another_commodity_stands_elsewhere(april: April) -> None:
    april.closed()
    assert reasons.of_month(story.MONTH, [april.ada.pk], "POINTS") == {}


def test_reasons_of_many_take_as_many_queries_as_of_one(april: April) -> None:
    april.approved()
    asked = []
    for people in ([april.ada.pk], [april.ada.pk, april.ann.pk]):
        with CaptureQueriesContext(connection) as queries:
            reasons.of_month(MAY, people, "JPY")
            reasons.of_month(story.MONTH, people, "JPY")
        asked.append(len(queries))
    assert asked[0] == asked[1]
