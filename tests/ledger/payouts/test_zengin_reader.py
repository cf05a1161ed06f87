"""What was written is read back as it was, and what is no transfer file is refused."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given

from ledger.payouts.files import kana, zengin, zengin_reader
from tests.ledger.payouts.zengin_cast import PAYER, TO_ADA, TO_BO, TRANSFER_ON, batches, profiles

CONTENT = zengin.write(PAYER, [TO_ADA, TO_BO], transfer_on=TRANSFER_ON)


def half(text: str, kind: kana.FieldKind, width: int) -> str:
    return kana.to_zengin_kana(text, kind=kind, width=width).decode("cp932")


def as_read(transfer: zengin.Transfer, *, names: bool) -> zengin_reader.Transfer:
    return zengin_reader.Transfer(
        bank_code=transfer.bank_code,
        bank_name=half(transfer.bank_name_kana, "bank name", 15) if names else "",
        branch_code=transfer.branch_code,
        branch_name=half(transfer.branch_name_kana, "bank name", 15) if names else "",
        account_kind=transfer.account_kind,
        account_number=transfer.account_number.rjust(7, "0"),
        holder_name=half(transfer.holder_kana, "party name", 30),
        amount_yen=transfer.amount_yen,
        key=transfer.key,
        holds_edi=False,
    )


def test_the_header_is_read() -> None:
    assert zengin_reader.read(CONTENT).header == zengin_reader.Header(
        payer_code="0123456789",
        payer_name="ｶ)ﾍﾝﾚｲ",
        month=12,
        day=10,
        bank_code="0001",
        bank_name="ﾐｽﾞﾎ",
        branch_code="210",
        branch_name="ｼﾌﾞﾔ",
        account_kind="ordinary",
        account_number="1234567",
    )


def test_a_transfer_is_read() -> None:
    ada, _bo = zengin_reader.read(CONTENT).transfers
    assert unicodedata.normalize("NFKC", ada.holder_name) == "エイダ ラヴレス"
    assert (ada.key, ada.amount_yen, ada.account_kind) == ("00000000000000000001", 89_790, "ordinary")


def test_the_trailer_is_read() -> None:
    assert zengin_reader.read(CONTENT).trailer == zengin_reader.Trailer(count=2, total_yen=89_791)


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b"\r", b""])
@pytest.mark.parametrize("tail", [b"", b"\x1a"])
def test_line_ends_and_a_final_mark_make_no_difference(line_end: bytes, tail: bytes) -> None:
    assert zengin_reader.read(CONTENT.replace(b"\r\n", line_end) + tail) == zengin_reader.read(CONTENT)


def test_a_last_line_without_its_end_is_read() -> None:
    assert zengin_reader.read(CONTENT.removesuffix(b"\r\n")) == zengin_reader.read(CONTENT)


def test_edi_text_takes_the_place_of_the_customer_codes() -> None:
    plain, key = CONTENT[:], TO_ADA.key.encode()
    with_edi = plain.replace(key + b"7 ", "ｼﾖｳﾋﾝ/ｦ".encode("cp932").ljust(20) + b"7Y")
    ada = zengin_reader.read(with_edi).transfers[0]
    assert (ada.key, ada.holds_edi) == ("ｼﾖｳﾋﾝ/ｦ", True)


@pytest.mark.parametrize(
    "content", [b"", b"\x1a", b"\r\n", b"1", b"hello\n", bytes(480), CONTENT[:-5], CONTENT[122:], CONTENT * 2]
)
def test_what_is_no_transfer_file_is_refused(content: bytes) -> None:
    with pytest.raises(zengin_reader.Unreadable) as refused:
        zengin_reader.read(content)
    assert {fault.tier for fault in refused.value.faults} == {"structure"}


def test_a_broken_field_is_refused_with_its_place() -> None:
    with pytest.raises(zengin_reader.Unreadable, match="line 2, column 81: amount must be 10 digits"):
        zengin_reader.read(CONTENT.replace(b"0000089790", b" 000089790"))


@given(batches(), profiles())
def test_whatever_is_written_is_read_back(batch: list[zengin.Transfer], profile: zengin.BankProfile) -> None:
    file = zengin_reader.read(zengin.write(PAYER, batch, transfer_on=TRANSFER_ON, profile=profile))
    assert file.transfers == tuple(as_read(one, names=profile.name_fields) for one in batch)
    assert file.trailer == zengin_reader.Trailer(len(batch), sum(one.amount_yen for one in batch))
    assert (file.header.month, file.header.day) == (TRANSFER_ON.month, TRANSFER_ON.day)


@given(batches())
def test_two_batches_never_give_one_file(batch: list[zengin.Transfer]) -> None:
    dearer = [replace(batch[0], amount_yen=batch[0].amount_yen % 9_999_999_999 + 1), *batch[1:]]
    first = zengin.write(PAYER, batch, transfer_on=TRANSFER_ON)
    assert zengin.write(PAYER, dearer, transfer_on=TRANSFER_ON) != first
