"""A reversal undoes its entry, once, and nothing else (guard 6). June's entry gave Ada 500 yen and 7 dollars."""

import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.writing import FIRST, entry, header, legs, reversal

SECOND = FIRST + 1
JUNE = "{june_entry}"
BACK = (("{owed_ada}", 500), ("{cost}", -500))
PART = (("{owed_ada}", 300), ("{cost}", -300))

ATTACKS = [
    ("a reversal twice", reversal(JUNE, BACK) + reversal(JUNE, BACK, SECOND), "reversal_within_its_original"),
    (
        "partial reversals above the whole",
        reversal(JUNE, PART) + reversal(JUNE, PART, SECOND),
        "reversal_within_its_original",
    ),
    (
        "a reversal of more than the whole",
        reversal(JUNE, (("{owed_ada}", 501), ("{cost}", -501))),
        "reversal_within_its_original",
    ),
    (
        "a reversal that touches another account",
        reversal(JUNE, (("{owed_ann}", 500), ("{cost}", -500))),
        "reversal_within_its_original",
    ),
    (
        "a reversal that runs the same way",
        reversal(JUNE, (("{cost}", 1), ("{owed_ada}", -1))),
        "reversal_within_its_original",
    ),
    (
        "a reversal checked before its legs came",
        "SET CONSTRAINTS reversal_within_its_original IMMEDIATE;"
        + reversal(JUNE, (("{owed_ann}", 500), ("{cost}", -500))),
        "reversal_has_its_legs",
    ),
    ("a reversal of itself", reversal(str(FIRST), BACK), "entry_names_another"),
    ("an entry that corrects itself", entry(BACK, corrects_id=str(FIRST)), "entry_names_another"),
    ("a reversal of nothing", entry(BACK, kind="'reversal'"), "entry_reversal_names_its_entry"),
    ("an adjustment that says it reverses", entry(BACK, reverses_id=JUNE), "entry_reversal_names_its_entry"),
    (
        "a reversal of an entry that is not there",
        reversal("123456", BACK),
        "ledger_entry_reverses_id_e0cdc015_fk_ledger_entry_id",
    ),
    (
        "an own table of entries without the first reversal",
        reversal(JUNE, BACK)
        + "CREATE TEMPORARY TABLE ledger_entry AS SELECT * FROM public.ledger_entry WHERE reverses_id IS NULL;"
        + reversal(JUNE, BACK, SECOND),
        "reversal_within_its_original",
    ),
    (
        "a reversal in a closed month",
        reversal(JUNE, BACK).replace("2026-06", "2026-05"),
        "period_closed",
    ),
]


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_two_parts_that_make_the_whole_are_accepted(own_book: Book) -> None:
    rest = (("{owed_ada}", 200), ("{cost}", -200))
    parts = reversal(JUNE, PART) + reversal(JUNE, rest, SECOND)
    assert own_book.tried(Attack("two parts", "application", parts, "")) == ""


def test_a_reversal_is_accepted_leg_by_leg(own_book: Book) -> None:
    slowly = header(kind="'reversal'", reverses_id=JUNE) + legs(BACK[:1]) + legs(BACK[1:], first=2)
    assert own_book.tried(Attack("leg by leg", "application", slowly, "")) == ""
