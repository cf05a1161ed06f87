"""Two people agree on the figures that reach the bank, and the figures stay (guards 9 and 10).

The batch of April is approved, exported and partly answered; the batch of May waits, prepared by Cy.
"""

import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.writing import FIRST, entry


def payout(batch: str, gross: int = 1_000, withheld: int = 102, status: str = "resident", **said: str) -> str:
    words = {
        "batch_id": batch,
        "contributor_id": str(FIRST),
        "key": "'20260500100000000078'",
        "payee_status": f"'{status}'",
        "gross_minor": str(gross),
        "withholding_minor": str(withheld),
        "fee_minor": "0",
        "net_minor": str(gross - withheld),
        "paid_on": "'2026-06-26'",
        "sealed_key": "'key'",
        "sealed_account": "'account'",
        "account_ending": "'678'",
        "state": "'planned'",
        **said,
    }
    return f"{MALLORY}INSERT INTO ledger_payout ({', '.join(words)}) VALUES ({', '.join(words.values())});"


def ended(outcome: str) -> str:
    """The holds of May's batch, ended."""
    return (
        f"INSERT INTO ledger_holdend (hold_id, outcome, ended_at) SELECT id, '{outcome}', now()"
        " FROM ledger_payout WHERE batch_id = {prepared_batch};"
    )


def approved(by: str, entry_id: str = str(FIRST)) -> str:
    return ended("posted") + approved_only(by, entry_id)


def approved_only(by: str, entry_id: str = str(FIRST)) -> str:
    return (
        f"UPDATE ledger_batch SET state = 'approved', approved_by_id = {by}, approved_at = now(),"
        f" entry_id = {entry_id} WHERE id = {{prepared_batch}};"
    )


MALLORY = (
    "INSERT INTO contributors_contributor (id, handle, name, language, joined_at)"
    f" VALUES ({FIRST}, 'mallory', 'Mallory', 'en', now());"
)
SMALL = entry([("{owed_ada}", 100), ("{bank}", -100)], kind="'payout'")
WITH_ADA = "(SELECT gross_minor FROM ledger_payout WHERE id = {prepared_payout})"
OTHERS = "(SELECT gross_minor FROM ledger_payout WHERE batch_id = {prepared_batch} AND id <> {prepared_payout})"


def debited(ada: str, ann: str) -> str:
    """A payout entry over both contributors of May, with amounts as SQL."""
    return entry([("{owed_ada}", 1), ("{owed_ann}", 2), ("{bank}", 3)], kind="'payout'").replace(
        "'JPY', 1)", f"'JPY', {ada})"
    ).replace("'JPY', 2)", f"'JPY', {ann})").replace("'JPY', 3)", f"'JPY', - {ada} - {ann})")  # fmt: skip


def stored(batch: str, sha256: str = "sha256('file')", number: int = 2) -> str:
    columns = "batch_id, number, format, name, content, sha256, payouts, total_minor, written_at"
    words = f"{batch}, {number}, 'zengin', 'f', 'file', {sha256}, 1, 1, now()"
    return f"INSERT INTO ledger_payoutfile ({columns}) VALUES ({words});"


def payout_with(said: str) -> str:
    """The approved payout, changed."""
    return f"UPDATE ledger_payout SET {said} WHERE id = {{approved_payout}}"


def batch_with(said: str) -> str:
    """The approved batch, changed."""
    return f"UPDATE ledger_batch SET {said} WHERE id = {{approved_batch}}"


MAYS = "{prepared_batch}"
LESS = "gross_minor = 1, withholding_minor = 0, net_minor = 1"
APRILS = "(SELECT entry_id FROM ledger_batch WHERE id = {approved_batch})"
DISMISSED = "state = 'dismissed', dismissed_by_id = {cy}, dismissed_at = now(), dismissed_because = 'a slip'"
AGAIN = "state = 'prepared', dismissed_by_id = NULL, dismissed_at = NULL, dismissed_because = ''"
WAITING = "UPDATE ledger_batch SET {said} WHERE id = {{prepared_batch}};"


def dismissed() -> str:
    """May's batch, dismissed by Cy."""
    return ended("voided") + dismissed_only()


def dismissed_only(said: str = DISMISSED) -> str:
    return WAITING.replace("{said}", said).replace("{{", "{").replace("}}", "}")


def batch(month: str, number: int) -> str:
    """One more batch, prepared by Cy."""
    return (
        "INSERT INTO ledger_batch (month, number, commodity, transfer_on, state, prepared_at, prepared_by_id,"
        f" dismissed_because) VALUES ({month}, {number}, 'JPY', '2026-06-26', 'prepared', now(), {{cy}}, '');"
    )


RIGHT = debited(WITH_ADA, OTHERS)

ATTACKS = [
    ("self-approval", RIGHT + approved("{cy}"), "batch_approved_by_another"),
    (
        "self-approval by changing who prepared",
        RIGHT + approved("{cy}").replace("SET ", "SET prepared_by_id = {bo}, "),
        "batch_stays_as_prepared",
    ),
    ("approval by nobody", RIGHT + approved("NULL"), "batch_approved_with_its_entry"),
    ("approval without an entry", approved("{dee}", "NULL"), "batch_approved_with_its_entry"),
    (
        "approval taken back",
        batch_with("state = 'prepared', approved_by_id = NULL, approved_at = NULL, entry_id = NULL"),
        "batch_stays_as_prepared",
    ),
    ("approval by another afterwards", batch_with("approved_by_id = {bo}"), "batch_stays_as_prepared"),
    ("a step back", batch_with("state = 'approved'"), "batch_stays_as_prepared"),
    ("another month for a batch", batch_with("month = '2026-03-01'"), "batch_stays_as_prepared"),
    ("a batch removed", "DELETE FROM ledger_batch", "insufficient_privilege"),
    ("an approved batch dismissed", batch_with(DISMISSED), "batch_stays_as_prepared"),
    ("a dismissal taken back", dismissed() + WAITING.format(said=AGAIN), "batch_stays_as_prepared"),
    ("a dismissal explained otherwise", dismissed() + WAITING.format(said="dismissed_because = 'other'"),
     "batch_stays_as_prepared"),
    ("a dismissal by nobody", WAITING.format(said="state = 'dismissed'"), "batch_dismissed_for_a_reason"),
    ("a second batch that waits beside the first", batch("'2026-06-01'", 1), "batch_waits_alone"),
    ("a batch under a dismissed one's number", dismissed() + batch("'2026-05-01'", 1), "batch_numbered_once"),
    ("a second batch of a month that has one", batch("'2026-04-01'", 2), "batch_stands_once"),
    (
        "a batch that begins approved",
        RIGHT
        + "INSERT INTO ledger_batch (month, number, commodity, transfer_on, state, prepared_at, prepared_by_id,"
        " approved_at, approved_by_id, entry_id, dismissed_because) VALUES ('2026-03-01', 1, 'JPY', '2026-06-26',"
        f" 'approved', now(), {{cy}}, now(), {{dee}}, {FIRST}, '')",
        "batch_stays_as_prepared",
    ),
    ("approval with an entry that pays less", SMALL + approved("{dee}"), "batch_is_in_the_book"),
    (
        "approval with an entry that pays Ada what is Ann's",
        debited("3500", "500") + approved("{dee}"),
        "batch_is_in_the_book",
    ),
    (
        "approval with an entry of another kind",
        RIGHT.replace("'payout'", "'adjustment'") + approved("{dee}"),
        "batch_is_in_the_book",
    ),
    (
        "approval before the last leg",
        RIGHT.replace("'2026-06-10', 3", "'2026-06-10', 5") + approved("{dee}"),
        "batch_is_in_the_book",
    ),
    ("approval with April's entry", approved("{dee}", APRILS), "ledger_batch_entry_id_key"),
    # Payouts.
    ("a payout's gross changed after approval", payout_with(LESS),
     "payout_stays_as_prepared"),
    ("a payout's payee changed after approval", payout_with("contributor_id = {ann}"), "payout_stays_as_prepared"),
    ("a payout's day changed after approval", payout_with("paid_on = '2026-07-01'"), "payout_stays_as_prepared"),
    ("a payout's key changed", payout_with("key = '20260500100000000078'"), "payout_stays_as_prepared"),
    (
        "a payout changed before approval",
        "UPDATE ledger_payout SET fee_minor = 1, net_minor = net_minor - 1 WHERE id = {prepared_payout}",
        "payout_stays_as_prepared",
    ),
    ("a payout's account changed before approval",
     "UPDATE ledger_payout SET sealed_account = 'mine', account_ending = '666' WHERE id = {prepared_payout}",
     "payout_stays_as_prepared"),
    ("a payout's key exchanged after approval", payout_with("sealed_key = 'mine'"), "payout_stays_as_prepared"),
    ("an account erased before its file is written",
     "UPDATE ledger_payout SET sealed_key = '' WHERE id = {prepared_payout}", "payout_stays_as_prepared"),
    ("a payout to no account", payout("{prepared_batch}", sealed_key="''"), "payout_has_an_account"),
    ("a payout removed", "DELETE FROM ledger_payout WHERE id = {prepared_payout}", "insufficient_privilege"),
    ("a payout added after approval", payout("{approved_batch}"), "payout_stays_as_prepared"),
    ("a payout of no batch", payout("123456"), "payout_stays_as_prepared"),
    (
        "a payout added behind an own table of batches",
        "CREATE TEMPORARY TABLE ledger_batch AS SELECT id, 'prepared' AS state FROM public.ledger_batch;"
        + payout("{approved_batch}"),
        "payout_stays_as_prepared",
    ),
    ("a person paid twice in one batch", payout("{prepared_batch}", contributor_id="{ada}"), "payout_once_per_batch"),
    ("nothing withheld", payout("{prepared_batch}", withheld=0), "payout_withholds_by_law"),
    ("one yen too little withheld", payout("{prepared_batch}", withheld=101), "payout_withholds_by_law"),
    ("a company's tax withheld", payout("{prepared_batch}", status="company"), "payout_withholds_by_law"),
    ("a non-resident taxed as a resident", payout(MAYS, status="non_resident"), "payout_withholds_by_law"),
    ("a day that no rate covers", payout("{prepared_batch}", paid_on="'2038-01-01'"), "payout_withholds_by_law"),
    ("a net that is not the rest", payout("{prepared_batch}", net_minor="900"), "payout_amounts_agree"),
    ("a payout of nothing", payout("{prepared_batch}", gross=0, withheld=0), "payout_pays_something"),
    ("a key of letters", payout("{prepared_batch}", key="'2026050010000000007x'"), "payout_key_is_20_digits"),
    (
        "an approved batch dismissed and its approval with it",
        batch_with(f"{DISMISSED}, approved_by_id = NULL, approved_at = NULL, entry_id = NULL"),
        "batch_stays_as_prepared",
    ),
    ("a dismissed batch approved", dismissed() + RIGHT + approved_only("{dee}"), "batch_stays_as_prepared"),
    ("a payout added to a dismissed batch", dismissed() + payout("{prepared_batch}"), "payout_stays_as_prepared"),
    # Files and answers.
    ("a file of a batch that is not approved", stored("{prepared_batch}"), "file_of_an_approved_batch"),
    ("a file with another's digest", stored("{approved_batch}", "sha256('other')"), "file_has_its_digest"),
    ("the file written again", stored("{approved_batch}", number=1), "payout_file_written_once"),
    (
        "the bank's answer twice",
        entry(kind="'paid'")
        + "INSERT INTO ledger_answer (payout_id, state, answered_on, reason, entry_id, recorded_at)"
        f" SELECT payout_id, state, answered_on, '', {FIRST}, now() FROM ledger_answer",
        "answer_taken_once",
    ),
]  # fmt: skip


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


OWNERS = [
    ("a payout removed", "DELETE FROM ledger_payout WHERE id = {prepared_payout}", "payout_stays_as_prepared"),
    ("a batch removed", "DELETE FROM ledger_batch", "batch_stays_as_prepared"),
    ("approval taken back", batch_with("approved_by_id = {bo}"), "batch_stays_as_prepared"),
    ("a payout changed", payout_with(LESS), "payout_stays_as_prepared"),
]


@pytest.mark.parametrize("attack", [Attack(told, "owner", sql, name) for told, sql, name in OWNERS], ids=str)
def test_the_owner_is_refused_too(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_a_batch_approved_by_another_with_its_entry_is_accepted(own_book: Book) -> None:
    assert own_book.tried(Attack("a lawful approval", "application", RIGHT + approved("{dee}"), "")) == ""


def test_a_batch_dismissed_for_a_reason_makes_room_for_another(own_book: Book) -> None:
    again = dismissed() + batch("'2026-05-01'", 2)
    assert own_book.tried(Attack("a lawful dismissal", "application", again, "")) == ""


def test_an_account_is_erased_once_its_file_is_written(own_book: Book) -> None:
    erased = payout_with("sealed_key = ''")
    assert own_book.tried(Attack("a lawful erasure", "application", erased, "")) == ""


def test_a_payout_that_withholds_by_law_is_accepted(own_book: Book) -> None:
    assert own_book.tried(Attack("a lawful payout", "application", payout("{prepared_batch}"), "")) == ""
