"""Only a guard's word is a refusal; what may go better next time is raised as it came. Many drafts go in at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from ledger.book import chart, journal
from ledger.book.journal import Draft, EntryRefused, Leg, SameKeyOtherBody
from ledger.config import embedded
from ledger.models import Entry, EntryKind, Period, Posting
from tests import story
from tests.ledger.april import April

THE_FIFTH = date(2026, 4, 5)
YEN = chart.rewards("JPY")


def owed(april: April, key: str, amount: int = 500) -> Draft:
    legs = [Leg(YEN, amount), Leg(chart.payable(april.ada.pk, "JPY"), -amount)]
    return Draft(EntryKind.ADJUSTMENT, "adjustment", key, THE_FIFTH, legs, "a forgotten picture")


@contextmanager
def period_held(addresses: embedded.Addresses) -> Iterator[None]:
    """Somebody is closing the month and takes long."""
    with psycopg.connect(addresses.owner) as other:
        other.execute("SELECT month FROM ledger_period FOR UPDATE")
        yield
        other.rollback()


def test_a_timeout_is_no_refusal_and_may_be_asked_again(committed_db: embedded.Addresses) -> None:
    house = story.staff()
    legs = [Leg(YEN, 500), Leg(chart.bank("JPY"), -500)]
    draft = Draft(EntryKind.ADJUSTMENT, "adjustment", "late", THE_FIFTH, legs)
    Period.objects.create(month=story.MONTH)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    with period_held(committed_db), pytest.raises(OperationalError):
        journal.post(draft, by=house.cy)
    assert not Entry.objects.exists()
    assert journal.post(draft, by=house.cy).key == "late"


def test_what_no_guard_refused_is_raised_as_it_came(april: April) -> None:
    with pytest.raises(DatabaseError, match="too long"):
        journal.post(replace(owed(april, "long"), note="x" * 301), by=april.cy)
    assert not Entry.objects.exists()


def test_many_drafts_are_posted_in_their_order(april: April) -> None:
    drafts = [owed(april, key, amount) for key, amount in (("c", 3), ("a", 1), ("b", 2))]
    entries = journal.post_all(drafts, by=april.cy)
    assert [entry.key for entry in entries] == ["c", "a", "b"]
    amounts = Posting.objects.filter(leg=1).values_list("entry__key", "amount_minor").order_by("entry_id")
    assert list(amounts) == [("c", 3), ("a", 1), ("b", 2)]


def test_what_is_in_the_book_is_not_posted_again_with_the_rest(april: April) -> None:
    first = journal.post(owed(april, "a"), by=april.cy)
    entries = journal.post_all([owed(april, "a"), owed(april, "b"), owed(april, "b")], by=april.cy)
    assert (entries[0], entries[1]) == (first, entries[2])
    assert Entry.objects.count() == 2


def test_one_refused_draft_keeps_all_out(april: April) -> None:
    crooked = replace(owed(april, "b"), legs=[Leg(YEN, 1), Leg(chart.bank("JPY"), -2)])
    with pytest.raises(EntryRefused, match="entry_balances"):
        journal.post_all([owed(april, "a"), crooked], by=april.cy)
    assert not Entry.objects.exists()


def test_two_drafts_of_one_key_that_differ_are_refused(april: April) -> None:
    with pytest.raises(SameKeyOtherBody):
        journal.post_all([owed(april, "a"), owed(april, "a", 501)], by=april.cy)
    assert not Entry.objects.exists()


def test_many_drafts_take_as_many_statements_as_one(april: April) -> None:
    journal.post(owed(april, "first"), by=april.cy)
    counted = []
    for keys in ("a", "bcdefghij"):
        with CaptureQueriesContext(connection) as queries:
            journal.post_all([owed(april, key) for key in keys], by=april.cy)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_nothing_to_post_posts_nothing(april: April) -> None:
    assert journal.post_all([], by=april.cy) == []
