"""Two sessions at once: whoever comes second waits, looks again, and is refused.

Each race holds one transaction open, starts the other beside it, and lets the first commit once the second waits.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.test_payouts import RIGHT, approved, payout
from tests.refusals.test_usage import GIFT, settlement, used
from tests.refusals.writing import FIRST, entry, reversal

SECOND = FIRST + 1
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
)
PATIENCE_SECONDS = 20

CLOSING = (
    "INSERT INTO ledger_closing (period_id, entries, closed_at, closed_by_id) VALUES ('2026-06-01', 0, now(), {cy});"
)
JULY = "INSERT INTO ledger_period (month) VALUES ('2026-07-01');"
JULY_CLOSED = CLOSING.replace("2026-06", "2026-07")
MOST_OF_ADAS = [("{owed_ada}", 2_000), ("{bank}", -2_000)]
BACK = (("{owed_ada}", 300), ("{cost}", -300))
JUNE = "{june_entry}"

RACES = [
    ("two payouts of one balance", entry(MOST_OF_ADAS), entry(MOST_OF_ADAS, SECOND), "payable_not_overdrawn"),
    ("two reversals of one entry", reversal(JUNE, BACK), reversal(JUNE, BACK, SECOND), "reversal_within_its_original"),
    ("a closing and an entry", CLOSING, entry(), "period_closed"),
    ("the same key twice", entry(key="'k'"), entry(number=SECOND, key="'k'"), "entry_posted_once"),
    (
        "a later month closed and an earlier one opened",
        CLOSING + JULY.replace("07", "09") + JULY_CLOSED.replace("07", "09"),
        JULY,
        "periods_close_in_order",
    ),
    (
        "an earlier month opened and a later one closed",
        JULY,
        CLOSING + JULY.replace("07", "09") + JULY_CLOSED.replace("07", "09"),
        "periods_close_in_order",
    ),
    (
        "a settlement and more usage",
        GIFT + settlement("{matched_run}"),
        used("{matched_run}"),
        "usage_of_a_settled_run",
    ),
    (
        "two settlements of one run",
        GIFT + settlement("{matched_run}"),
        GIFT.replace(str(FIRST), str(SECOND)) + settlement("{matched_run}", str(SECOND)),
        "ledger_settlement_run_id_key",
    ),
    (
        "an approval and one more payout",
        RIGHT + approved("{dee}"),
        payout("{prepared_batch}"),
        "payout_stays_as_prepared",
    ),
    (
        "two approvals",
        RIGHT + approved("{dee}"),
        RIGHT.replace(str(FIRST), str(SECOND)) + approved("{bo}", str(SECOND)),
        "ledger_holdend_pkey",
    ),
]


@pytest.mark.parametrize(("told", "first", "second", "refused_as"), RACES, ids=[race[0] for race in RACES])
def test_only_the_first_wins(own_book: Book, told: str, first: str, second: str, refused_as: str) -> None:
    with ThreadPoolExecutor(1) as beside, closing(own_book.connect()) as winner:
        winner.execute(own_book.named(first))
        answer = beside.submit(own_book.tried, Attack(told, "application", second, refused_as))
        wait_until_somebody_waits(own_book)
        winner.commit()
        assert answer.result(PATIENCE_SECONDS) == refused_as


def test_a_second_that_comes_after_a_refused_first_wins(own_book: Book) -> None:
    with ThreadPoolExecutor(1) as beside, closing(own_book.connect()) as loser:
        loser.execute(own_book.named(entry(MOST_OF_ADAS)))
        answer = beside.submit(own_book.tried, Attack("the second", "application", entry(MOST_OF_ADAS, SECOND), ""))
        wait_until_somebody_waits(own_book)
        loser.rollback()
        assert answer.result(PATIENCE_SECONDS) == ""


def test_an_older_view_of_the_book_overdraws_nothing(own_book: Book) -> None:
    with closing(own_book.connect()) as older:
        older.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        older.execute("SELECT count(*) FROM ledger_posting")
        assert own_book.tried(Attack("the first", "application", entry(MOST_OF_ADAS), "")) == ""
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            older.execute(own_book.named(entry(MOST_OF_ADAS, SECOND)))
        assert refused.value.diag.constraint_name == "book_reads_what_is_committed"


def wait_until_somebody_waits(book: Book) -> None:
    """Until one session of the database waits for a lock."""
    until = time.monotonic() + PATIENCE_SECONDS
    with closing(book.connect("owner")) as watcher:
        watcher.autocommit = True
        while watcher.execute(WAITING).fetchone() != (1,):
            assert time.monotonic() < until, "the second did not wait for the first"
            time.sleep(0.02)
