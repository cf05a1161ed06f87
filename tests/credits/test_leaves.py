"""The roll cut into leaves."""

import gzip
import random

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from credits import leaves

NAMES = st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=60)
PAGE_BYTES = 60_000


@given(NAMES)
def test_every_name_stands_on_one_leaf_in_order(chosen: list[tuple[str, str]]) -> None:
    names = leaves.printed(chosen)
    roll = leaves.bound(names)
    assert [name for leaf in roll.leaves for name in leaf] == names
    assert [
        name for number in range(1, len(roll.leaves) + 1) for group in roll.groups(number) for name in group.names
    ] == (names)


@given(NAMES)
def test_the_index_leads_to_the_first_leaf_of_each_initial(chosen: list[tuple[str, str]]) -> None:
    roll = leaves.bound(leaves.printed(chosen))
    for beginning in roll.index:
        assert beginning.anchor in {group.anchor for group in roll.groups(beginning.number)}
        assert all(name.initial != beginning.initial for leaf in roll.leaves[: beginning.number - 1] for name in leaf)


def test_an_empty_roll_has_one_empty_leaf() -> None:
    assert leaves.bound([]).leaves == [[]]


def test_a_leaf_of_names_that_do_not_compress_stays_below_sixty_kilobytes() -> None:
    chance = random.Random(1)
    longest = [("".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(300)), "") for _ in range(300)]
    short = [("".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(4)), "") for _ in range(5_000)]
    for chosen in (longest, short):
        roll = leaves.bound(leaves.printed(chosen))
        assert len(roll.leaves) > 1
        groups = [{"letter": "x", "anchor": "x", "names": group.names} for group in roll.groups(1)]
        page = render_to_string("components/names.html", {"groups": groups})
        assert len(gzip.compress(page.encode(), 6)) < PAGE_BYTES - 8_000


def test_a_reading_that_repeats_the_name_is_not_printed() -> None:
    assert [(name.name, name.reading) for name in leaves.printed([("ほたる", "ホタル"), ("蛍", "ホタル")])] == [
        ("ほたる", ""),
        ("蛍", "ホタル"),
    ]


def test_a_name_that_nobody_can_see_is_left_out() -> None:
    assert leaves.printed([("\u200b", "x"), ("Ada", "")]) == [leaves.Name("Ada", "", "A")]


def test_a_name_is_found_by_its_reading() -> None:
    names = leaves.printed([("渡辺", "ワタナベ"), ("Ada", "")])
    assert [name.name for name in leaves.found(names, "わたなべ")] == ["渡辺"]


def test_wide_letters_make_a_name_long_sooner() -> None:
    ada, hikaru = leaves.printed([("a" * 32, ""), ("光" * 17, "")])
    assert (ada.is_long, hikaru.is_long) == (False, True)
