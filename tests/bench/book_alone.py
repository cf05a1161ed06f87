"""Book, alone: the measuring of `tests.bench.book`, in a process that has Django. Tells seconds by name as JSON."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import LiteralString

import numpy as np
import psycopg
from django.db import connection, connections

from contributors import people
from contributors.models import Role, User
from ledger.book import balances, chart, journal, leg_columns, tallies
from ledger.models import Account, EntryKind

PEOPLE = 100_000
APRIL = date(2026, 4, 1)
BARE: LiteralString = "COPY bare (entry_id, leg, account_id, commodity, amount_minor) FROM STDIN (FORMAT BINARY)"
REAL: LiteralString = (
    "COPY ledger_posting (entry_id, leg, account_id, commodity, amount_minor) FROM STDIN (FORMAT BINARY)"
)
HEADER: LiteralString = (
    "INSERT INTO ledger_entry (kind, scope, key, request_sha256, period_id, effective_on, leg_count, note, by_id)"
    " VALUES ('settlement', 'bench', %s, sha256('bench'), %s, %s, %s, '', %s) RETURNING id"
)
TRANSFER: LiteralString = """
CREATE FUNCTION transfer(from_account bigint, to_account bigint, amount bigint, told text, who bigint) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    entry bigint;
BEGIN
    PERFORM id FROM ledger_account WHERE id IN (from_account, to_account) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO ledger_entry (kind, scope, key, request_sha256, period_id, effective_on, leg_count, note, by_id)
        VALUES ('adjustment', 'transfer', told, sha256(told::bytea), '2026-04-01', '2026-04-02', 2, '', who)
        RETURNING id INTO entry;
    INSERT INTO ledger_posting (entry_id, leg, account_id, commodity, amount_minor)
        VALUES (entry, 1, from_account, 'JPY', -amount), (entry, 2, to_account, 'JPY', amount);
    RETURN entry;
END $$
"""
# Transactions of forty entries with twenty-five legs each, half of them on one account, over the days of April.
ONE_TRANSACTION: LiteralString = """
WITH header AS (
    INSERT INTO ledger_entry (kind, scope, key, request_sha256, period_id, effective_on, leg_count, note, by_id)
    SELECT 'adjustment', 'many', %(place)s || ' ' || one, sha256('many'), '2026-04-01',
           DATE '2026-04-01' + (%(place)s + one) %% 30, 50, '', %(by)s
    FROM generate_series(1, 40) AS one RETURNING id
)
INSERT INTO ledger_posting (entry_id, leg, account_id, commodity, amount_minor)
SELECT id, leg, CASE WHEN leg %% 2 = 0 THEN %(one)s ELSE %(other)s END, 'JPY',
       CASE WHEN leg %% 2 = 0 THEN 1 ELSE -1 END
FROM header, generate_series(1, 50) AS leg
"""
HOT_IN_ONE_TRANSACTION = 1_000


def main(asked: Sequence[str]) -> None:
    """Do what is asked: people | post LEGS ROUNDS | single CALLS | as-of POSTINGS."""
    measure = MEASURES[asked[0]]
    sys.stdout.write(json.dumps(measure(*(int(word) for word in asked[1:]))))


def hired(*_nothing: int) -> Mapping[str, list[float]]:
    """The treasurer, everybody, their accounts and the month; measured by nobody."""
    by = people.hire("cy", roles=[Role.TREASURER])
    with connections["owner"].cursor() as owner:
        owner.execute(
            "INSERT INTO contributors_contributor (id, handle, name, language, joined_at)"
            " SELECT one, 'bench:' || one, 'Bench', 'en', now() FROM generate_series(1, %s) AS one",
            [PEOPLE],
        )
    everybody = [journal.Leg(chart.payable(one, "JPY"), -1) for one in range(1, PEOPLE + 1)]
    journal.post(drafted("everybody", [*everybody, journal.Leg(chart.rewards("JPY"), PEOPLE)]), by=by)
    with connections["owner"].cursor() as owner:
        owner.execute(TRANSFER)
        owner.execute("VACUUM ANALYZE")
    for alias in ("default", "owner"):
        connections[alias].close()
    return {}


def posted(legs: int, rounds: int) -> Mapping[str, list[float]]:
    """One entry of so many legs: by the journal, by COPY without guards, by COPY into a table that has nothing."""
    by = User.objects.get(username="cy")
    moved = [journal.Leg(chart.payable(place % PEOPLE + 1, "JPY"), -1) for place in range(legs - 1)]
    moved.append(journal.Leg(chart.rewards("JPY"), legs - 1))
    names = dict(Account.objects.values_list("code", "id"))
    accounts = np.asarray([names[leg.account.code] for leg in moved], dtype=np.int64)
    amounts = np.asarray([leg.amount_minor for leg in moved], dtype=np.int64)
    times: dict[str, list[float]] = {"ours": [], "peer": [], "bare": []}
    with psycopg.connect(os.environ["HENREI_BENCH_OPEN_URL"]) as peer:
        for _round in range(rounds):
            draft = drafted(str(time.time_ns()), moved)
            times["ours"].append(seconds(partial(journal.post, draft, by=by)))
            times["peer"].append(copied(peer, by, accounts, amounts))
            bare = stream(1, accounts, amounts)
            times["bare"].append(seconds(partial(sent, peer, BARE, bare)))
            peer.execute("TRUNCATE bare")
            peer.commit()
    return times


def copied(peer: psycopg.Connection, by: User, accounts: leg_columns.Numbers, amounts: leg_columns.Numbers) -> float:
    """A header and its legs, and the commit at which foreign keys are looked at."""
    begun = time.perf_counter()
    row = peer.execute(HEADER, [str(time.time_ns()), APRIL, APRIL, len(amounts), by.pk]).fetchone()
    header = time.perf_counter() - begun
    legs = stream(int(row[0]) if row else 0, accounts, amounts)
    return header + seconds(lambda: sent(peer, REAL, legs))


def stream(entry: int, accounts: leg_columns.Numbers, amounts: leg_columns.Numbers) -> list[bytes]:
    """The bytes that the journal sends too."""
    places = leg_columns.places_of([len(amounts)])
    columns = leg_columns.Columns(np.full(len(amounts), entry), places, accounts, amounts)
    return list(leg_columns.binary({"JPY": columns}))


def sent(peer: psycopg.Connection, statement: LiteralString, legs: Sequence[bytes]) -> None:
    """COPY and commit."""
    with peer.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in legs:
            copy.write(chunk)
    peer.commit()


def single(calls: int) -> Mapping[str, list[float]]:
    """Seconds a leg where every transfer of two legs is a call and a commit of its own."""
    by = User.objects.get(username="cy")
    cost, owed = (Account.objects.get(code=code).pk for code in ("expenses:rewards", "liabilities:payable:1"))
    ours = seconds(lambda: [journal.post(transfer(place), by=by) for place in range(calls)])
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as session:
        called = seconds(
            lambda: [
                session.execute("SELECT transfer(%s, %s, 1, %s, %s)", [owed, cost, str(place), by.pk])
                for place in range(calls)
            ]
        )
    return {"journal": [ours / calls / 2], "function": [called / calls / 2]}


def asked_as_of(postings: int) -> Mapping[str, list[float]]:
    """Seconds of each question, with tallies; and of adding up all postings, as the trial balance does."""
    by = User.objects.get(username="cy")
    one, other = chart.bank("JPY"), chart.transfers("JPY")
    journal.post(drafted("bank", [journal.Leg(one, 1), journal.Leg(other, -1)]), by=by)
    account, against = Account.objects.get(code=one.code), Account.objects.get(code=other.code)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as session:
        for place in range(postings // HOT_IN_ONE_TRANSACTION):
            session.execute(ONE_TRANSACTION, {"place": place, "by": by.pk, "one": account.pk, "other": against.pk})
        moments = session.execute("SELECT DISTINCT recorded_at FROM ledger_entry WHERE scope = 'many'").fetchall()
        tallies.catch_up()
        session.execute("VACUUM ANALYZE ledger_posting, ledger_entry, ledger_tally")
    recorded = sorted(moment for (moment,) in moments)[:: max(1, len(moments) // 20)]
    days: list[date | None] = [None, *(APRIL + timedelta(days=day) for day in range(0, 33, 8))]
    moments_asked: list[datetime | None] = [None, *recorded]
    questions = [(day, moment) for day in days for moment in moments_asked]
    balances.as_of(account)
    asked = [partial(balances.as_of, account, effective_before=day, recorded_before=at) for day, at in questions]
    return {
        "tallied": [seconds(one) for one in asked],
        "added": [seconds(added(account, *questions[place])) for place in (0, len(questions) // 2, -1)],
    }


def added(account: Account, effective_before: date | None, recorded_before: datetime | None) -> Callable[[], object]:
    """Adding up all postings of the account, as PostgreSQL does it by itself."""

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(amount_minor) FROM ledger_posting posting JOIN ledger_entry entry ON entry.id = entry_id"
                " WHERE account_id = %s AND effective_on < coalesce(%s, 'infinity'::date)"
                " AND recorded_at < coalesce(%s, 'infinity'::timestamptz)",
                [account.pk, effective_before, recorded_before],
            )

    return ask


def transfer(place: int) -> journal.Draft:
    """A yen more for the first person."""
    moved = [journal.Leg(chart.rewards("JPY"), 1), journal.Leg(chart.payable(1, "JPY"), -1)]
    return journal.Draft(EntryKind.ADJUSTMENT, "single", str(place), APRIL, moved)


def drafted(key: str, moved: Sequence[journal.Leg]) -> journal.Draft:
    """A settlement in April."""
    return journal.Draft(EntryKind.SETTLEMENT, "bench", key, APRIL, moved)


def seconds(work: Callable[[], object]) -> float:
    """By the clock on the wall: the server works, not this process."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


MEASURES: Mapping[str, Callable[..., Mapping[str, list[float]]]] = {
    "people": hired,
    "post": posted,
    "single": single,
    "as-of": asked_as_of,
}
