"""A closed month ends with its balances and the next begins with them; nobody says them (guard 7).

April and May are closed. Tallies, which are the book's own too, are nobody's to write either.
"""

from contextlib import closing

import pytest

from tests.refusals.attacks import NO_RIGHT, Attack, Book, Who
from tests.refusals.test_periods import JUNE_CLOSED
from tests.refusals.writing import entry

COLUMNS = "account_id, closing_id, previous_id, opening_minor, debited_minor, credited_minor, closing_minor"
TALLY = (
    "INSERT INTO ledger_tally (cluster, account_id, from_xid, last_xid, effective_on, postings, amount_minor,"
    " first_recorded_at, last_recorded_at) VALUES (1, {owed_ada}, '3', '4', '2026-06-01', 1, 1, now(), now());"
)
FROM_MAY = "'2026-06-01', '2026-05-01'"


def balance(figures: str, months: str = FROM_MAY, account: str = "{owed_ada}") -> str:
    """A row for June, after June is closed in the same transaction and has written its own for other accounts."""
    return f"INSERT INTO ledger_monthbalance ({COLUMNS}) VALUES ({account}, {months}, {figures});"


NEW = (
    "INSERT INTO ledger_account (id, code, kind, commodity, advance_allowed)"
    " VALUES (900001, 'assets:other', 'asset', 'JPY', false);"
)
MAYS = "(SELECT closing_minor FROM ledger_monthbalance WHERE account_id = {owed_ada} AND closing_id = '2026-05-01')"

ATTACKS: list[tuple[str, Who, str, str]] = [
    ("a balance of one's own", "application", balance("0, 0, 0, 0"), NO_RIGHT),
    ("a tally of one's own", "application", TALLY, NO_RIGHT),
    ("tallies said to be made", "application", "INSERT INTO ledger_tallied (cluster, until_xid) VALUES (1, '5');",
     NO_RIGHT),
    ("balances carried by hand", "application", "SELECT carry_balances('2026-04-01');", NO_RIGHT),
    ("a month that begins with another balance", "owner",
     NEW + JUNE_CLOSED + balance("5, 0, 0, 5", account="900001"), "month_balance_carries_on"),
    ("a month that begins one yen off", "owner", balance(f"{MAYS} + 1, 0, 1, {MAYS}", "'2026-04-01', '2026-03-01'"),
     "month_balance_once"),
    ("a balance that does not add up", "owner", NEW + JUNE_CLOSED + balance("0, 7, 0, 8", account="900001"),
     "month_balance_adds_up"),
    ("an opening balance out of nowhere", "owner", NEW + JUNE_CLOSED
     + balance("5, 0, 0, 5", "'2026-06-01', NULL", "900001"), "month_balance_begins_at_nothing"),
    ("a month that follows itself", "owner", NEW + JUNE_CLOSED
     + balance("5, 0, 0, 5", "'2026-06-01', '2026-06-01'", "900001"), "month_balance_runs_forward"),
    ("less than nothing debited", "owner", NEW + JUNE_CLOSED
     + balance("0, -5, -5, 0", "'2026-06-01', NULL", "900001"), "month_balance_moves_both_ways"),
    ("a second balance of a month", "owner", balance("0, 0, 0, 0", "'2026-05-01', NULL"), "month_balance_once"),
    ("a leg that says it came earlier", "application",
     entry().replace("commodity, amount_minor)", "commodity, amount_minor, posted_xid)").replace(
         ", 'JPY', 100)", ", 'JPY', 100, '3')").replace(", 'JPY', -100)", ", 'JPY', -100, '3')"),
     "posting_comes_with_its_entry"),
]  # fmt: skip


@pytest.mark.parametrize("attack", [Attack(told, who, sql, name) for told, who, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_every_closed_month_begins_with_what_the_one_before_ended_with(own_book: Book) -> None:
    assert own_book.tried(Attack("June closed", "application", JUNE_CLOSED, "")) == ""
    with closing(own_book.connect()) as reader:
        told = reader.execute(
            "SELECT to_char(closing_id, 'YYYY-MM'), to_char(previous_id, 'YYYY-MM'), opening_minor, debited_minor,"
            " credited_minor, closing_minor FROM ledger_monthbalance WHERE account_id = %s ORDER BY closing_id",
            [own_book.facts.owed_ada],
        ).fetchall()
    assert told == [
        ("2026-04", None, 0, 0, 75_000, -75_000),
        ("2026-05", "2026-04", -75_000, 75_000, 3_000, -3_000),
        ("2026-06", "2026-05", -3_000, 0, 3_500, -6_500),
    ]


def test_when_an_entry_was_recorded_is_not_its_writers_to_say(own_book: Book) -> None:
    early = entry(recorded_at="'2020-01-01'", key="'early'")
    assert own_book.tried(Attack("an entry said to be old", "application", early, "")) == ""
    with closing(own_book.connect()) as reader:
        told = reader.execute("SELECT recorded_at > '2021-01-01' FROM ledger_entry WHERE key = 'early'").fetchone()
    assert told == (True,)
