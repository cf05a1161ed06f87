"""Balances: sums of postings, to zero in every commodity."""

from datetime import date

from ledger.book import balances, chart, journal
from ledger.book.balances import Balance
from ledger.models import EntryKind
from tests.ledger.april import April


def given_points(april: April) -> None:
    legs = [journal.Leg(chart.rewards("POINTS"), 3), journal.Leg(chart.payable(april.ada.pk, "POINTS"), -3)]
    draft = journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "points", date(2026, 5, 2), legs)
    journal.post(draft, by=april.cy)


def test_the_trial_balance_names_every_account_with_its_sum(april: April) -> None:
    april.settled()
    given_points(april)
    ada, ann = f"liabilities:payable:{april.ada.pk}", f"liabilities:payable:{april.ann.pk}"
    assert balances.trial_balance() == [
        Balance("expenses:rewards", "JPY", 100_000),
        Balance("expenses:rewards", "POINTS", 3),
        Balance(ada, "JPY", -75_000),
        Balance(ada, "POINTS", -3),
        Balance(ann, "JPY", -25_000),
    ]


def test_the_trial_balance_of_a_moment_leaves_out_what_came_on_that_day_or_later(april: April) -> None:
    april.settled()
    assert balances.trial_balance(effective_before=date(2026, 4, 28)) == []
    assert len(balances.trial_balance(effective_before=date(2026, 4, 29))) == 3


def test_what_is_owed_stands_by_contributor(april: April) -> None:
    april.settled()
    given_points(april)
    assert balances.owed_by_contributor("JPY") == {april.ada.pk: 75_000, april.ann.pk: 25_000}
    assert balances.owed_by_contributor("POINTS") == {april.ada.pk: 3}
    assert balances.owed_by_contributor("POINTS", before=date(2026, 5, 2)) == {}


def test_who_was_paid_out_is_owed_nothing(april: April) -> None:
    april.approved()
    assert balances.owed_by_contributor("JPY") == {}
    assert balances.owed_to(april.ada.pk, "JPY") == 0
    assert balances.owed_by_contributor("JPY", before=date(2026, 5, 1)) == {april.ada.pk: 75_000, april.ann.pk: 25_000}


def test_what_one_person_is_owed(april: April) -> None:
    april.settled()
    assert balances.owed_to(april.ada.pk, "JPY") == 75_000
    assert balances.owed_to(april.ada.pk, "USD") == 0


def test_commodities_are_those_that_have_an_account(april: April) -> None:
    assert balances.commodities() == []
    april.settled()
    given_points(april)
    assert balances.commodities() == ["JPY", "POINTS"]
