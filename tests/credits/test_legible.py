"""Names fit to print, whatever is in them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits import legible

ANY_TEXT = st.text(max_size=300)


@pytest.mark.parametrize(
    "name",
    ["渡辺 葵", "Amélie Noëlle", "O'Neill-Vale", "김민준", "مرحبا", "👩‍👩‍👧‍👦", "<script>alert(1)</script>", "=1+1"],
)
def test_an_honest_name_stays_as_it_was_written(name: str) -> None:
    assert legible.name(name) == name


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("\u202egnp.eman\u202c", "gnp.eman"),
        ("two\nlines\tand more", "two lines and more"),
        ("bell\x07 and escape\x1b[31m", "bell and escape [31m"),
        ("e\u0301" + "\u0301" * 50, "é" + "\u0301" * 3),
        ("   ", ""),
        ("\u200b\u2066\u2069", ""),
    ],
)
def test_what_steers_a_page_is_taken_out(written: str, printed: str) -> None:
    assert legible.name(written) == printed


@given(ANY_TEXT)
def test_a_printed_name_holds_nothing_that_steers(text: str) -> None:
    printed = legible.name(text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in printed)
    assert not legible.TURNING & set(printed)
    assert printed == " ".join(printed.split())


@given(ANY_TEXT)
def test_printing_twice_changes_nothing_more(text: str) -> None:
    once = legible.name(text)
    assert legible.name(once) == once


@given(st.text("a\u0301\u0308\u0323 ", max_size=60))
def test_no_tower_of_marks_is_higher_than_three(text: str) -> None:
    height = tallest = 0
    for sign in legible.name(text):
        height = height + 1 if unicodedata.category(sign) == "Mn" else 0
        tallest = max(tallest, height)
    assert tallest <= legible.MOST_MARKS
