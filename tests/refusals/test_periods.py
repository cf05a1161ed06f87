"""Months close in order, closed months take nothing, and a seal holds exactly its leaves (guards 7 and 11).

April and May are closed and sealed, June is open.
"""

from contextlib import closing

import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.writing import entry

CLOSING = "INSERT INTO ledger_closing (period_id, entries, closed_at, closed_by_id) VALUES ('{}', 0, now(), {{cy}});"
SEAL_COLUMNS = "closing_id, tree_size, root, previous_head, head, sealed_at"
LEAF = (
    "INSERT INTO ledger_sealleaf (seal_id, index, kind, subject_id, canonical)"
    " VALUES ('2026-{}', {}, 'entry', 123456, 'slipped in');"
)
LAST_HEAD = "(SELECT head FROM ledger_seal ORDER BY closing_id DESC LIMIT 1)"


def opened(month: str) -> str:
    return f"INSERT INTO ledger_period (month) VALUES ('{month}');"


def sealed(month: str, size: int, previous: str, head: str) -> str:
    return (
        f"INSERT INTO ledger_seal ({SEAL_COLUMNS}) SELECT '{month}', {size}, sha256(''), previous, {head}, now()"
        f" FROM (SELECT {previous} AS previous) AS before;"
    )


def digest(month: str, size: int) -> str:
    """The head as the guard computes it."""
    return (
        f"sha256(convert_to(concat_ws(chr(10), 'henrei-head/1', encode(previous, 'hex'), '{month}', {size},"
        " encode(sha256(''), 'hex'), ''), 'UTF8'))"
    )


JUNE_CLOSED = CLOSING.format("2026-06-01")
ATTACKS = [
    (
        "a back-dated entry in a closed month",
        entry(period_id="'2026-05-01'", effective_on="'2026-05-31'"),
        "period_closed",
    ),
    ("an effective day before its period", entry(effective_on="'2026-05-31'"), "entry_within_its_period"),
    ("an effective day after its period", entry(effective_on="'2026-07-01'"), "entry_within_its_period"),
    ("an entry of no period", entry(period_id="'2026-08-01'", effective_on="'2026-08-02'"), "period_opened_first"),
    (
        "an entry whose period is opened after it, and closed",
        entry(period_id="'2026-08-01'", effective_on="'2026-08-02'") + opened("2026-08-01"),
        "period_opened_first",
    ),
    ("a period that begins on the second", opened("2026-07-02"), "period_is_a_month"),
    ("closing July while June is open", opened("2026-07-01") + CLOSING.format("2026-07-01"), "periods_close_in_order"),
    ("closing a month that is not opened", JUNE_CLOSED + CLOSING.format("2026-07-01"), "period_opened_first"),
    ("closing twice", CLOSING.format("2026-05-01"), "ledger_closing_pkey"),
    ("opening a month before a closed one", opened("2026-03-01"), "periods_close_in_order"),
    (
        "opening a month before a closed one behind an own table of closings",
        "CREATE TEMPORARY TABLE ledger_closing (period_id date);" + opened("2026-03-01"),
        "periods_close_in_order",
    ),
    (
        "an entry in a closed month behind an own table of closings",
        "CREATE TEMPORARY TABLE ledger_closing (period_id date);"
        + entry(period_id="'2026-05-01'", effective_on="'2026-05-31'"),
        "period_closed",
    ),
    ("closing, then one more entry", JUNE_CLOSED + entry(), "period_closed"),
    (
        "an entry that reads an older state of the book",
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;" + entry(),
        "book_reads_what_is_committed",
    ),
    (
        "a closing that reads an older state of the book",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;" + JUNE_CLOSED,
        "book_reads_what_is_committed",
    ),
    # Seals.
    ("a leaf more", LEAF.format("05-01", 99), "seal_leaf_within_its_tree"),
    ("a leaf in another's place", LEAF.format("05-01", 0), "seal_leaf_once_per_place"),
    ("a leaf of no seal", LEAF.format("06-01", 0), "seal_leaf_within_its_tree"),
    ("a second head for May", sealed("2026-05-01", 0, LAST_HEAD, digest("2026-05", 0)), "seals_are_one_chain"),
    (
        "a seal of an open month",
        sealed("2026-06-01", 0, LAST_HEAD, digest("2026-06", 0)),
        "seals_are_one_chain",
    ),
    (
        "a seal that follows no other",
        JUNE_CLOSED + sealed("2026-06-01", 0, "decode(repeat('00', 32), 'hex')", digest("2026-06", 0)),
        "seals_are_one_chain",
    ),
    (
        "a seal with a head of its own",
        JUNE_CLOSED + sealed("2026-06-01", 0, LAST_HEAD, "sha256('mine')"),
        "seal_head_is_its_digest",
    ),
    (
        "a seal without its leaves",
        JUNE_CLOSED + sealed("2026-06-01", 5, LAST_HEAD, digest("2026-06", 5)),
        "seal_has_its_leaves",
    ),
    (
        "a seal checked before its leaves",
        "SET CONSTRAINTS ALL IMMEDIATE;" + JUNE_CLOSED + sealed("2026-06-01", 1, LAST_HEAD, digest("2026-06", 1)),
        "seal_has_its_leaves",
    ),
    (
        "a statement after the seal",
        "INSERT INTO ledger_statement (number, token, closing_id, contributor_id, commodity, opening_minor,"
        " rewarded_minor, adjusted_minor, paid_out_minor, closing_minor, canonical)"
        " VALUES (99, gen_random_uuid(), '2026-05-01', {ada}, 'USD', 0, 0, 0, 0, 0, '')",
        "statement_before_its_seal",
    ),
    (
        "a statement whose figures do not add up",
        "INSERT INTO ledger_statement (number, token, closing_id, contributor_id, commodity, opening_minor,"
        " rewarded_minor, adjusted_minor, paid_out_minor, closing_minor, canonical)"
        " VALUES (99, gen_random_uuid(), '2026-05-01', {ada}, 'USD', 0, 1, 0, 0, 0, '')",
        "statement_figures_add_up",
    ),
]


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_june_can_be_closed_and_sealed(own_book: Book) -> None:
    lawful = JUNE_CLOSED + sealed("2026-06-01", 1, LAST_HEAD, digest("2026-06", 1)) + LEAF.format("06-01", 0)
    assert own_book.tried(Attack("June closed", "application", lawful, "")) == ""


def test_a_closing_counts_its_entries_itself(own_book: Book) -> None:
    assert own_book.tried(Attack("June closed, said to be empty", "application", JUNE_CLOSED, "")) == ""
    with closing(own_book.connect()) as reader:
        counted = reader.execute("SELECT entries FROM ledger_closing WHERE period_id = '2026-06-01'").fetchone()
    assert counted == (2,)
