"""Where a name stands in the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits import initials


@pytest.mark.parametrize(
    ("name", "reading", "initial"),
    [
        ("渡辺", "ワタナベ", "わ"),
        ("渡辺", "わたなべ", "わ"),
        ("渡辺", "", initials.OTHER),
        ("がく", "", "か"),
        ("ぱんだ", "", "は"),
        ("ヴァイオレット", "", "あ"),
        ("ｶﾞﾗｽ", "", "か"),
        ("っつ", "", "た"),
        ("をとめ", "", "わ"),
        ("Élodie", "", "E"),
        ("Østergård", "", "O"),
        ("Łucja", "", "L"),
        ("ａｄａ", "", "A"),
        ("「みずき」", "", "ま"),
        ("@handle", "", "H"),
        ("🎉 party", "", "P"),
        ("Ada Larkspur", "エイダ", "あ"),
        ("Ada", "123", "A"),
        ("123 Studio", "", initials.OTHER),
        ("김민준", "", initials.OTHER),
        ("🎉", "", initials.OTHER),
    ],
)
def test_a_name_stands_under_its_initial(name: str, reading: str, initial: str) -> None:
    assert initials.standing(name, reading).initial == initial


def test_the_roll_runs_from_kana_to_letters_to_the_others() -> None:
    written = [
        ("Zoë", ""),
        ("渡辺", ""),
        ("Ada", ""),
        ("和田", "ワダ"),
        ("青木", "あおき"),
        ("Élise", ""),
        ("ガク", ""),
    ]
    ordered = sorted(written, key=lambda one: initials.standing(*one))
    assert [name for name, _reading in ordered] == ["青木", "ガク", "和田", "Ada", "Élise", "Zoë", "渡辺"]


@pytest.mark.parametrize(
    ("sought", "name"),
    [("わたな", "ワタナベ"), ("ELISE", "Élise"), ("ada l", "Ada  Larkspur"), ("ｶﾞｸ", "ガク"), ("o", "Ø")],
)
def test_search_does_not_mind_width_case_kana_or_accents(sought: str, name: str) -> None:
    assert initials.fold(sought) in initials.fold(name)


def test_search_minds_voiced_kana() -> None:
    assert initials.fold("か") not in initials.fold("がく")


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_name_has_a_place(name: str, reading: str) -> None:
    standing = initials.standing(name, reading)
    assert standing.initial in initials.ORDER
    assert initials.anchor(standing.initial).replace("-", "").isalpha()
