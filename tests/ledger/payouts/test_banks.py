"""Banks and branches are found by code and by any spelling; bank files can carry their kana."""

import pytest

from ledger.payouts import banks
from ledger.payouts.files import kana


def codes(text: str) -> list[str]:
    return [bank.code for bank in banks.search(text)]


def test_a_bank_is_found_by_its_code() -> None:
    assert banks.bank("0001") == banks.Bank("0001", "みずほ", "ミズホ", "mizuho")


def test_a_branch_is_found_within_its_bank() -> None:
    assert banks.branch("0001", "210").name == "渋谷"


@pytest.mark.parametrize("code", ["0000", "1", "", "みずほ", "../banks", "00001"])
def test_an_unknown_bank_is_refused(code: str) -> None:
    with pytest.raises(banks.UnknownBank):
        banks.bank(code)


def test_an_unknown_branch_is_refused() -> None:
    with pytest.raises(banks.UnknownBranch, match="bank 0001 has no branch '999'"):
        banks.branch("0001", "999")


def test_a_branch_of_an_unknown_bank_is_refused() -> None:
    with pytest.raises(banks.UnknownBank):
        banks.branch("../0001", "001")


@pytest.mark.parametrize(
    "text", ["三菱UFJ銀行", "三菱ＵＦＪ", "ミツビシユーエフジェイ", "みつびしゆーえふ", "ﾐﾂﾋﾞｼ", "0005"]
)
def test_a_bank_is_found_in_any_spelling(text: str) -> None:
    assert codes(text)[0] == "0005"


def test_the_very_name_comes_before_names_that_hold_it() -> None:
    assert codes("りそな")[:2] == ["0010", "0017"]


def test_a_beginning_of_a_code_finds_all_banks_with_it() -> None:
    assert codes("000")[:3] == ["0001", "0005", "0009"]


@pytest.mark.parametrize("text", ["", "  ", "そんなものはない"])
def test_a_search_for_nothing_finds_nothing(text: str) -> None:
    assert banks.search(text) == ()


def test_a_search_gives_no_more_than_its_limit() -> None:
    assert len(banks.search("信", limit=5)) == 5


def test_branches_are_searched_within_their_bank() -> None:
    found = banks.search_branches("0001", "しぶや支店")
    assert [branch.code for branch in found] == ["210", "162"]


def test_the_kana_of_every_bank_can_stand_in_a_bank_file() -> None:
    everyone = [bank for digit in "0123456789" for bank in banks.search(digit, limit=10_000)]
    assert len(everyone) > 1_000
    for bank in everyone:
        assert kana.to_zengin_kana(bank.kana, kind="bank name", width=15)


@pytest.mark.parametrize("bank_code", ["0001", "0123", "9900"])
def test_the_kana_of_branches_can_stand_in_a_bank_file(bank_code: str) -> None:
    for digit in "0123456789":
        for branch in banks.search_branches(bank_code, digit, limit=1_000):
            assert kana.to_zengin_kana(branch.kana, kind="bank name", width=15)
