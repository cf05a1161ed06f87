"""What waits for a payout is taken by nothing else, and each hold has one end, its batch's (guard 5).

May's batch waits: it holds 3,000 yen of Ada's 6,500 and 1,000 of Ann's 2,000.
"""

import pytest

from tests.refusals.attacks import NO_RIGHT, Attack, Book
from tests.refusals.test_payouts import (
    DISMISSED,
    RIGHT,
    approved_only,
    debited,
    dismissed,
    dismissed_only,
    ended,
    payout,
)
from tests.refusals.writing import FIRST, entry

MALLORYS = (
    "INSERT INTO ledger_account (id, code, kind, commodity, contributor_id, advance_allowed)"
    f" VALUES ({FIRST}, 'liabilities:payable:{FIRST}', 'payable', 'JPY', {FIRST}, false);"
)
ANOTHER = payout("{prepared_batch}") + MALLORYS
LATER = DISMISSED.replace("now()", "TIMESTAMPTZ '2026-06-26 23:59 Asia/Tokyo'")
MUCH_LATER = DISMISSED.replace("now()", "TIMESTAMPTZ '2026-06-27 00:00 Asia/Tokyo'")


def held(payout: str, account: str, amount: str) -> str:
    """One more hold."""
    return (
        "INSERT INTO ledger_hold (payout_id, account_id, amount_minor, placed_at)"
        f" VALUES ({payout}, {account}, {amount}, now());"
    )


MALLORYS_PAYOUT = f"(SELECT id FROM ledger_payout WHERE contributor_id = {FIRST})"
OWED_TO_MALLORY = entry([("{cost}", 1_000), (str(FIRST), -1_000)])

ATTACKS = [
    ("a posting that takes what is held", entry([("{owed_ann}", 1_001), ("{bank}", -1_001)]), "payable_not_overdrawn"),
    ("an approval's entry beside the hold that is still pending",
     entry([("{owed_ann}", 1_001), ("{bank}", -1_001)], kind="'payout'"), "payable_not_overdrawn"),
    ("a hold on what nobody is owed", ANOTHER + held(MALLORYS_PAYOUT, str(FIRST), "1000"), "payable_not_overdrawn"),
    ("a hold on another's account", ANOTHER + held(MALLORYS_PAYOUT, "{owed_ada}", "1000"), "hold_is_of_its_payout"),
    ("a hold of another amount", ANOTHER + OWED_TO_MALLORY + held(MALLORYS_PAYOUT, str(FIRST), "999"),
     "hold_is_of_its_payout"),
    ("a hold of nothing", ANOTHER + held(MALLORYS_PAYOUT, str(FIRST), "0"), "hold_holds_something"),
    ("a hold for what is approved already", held("{approved_payout}", "{owed_ada}", "75000"), "ledger_hold_pkey"),
    ("a hold of no payout", held("123456", "{owed_ada}", "1"), "hold_is_of_its_payout"),
    ("a second hold of a payout", held("{prepared_payout}", "{owed_ada}", "1"), "ledger_hold_pkey"),
    ("a second end", ended("posted") + ended("voided"), "ledger_holdend_pkey"),
    ("an end that is none", ended("lost"), "hold_outcome_is_known"),
    ("a hold posted without approval", ended("posted"), "hold_ends_as_its_batch"),
    ("a hold voided without dismissal", ended("voided"), "hold_ends_as_its_batch"),
    ("a hold expired while its batch waits", ended("expired"), "hold_ends_as_its_batch"),
    ("a hold expired on its transfer day", ended("expired") + dismissed_only(LATER), "hold_ends_as_its_batch"),
    ("an approval that leaves holds pending", RIGHT + approved_only("{dee}"), "batch_ends_its_holds"),
    ("an approval of holds that are voided", RIGHT + ended("voided") + approved_only("{dee}"), "batch_ends_its_holds"),
    ("an approval of a payout that holds nothing",
     payout("{prepared_batch}") + debited("3000", "1000")
     + ended("posted").replace("WHERE", f"WHERE contributor_id <> {FIRST} AND") + approved_only("{dee}"),
     "batch_ends_its_holds"),
    ("a dismissal that leaves holds pending", dismissed_only(), "batch_ends_its_holds"),
    ("a dismissal of holds that are posted", ended("posted") + dismissed_only(), "batch_ends_its_holds"),
    ("a hold changed", "UPDATE ledger_hold SET amount_minor = 1;", NO_RIGHT),
    ("an end taken back", "DELETE FROM ledger_holdend;", NO_RIGHT),
    ("a hold that reads an older state of the book",
     "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;" + held("{prepared_payout}", "{owed_ada}", "1"),
     "book_reads_what_is_committed"),
]  # fmt: skip


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_what_is_not_held_can_be_taken(own_book: Book) -> None:
    rest = entry([("{owed_ann}", 1_000), ("{bank}", -1_000)])
    assert own_book.tried(Attack("what is available", "application", rest, "")) == ""


def test_a_dismissal_gives_back_what_was_held(own_book: Book) -> None:
    all_of_it = dismissed() + entry([("{owed_ann}", 2_000), ("{bank}", -2_000)])
    assert own_book.tried(Attack("a dismissal and a payment", "application", all_of_it, "")) == ""


def test_holds_expire_the_day_after_the_transfer_day(own_book: Book) -> None:
    lawful = ended("expired") + dismissed_only(MUCH_LATER)
    assert own_book.tried(Attack("an expiry", "application", lawful, "")) == ""


def test_somebody_owed_enough_can_be_held_for(own_book: Book) -> None:
    lawful = ANOTHER + OWED_TO_MALLORY + held(MALLORYS_PAYOUT, str(FIRST), "1000")
    assert own_book.tried(Attack("a lawful hold", "application", lawful, "")) == ""
