"""The bank file is written byte for byte as the layout says, or not at all."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from ledger.payouts.files import kana, zengin
from tests.ledger.payouts.zengin_cast import PAYER, TO_ADA, TO_BO, TRANSFER_ON, batches, profiles

# Neither wo nor small kana nor the long mark: those lie below 0xB1.
_ALLOWED = set(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ().-\r\n\x1a") | set(range(0xB1, 0xE0))


def written(*transfers: zengin.Transfer, profile: zengin.BankProfile = zengin.PLAIN_PROFILE) -> bytes:
    return zengin.write(PAYER, transfers, transfer_on=TRANSFER_ON, profile=profile)


def records(content: bytes) -> list[str]:
    return content.decode("cp932").split("\r\n")


def test_a_file_holds_header_transfers_trailer_and_end() -> None:
    header, ada, bo, trailer, end, nothing = records(written(TO_ADA, TO_BO))
    assert header == (
        "1" "21" "0" "0123456789" + "ｶ)ﾍﾝﾚｲ".ljust(40) + "1210"
        "0001" + "ﾐｽﾞﾎ".ljust(15) + "210" + "ｼﾌﾞﾔ".ljust(15) + "1" "1234567" + " " * 17
    )  # fmt: skip
    assert ada == (
        "2" "0005" + "ﾐﾂﾋﾞｼﾕ-ｴﾌｼﾞｴｲ".ljust(15) + "001" + "ﾎﾝﾃﾝ".ljust(15) + "0000" "1" "0000042"
        + "ｴｲﾀﾞ ﾗｳﾞﾚｽ".ljust(30) + "0000089790" "0" "00000000000000000001" "7" " " + " " * 7
    )  # fmt: skip
    assert bo == (
        "2" "9900" + "ﾕｳﾁﾖ".ljust(15) + "018" + "ｾﾞﾛｲﾁﾊﾁ".ljust(15) + "0000" "4" "7654321"
        + "ﾎﾞｳ ｼﾞﾖﾝｿﾝ".ljust(30) + "0000000001" "0" "00000000000000000010" "7" " " + " " * 7
    )  # fmt: skip
    assert trailer == "8000002000000089791" + " " * 101
    assert end == "9" + " " * 119
    assert nothing == ""


def test_a_bank_without_line_ends_gets_records_alone() -> None:
    bare = written(TO_ADA, profile=zengin.BankProfile(line_end="none"))
    assert bare == written(TO_ADA).replace(b"\r\n", b"")


def test_a_bank_that_takes_no_names_gets_blanks() -> None:
    header, ada, *_ = records(written(TO_ADA, profile=zengin.BankProfile(name_fields=False)))
    assert ada[5:20] == ada[23:38] == header[62:77] == header[80:95] == " " * 15


def test_a_profile_sets_the_class_the_clearing_house_and_the_final_mark() -> None:
    profile = zengin.BankProfile(telegraph_code="0", clearing_house="spaces", final_mark=True)
    content = written(TO_ADA, profile=profile)
    ada = records(content)[1]
    assert (ada[111], ada[38:42], content[-1:]) == ("0", "    ", b"\x1a")


def test_a_long_holder_is_cut_before_a_kana_that_would_lose_its_mark() -> None:
    ada = records(written(replace(TO_ADA, holder_kana="ア" * 29 + "ガ")))[1]
    assert ada[50:80] == "ｱ" * 29 + " "


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(zengin.NoTransfers):
        written()


@pytest.mark.parametrize("amount_yen", [0, -1, 10_000_000_000])
def test_an_amount_that_does_not_fit_is_refused(amount_yen: int) -> None:
    with pytest.raises(zengin.AmountDoesNotFit, match=TO_ADA.key):
        written(TO_BO, replace(TO_ADA, amount_yen=amount_yen))


def test_the_largest_amount_fits() -> None:
    assert records(written(replace(TO_ADA, amount_yen=9_999_999_999)))[1][80:90] == "9999999999"


def test_a_total_that_does_not_fit_is_refused() -> None:
    rich = [replace(TO_ADA, key=f"{n:020d}", amount_yen=9_999_999_999) for n in range(101)]
    with pytest.raises(zengin.TotalDoesNotFit, match="split the batch"):
        written(*rich)


def test_more_transfers_than_a_trailer_counts_are_refused() -> None:
    with pytest.raises(zengin.TooManyTransfers, match="1000000 transfers"):
        written(*[TO_ADA] * 1_000_000)


def test_two_transfers_with_one_key_are_refused() -> None:
    with pytest.raises(zengin.DuplicateKey, match=TO_ADA.key):
        written(TO_ADA, TO_BO, replace(TO_BO, key=TO_ADA.key))


@pytest.mark.parametrize("account_number", ["", "12345678", "12-3456", "１２３", "123\n"])
def test_a_bad_account_number_is_refused(account_number: str) -> None:
    with pytest.raises(zengin.BadAccountNumber):
        written(replace(TO_ADA, account_number=account_number))


@pytest.mark.parametrize(
    "bad",
    [
        replace(TO_ADA, key="1"),
        replace(TO_ADA, key="0000000000000000000a"),
        replace(TO_ADA, bank_code="005"),
        replace(TO_ADA, branch_code="0001"),
        replace(TO_ADA, branch_code="００１"),
    ],
)
def test_a_code_of_another_length_is_refused(bad: zengin.Transfer) -> None:
    with pytest.raises(zengin.BadCode):
        written(bad)


def test_a_payer_code_of_another_length_is_refused() -> None:
    with pytest.raises(zengin.BadCode, match="payer code"):
        zengin.write(replace(PAYER, code="12345"), [TO_ADA], transfer_on=TRANSFER_ON)


@pytest.mark.parametrize(
    ("day", "next_on"),
    [
        (date(2026, 12, 12), date(2026, 12, 14)),
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_a_day_of_rest_is_refused_with_the_next_bank_day(day: date, next_on: date) -> None:
    with pytest.raises(zengin.NotABankDay) as refused:
        zengin.write(PAYER, [TO_ADA], transfer_on=day)
    assert refused.value.next_on == next_on


def test_a_name_in_kanji_is_refused() -> None:
    with pytest.raises(kana.KanaNotAllowed):
        written(replace(TO_ADA, holder_kana="山田太郎"))


@given(batches(), profiles())
def test_every_record_has_120_bytes_that_banks_take(batch: list[zengin.Transfer], profile: zengin.BankProfile) -> None:
    content = zengin.write(PAYER, batch, transfer_on=TRANSFER_ON, profile=profile)
    assert set(content) <= _ALLOWED
    bare = content.translate(None, b"\r\n\x1a")
    assert len(bare) == 120 * (len(batch) + 3)
    assert bare[::120] == b"1" + b"2" * len(batch) + b"89"


@given(batches())
def test_the_same_transfers_give_the_same_bytes(batch: list[zengin.Transfer]) -> None:
    again = [replace(transfer) for transfer in batch]
    first = zengin.write(PAYER, batch, transfer_on=TRANSFER_ON)
    assert zengin.write(PAYER, again, transfer_on=TRANSFER_ON) == first
