"""Names become the bytes a bank field takes, or are refused with the character that has no place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts.files import kana

_WRITABLE = "アイカガハバパヴヤャッョーンワあいかがはばぱゔやゃっょんわｱｶﾞﾊﾟｬｰAZaz09Ａｚ 　-"
_LONE_MARK = re.compile(rb"^[\xde\xdf]|[^\xb3\xb6-\xc4\xca-\xce\xdc]\xde|[^\xca-\xce]\xdf")


def spelled(text: str, *, kind: kana.FieldKind = "party name", width: int = 30) -> str:
    return kana.spell(text, kind=kind, width=width).content.decode("cp932")


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("やまだ はなこ", "ﾔﾏﾀﾞ ﾊﾅｺ"),
        ("ｼｮｯﾋﾟﾝｸﾞ", "ｼﾖﾂﾋﾟﾝｸﾞ"),
        ("ジョー", "ｼﾞﾖ-"),
        ("ヴァイオリン", "ｳﾞｱｲｵﾘﾝ"),
        ("カ）ヘンレイ．", "ｶ)ﾍﾝﾚｲ."),
        ("Ada Ｌovelace 2", "ADA LOVELACE 2"),
        ("か\u3099き\u309b", "ｶﾞｷﾞ"),
        ("ヰヱゐゑ", "ｲｴｲｴ"),
    ],
)
def test_a_name_is_spelled_in_the_bytes_of_a_bank(text: str, half: str) -> None:
    assert spelled(text) == half


def test_a_voicing_mark_is_a_byte_of_its_own() -> None:
    assert kana.to_zengin_kana("ガパ", width=4) == b"\xb6\xde\xca\xdf"


def test_a_voicing_mark_is_never_cut_from_its_kana() -> None:
    assert spelled("アガ", width=2) == "ｱ"
    assert spelled("アガ", width=3) == "ｱｶﾞ"


@pytest.mark.parametrize("text", ["山田太郎", "ヲノ", "をの", "ジョン・スミス", "a,b", "é", "Ada/", "ｱ｡", "\n", "ß"])
def test_what_a_bank_does_not_take_is_refused(text: str) -> None:
    with pytest.raises(kana.KanaNotAllowed):
        kana.spell(text, kind="party name", width=30)


def test_the_refusal_names_the_character_and_the_whole_name() -> None:
    with pytest.raises(kana.KanaNotAllowed, match="'田' in 'ヤマ田'"):
        kana.spell("ヤマ田", kind="party name", width=30)


def test_brackets_stand_in_a_party_name_and_not_in_a_bank_name() -> None:
    assert spelled("ｶ)ｱ") == "ｶ)ｱ"
    with pytest.raises(kana.KanaNotAllowed):
        spelled("ｶ)ｱ", kind="bank name")


def test_wo_and_corner_brackets_stand_in_edi_text_alone() -> None:
    assert spelled("ヲ「ア」￥/", kind="edi") == "ｦ｢ｱ｣\\/"


@pytest.mark.parametrize("text", ["ナ゛", "゛ア", "ガ゛", "カ゜", "ア ゛"])
def test_a_voicing_mark_without_its_kana_is_refused(text: str) -> None:
    with pytest.raises(kana.LoneVoicingMark):
        spelled(text)


@pytest.mark.parametrize("text", ["", " ", "　　"])
def test_a_blank_name_is_refused(text: str) -> None:
    with pytest.raises(kana.NothingToSpell):
        spelled(text)


def test_every_loss_is_told_once() -> None:
    spelling = kana.spell("ジョーヰ ada", kind="party name", width=7)
    assert spelling.losses == ("small kana", "long mark", "lower case", "old kana", "cut")


def test_a_name_in_large_kana_loses_nothing() -> None:
    assert kana.spell("ﾔﾏﾀﾞ ﾀﾛｳ", kind="party name", width=30).losses == ()


@given(st.text(_WRITABLE, min_size=1, max_size=60), st.integers(1, 40))
def test_whatever_is_spelled_fits_and_keeps_its_marks(text: str, width: int) -> None:
    try:
        content = kana.to_zengin_kana(text, width=width)
    except (kana.NothingToSpell, kana.LoneVoicingMark):
        return
    assert len(content) <= width
    assert set(content) <= set(b" -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") | set(range(0xB1, 0xE0))
    assert not _LONE_MARK.search(content)
    assert content == content.strip()


@given(st.text(max_size=20))
def test_any_text_is_spelled_or_refused_and_never_breaks(text: str) -> None:
    try:
        content = kana.to_zengin_kana(text, width=30)
    except (kana.NothingToSpell, kana.LoneVoicingMark, kana.KanaNotAllowed):
        return
    assert kana.to_zengin_kana(content.decode("cp932"), width=30) == content
