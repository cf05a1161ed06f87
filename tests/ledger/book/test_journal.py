"""Posting: once under its key, whole, refused by name, undone by reversal."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection

from ledger.book import chart, journal, refusals
from ledger.book.journal import Draft, EntryRefused, Leg, SameKeyOtherBody
from ledger.models import Account, Entry, EntryKind, Period, Posting
from tests.ledger.april import April
from tests.ledger.book import notation

THE_FIFTH = date(2026, 4, 5)
YEN = chart.rewards("JPY")


def owed(april: April, amount: int = 500, *, key: str = "forgotten") -> Draft:
    """Ada is owed so much more."""
    legs = [Leg(YEN, amount), Leg(chart.payable(april.ada.pk, "JPY"), -amount)]
    return Draft(EntryKind.ADJUSTMENT, "adjustment", key, THE_FIFTH, legs, "a forgotten picture")


def counts() -> tuple[int, int, int, int]:
    return Entry.objects.count(), Posting.objects.count(), Account.objects.count(), Period.objects.count()


def test_an_entry_is_posted_as_drafted(april: April) -> None:
    entry = journal.post(owed(april), by=april.cy)
    assert notation.written(entry) == notation.expected(
        """
        2026-04-05 adjustment
          expenses:rewards          500 JPY
          liabilities:payable:Ada  -500 JPY
        """
    )
    assert (entry.by_id, entry.note, entry.leg_count) == (april.cy.pk, "a forgotten picture", 2)


def test_an_entry_may_move_several_commodities(april: April) -> None:
    points = [Leg(chart.rewards("POINTS"), 3), Leg(chart.payable(april.ann.pk, "POINTS"), -3)]
    draft = owed(april)
    entry = journal.post(replace(draft, legs=[*draft.legs, *points]), by=april.cy)
    assert notation.written(entry) == notation.expected(
        """
        2026-04-05 adjustment
          expenses:rewards          500 JPY
          liabilities:payable:Ada  -500 JPY
          expenses:rewards            3 POINTS
          liabilities:payable:Ann    -3 POINTS
        """
    )


def test_asked_twice_it_is_posted_once(april: April) -> None:
    first = journal.post(owed(april), by=april.cy)
    before = counts()
    assert journal.post(owed(april), by=april.cy) == first
    assert counts() == before


def test_the_same_key_with_another_body_is_refused(april: April) -> None:
    journal.post(owed(april), by=april.cy)
    before = counts()
    with pytest.raises(SameKeyOtherBody, match="adjustment forgotten"):
        journal.post(owed(april, 501), by=april.cy)
    assert counts() == before


def test_a_digest_tells_every_difference(april: April) -> None:
    draft = owed(april)
    others = [
        replace(draft, kind=EntryKind.RETURNED),
        replace(draft, scope="another"),
        replace(draft, key="another"),
        replace(draft, effective_on=date(2026, 4, 6)),
        replace(draft, note="another"),
        replace(draft, corrects_id=1),
        replace(draft, reverses_id=1),
        replace(draft, legs=draft.legs[:1]),
        owed(april, 501),
    ]
    assert len({one.sha256() for one in [draft, *others]}) == 1 + len(others)


def test_the_order_of_legs_is_part_of_the_body(april: April) -> None:
    draft = owed(april)
    turned = replace(draft, legs=list(reversed(draft.legs)))
    assert turned.sha256() != draft.sha256()


def legs(april: April, *amounts: int) -> Sequence[Leg]:
    accounts = [YEN, chart.payable(april.ada.pk, "JPY"), chart.bank("JPY")]
    return [Leg(account, amount) for account, amount in zip(accounts, amounts, strict=False)]


@pytest.mark.parametrize(
    ("amounts", "guard"),
    [
        ((500, -499), "entry_balances"),
        ((500,), "entry_has_two_legs"),
        ((), "entry_has_two_legs"),
        ((500, -500, 0), "posting_moves_something"),
        ((-500, 500), "payable_not_overdrawn"),
    ],
    ids=["unbalanced", "one leg", "no leg", "a leg of nothing", "overdrawn"],
)
def test_what_a_guard_refuses_is_told_by_its_name(april: April, amounts: tuple[int, ...], guard: str) -> None:
    before = counts()
    with pytest.raises(EntryRefused, match=guard) as refused:
        journal.post(replace(owed(april), legs=legs(april, *amounts)), by=april.cy)
    assert refused.value.constraint == guard
    assert counts() == before


def test_a_refusal_leaves_the_transaction_usable(april: April) -> None:
    with pytest.raises(EntryRefused):
        journal.post(replace(owed(april), legs=legs(april, 500, -499)), by=april.cy)
    assert journal.post(owed(april), by=april.cy).pk


def test_a_closed_month_takes_no_entry(april: April) -> None:
    april.closed()
    before = counts()
    with pytest.raises(EntryRefused, match="period_closed"):
        journal.post(owed(april), by=april.cy)
    assert counts() == before


def test_a_reversal_undoes_the_whole_entry(april: April) -> None:
    entry = journal.post(owed(april), by=april.cy)
    undone = journal.reverse(entry, key="undo", on=date(2026, 5, 2), by=april.cy)
    assert notation.book() == notation.expected(
        """
        2026-04-05 adjustment
          expenses:rewards          500 JPY
          liabilities:payable:Ada  -500 JPY

        2026-05-02 reversal of adjustment:forgotten
          expenses:rewards         -500 JPY
          liabilities:payable:Ada   500 JPY
        """
    )
    assert journal.reverse(entry, key="undo", on=date(2026, 5, 2), by=april.cy) == undone


def test_an_entry_is_undone_once(april: April) -> None:
    entry = journal.post(owed(april), by=april.cy)
    journal.post(owed(april, key="another"), by=april.cy)
    journal.reverse(entry, key="undo", on=THE_FIFTH, by=april.cy)
    before = counts()
    with pytest.raises(EntryRefused, match="reversal_within_its_original"):
        journal.reverse(entry, key="undo again", on=THE_FIFTH, by=april.cy)
    assert counts() == before


def test_two_who_post_the_same_fact_get_one_entry(committed_april: April) -> None:
    def posted(_turn: int) -> int:
        try:
            return journal.post(owed(committed_april), by=committed_april.cy).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(posted, range(12)))) == 1
    assert counts()[:2] == (1, 2)


def test_what_no_constraint_refused_has_no_name() -> None:
    assert refusals.constraint_of(DatabaseError("the connection is lost")) == ""
