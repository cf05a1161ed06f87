"""A correction of a settlement comes with its entry, names what it corrects, and tells what the book says (guard 8)."""

import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.writing import FIRST, entry

SETTLED_ENTRY = "(SELECT entry_id FROM ledger_settlement WHERE id = {settlement})"


def corrected(kind: str = "'adjustment'") -> str:
    """An entry of 100 yen more for Ada that corrects the settlement."""
    return entry(kind=kind, corrects_id=SETTLED_ENTRY)


def adjustment(entry_id: str = str(FIRST), *, settlement: str = "{settlement}", note: str = "a slip") -> str:
    columns = "id, settlement_id, entry_id, reason, note, adjusted_at, adjusted_by_id"
    words = f"{FIRST}, {settlement}, {entry_id}, 'other', '{note}', now(), {{cy}}"
    return f"INSERT INTO ledger_adjustment ({columns}) VALUES ({words});"


def line(amount: int = 100, *, of: str = str(FIRST), settlement: str = "{settlement}", units: int = 0) -> str:
    columns = "adjustment_id, settlement_id, contributor_id, image_id, units, amount_minor"
    image = "{image}" if units else "NULL"
    return (
        f"INSERT INTO ledger_adjustmentline ({columns})"
        f" VALUES ({of}, {settlement}, {{ada}}, {image}, {units}, {amount});"
    )


WHOLE = corrected() + adjustment() + line()
GIVEN = corrected() + adjustment() + line(units=1)

ATTACKS = [
    ("a correction under an entry that stands already", adjustment("{june_entry}"), "adjustment_comes_with_its_entry"),
    ("a correction that corrects nothing", entry() + adjustment(), "adjustment_comes_with_its_entry"),
    (
        "a correction under a settlement's entry",
        corrected(kind="'settlement'") + adjustment(),
        "adjustment_comes_with_its_entry",
    ),
    ("a correction before its entry", adjustment() + corrected(), "adjustment_comes_with_its_entry"),
    ("a correction without a line", corrected() + adjustment(), "adjustment_is_in_the_book"),
    (
        "a correction that tells of more than it posts",
        corrected() + adjustment() + line(101),
        "adjustment_is_in_the_book",
    ),
    ("a correction without a word", corrected() + adjustment(note="") + line(), "adjustment_says_why"),
    ("a line that moves nothing", WHOLE + line(0), "adjustment_line_moves_something"),
    (
        "a picture given for less than nothing",
        corrected() + adjustment() + line(-1, units=1),
        "adjustment_line_moves_something",
    ),
    ("one picture given twice", GIVEN + line(0, units=1), "adjustment_gives_a_picture_once"),
    (
        "a line of another settlement",
        corrected() + adjustment() + line(settlement="({settlement} + 1)"),
        "adjustment_line_of_its_settlement",
    ),
]


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_a_whole_correction_is_accepted_and_takes_no_line_afterwards(own_book: Book) -> None:
    assert own_book.tried(Attack("a lawful correction", "application", WHOLE, "")) == ""
    late = Attack("a late line", "application", line(5, units=1), "")
    assert own_book.tried(late) == "adjustment_line_comes_with_its_entry"
