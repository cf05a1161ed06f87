"""A balance of any moment, on both axes, is the sum of what had been entered by then; tallies change no answer."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributors.models import User
from ledger.book import balances, chart, invariants, journal, tallies
from ledger.config import embedded
from ledger.models import Account, Entry, EntryKind, Posting, Tally
from tests import story

PATIENCE_SECONDS = 20
APRIL = date(2026, 4, 1)
COST, BANK, OTHER = chart.rewards("JPY"), chart.bank("JPY"), chart.transfers("JPY")


@dataclass(frozen=True)
class Posted:
    """One entry of a history: how many pairs of legs, on which day of the month, how much."""

    pairs: int
    day: int
    amount: int


# A step posts some entries in one transaction, or tallies what there is.
transactions = st.lists(
    st.builds(Posted, st.sampled_from([1, 2, 70]), st.integers(0, 29), st.integers(1, 10**6)), min_size=1, max_size=4
)
histories = st.lists(st.one_of(transactions, st.none()), min_size=1, max_size=12)


def draft(key: str, said: Posted) -> journal.Draft:
    pair = [journal.Leg(COST, said.amount), journal.Leg(BANK, -said.amount)]
    return journal.Draft(EntryKind.ADJUSTMENT, "history", key, APRIL + timedelta(days=said.day), pair * said.pairs)


def written(history: Sequence[Sequence[Posted] | None], by: User, key: str) -> None:
    for place, step in enumerate(history):
        if step is None:
            tallies.catch_up(least_legs=0)
        else:
            drafts = [draft(f"{key} {place} {number}", said) for number, said in enumerate(step)]
            journal.post_all(drafts, by=by)


def until_tallied(most: int) -> int:
    """Tally until so many are made in all; tests beside this one, on the same server, may hold the end back."""
    until = time.monotonic() + PATIENCE_SECONDS
    while Tally.objects.count() < most:
        assert time.monotonic() < until, "nothing more was tallied"
        tallies.catch_up(least_legs=0)
    return Tally.objects.count()


def added_up(account: Account, effective_before: date | None, recorded_before: datetime | None) -> int:
    """The sum by hand, of every posting there is."""
    rows = Posting.objects.filter(account=account).values_list(
        "amount_minor", "entry__effective_on", "entry__recorded_at"
    )
    return sum(
        amount
        for amount, on, at in rows
        if (effective_before is None or on < effective_before) and (recorded_before is None or at < recorded_before)
    )


def moments() -> list[datetime | None]:
    """Before, at and after each moment of the book."""
    known = sorted(set(Entry.objects.values_list("recorded_at", flat=True)))
    return [None, *known, *(at + timedelta(microseconds=1) for at in known)]


DAYS = [None, APRIL, APRIL + timedelta(days=1), APRIL + timedelta(days=14), APRIL + timedelta(days=30)]


def test_every_moment_of_a_random_history_is_added_up_rightly(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    counter = iter(range(10**6))

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(histories)
    def holds(history: list[list[Posted] | None]) -> None:
        written(history, by, str(next(counter)))
        for account in Account.objects.all():
            chosen = moments()[:: max(1, len(moments()) // 12)]
            for day, at in ((day, at) for day in DAYS for at in chosen):
                asked = balances.as_of(account, effective_before=day, recorded_before=at)
                assert asked == added_up(account, day, at), (account, day, at)

    holds()


def test_tallies_make_no_difference_to_the_trial_balance_of_a_moment(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    written([[Posted(70, 3, 5)], [Posted(70, 20, 7)]], by, "one")
    until_tallied(4)
    written([[Posted(1, 3, 11)]], by, "two")
    for day in DAYS:
        for at in moments():
            told = {row.account: row.amount_minor for row in balances.trial_balance(
                effective_before=day, recorded_before=at)}  # fmt: skip
            asked = {account.code: balances.as_of(account, effective_before=day, recorded_before=at)
                     for account in Account.objects.all()}  # fmt: skip
            assert {code: amount for code, amount in asked.items() if amount} == told


def test_a_transaction_that_still_runs_is_tallied_by_nobody(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    written([[Posted(70, 3, 5)]], by, "one")
    until_tallied(2)
    account = Account.objects.get(code=COST.code)
    with closing(psycopg.connect(committed_db.application)) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        written([[Posted(70, 4, 7)], None], by, "two")
        assert (Tally.objects.count(), balances.as_of(account)) == (2, 840)
        slow.rollback()
    until_tallied(4)
    assert balances.as_of(account) == 840


def test_a_tally_of_another_server_says_nothing_here(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    written([[Posted(70, 3, 5)]], by, "one")
    until_tallied(2)
    with closing(psycopg.connect(committed_db.owner, autocommit=True)) as owner:
        owner.execute("ALTER TABLE ledger_tally DISABLE TRIGGER book_is_append_only")
        owner.execute("UPDATE ledger_tally SET cluster = 1, amount_minor = 999")
    assert balances.as_of(Account.objects.get(code=COST.code)) == 350


def test_a_tally_changed_behind_the_guards_is_named(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    written([[Posted(70, 3, 5)]], by, "one")
    until_tallied(2)
    assert [broken.invariant for broken in invariants.broken()] == []
    with closing(psycopg.connect(committed_db.owner, autocommit=True)) as owner:
        owner.execute("ALTER TABLE ledger_tally DISABLE TRIGGER book_is_append_only")
        owner.execute("UPDATE ledger_tally SET amount_minor = amount_minor + 1 WHERE amount_minor > 0")
    assert [broken.invariant for broken in invariants.broken()] == ["15_tallies_add_up"]


def test_accounts_with_few_postings_are_not_tallied(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    few = [journal.Leg(OTHER, 3), *[journal.Leg(BANK, -1), journal.Leg(COST, 1)] * 70, journal.Leg(BANK, -3)]
    journal.post(journal.Draft(EntryKind.ADJUSTMENT, "few", "few", APRIL, few), by=by)
    until_tallied(2)
    assert sorted(Tally.objects.values_list("account__code", flat=True)) == [BANK.code, COST.code]
    assert balances.as_of(Account.objects.get(code=OTHER.code)) == 3


def test_little_is_left_untallied(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    written([[Posted(70, 3, 5)]], by, "one")
    assert (tallies.catch_up(), Tally.objects.count()) == (0, 0)


def test_every_thousandth_entry_asks_for_tallies(committed_db: embedded.Addresses) -> None:
    by = story.staff().cy
    many = [draft(f"many {place}", Posted(2, 3, 1)) for place in range(tallies.ENTRIES_BETWEEN + 1)]
    journal.post_all(many, by=by)
    until_tallied(2)
    assert balances.as_of(Account.objects.get(code=COST.code)) == 2 * len(many)


@pytest.mark.django_db
def test_an_account_without_postings_is_at_nothing() -> None:
    account = Account.objects.create(code="assets:till", kind="asset", commodity="JPY")
    assert balances.as_of(account, effective_before=APRIL) == 0
