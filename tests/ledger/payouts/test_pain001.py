"""The ISO 20022 message says who is paid what, adds up, and is the same whenever it is written."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts.files import amounts, pain001, pain001_reader

MADE_AT = datetime(2026, 12, 1, 3, 4, 5, tzinfo=UTC)
TRANSFER_ON = date(2026, 12, 10)
PAYER = pain001.Payer("Henrei", pain001.JapaneseAccount("0001", "210", "ordinary", "1234567"), "payer")
TO_ADA = pain001.Payment(
    "00000000000000000001",
    "エイダ ラヴレス",
    pain001.JapaneseAccount("0005", "001", "current", "42"),
    "JPY",
    89_790,
)
TO_BO = pain001.Payment(
    "00000000000000000002", "Bo & Sons <Ltd>", pain001.IbanAccount("GB82WEST12345698765432", ""), "EUR", 1
)


def written(*payments: pain001.Payment) -> bytes:
    return pain001.write(PAYER, payments, transfer_on=TRANSFER_ON, made_at=MADE_AT)


def test_a_message_is_read_back() -> None:
    message = pain001_reader.read(written(TO_ADA, TO_BO))
    assert (message.payer_name, message.transfer_on) == ("Henrei", TRANSFER_ON)
    assert message.payments == (
        pain001_reader.Payment(TO_ADA.key, "エイダ ラヴレス", "0005001", "0000042", "JPY", "89790"),
        pain001_reader.Payment(TO_BO.key, "Bo & Sons <Ltd>", "", "GB82WEST12345698765432", "EUR", "0.01"),
    )


def test_the_same_batch_gives_the_same_bytes_and_another_batch_another_id() -> None:
    assert written(TO_ADA) == written(replace(TO_ADA))
    ids = {pain001_reader.read(written(one)).message_id for one in (TO_ADA, replace(TO_ADA, amount_minor=1), TO_BO)}
    assert len(ids) == 3
    assert all(len(one) <= 35 for one in ids)


def test_a_sum_over_currencies_adds_the_written_amounts() -> None:
    assert written(TO_ADA, TO_BO).count(b"<CtrlSum>89790.01</CtrlSum>") == 2
    assert written(TO_ADA).count(b"<CtrlSum>89790</CtrlSum>") == 2


@pytest.mark.parametrize(
    "bad",
    [
        replace(TO_ADA, name=""),
        replace(TO_ADA, name="a\x00b"),
        replace(TO_ADA, name="x" * 141),
        replace(TO_ADA, key=""),
        replace(TO_ADA, key="x" * 36),
        replace(TO_ADA, account=pain001.JapaneseAccount("005", "001", "ordinary", "1")),
        replace(TO_ADA, account=pain001.JapaneseAccount("0005", "001", "ordinary", "12345678")),
        replace(TO_BO, account=pain001.IbanAccount("GB83WEST12345698765432", "")),
        replace(TO_BO, account=pain001.IbanAccount("GB82WEST12345698765432", "WEST")),
    ],
)
def test_a_party_that_does_not_fit_is_refused(bad: pain001.Payment) -> None:
    with pytest.raises(pain001.BadParty):
        written(bad)


def test_what_cannot_be_paid_is_refused() -> None:
    with pytest.raises(pain001.NothingToInitiate):
        written()
    with pytest.raises(pain001.RepeatedEndToEndId):
        written(TO_ADA, TO_ADA)
    with pytest.raises(amounts.NothingToPay):
        written(replace(TO_ADA, amount_minor=0))
    with pytest.raises(amounts.CurrencyNotKnown):
        written(replace(TO_ADA, currency="XXX"))


def test_a_day_of_rest_and_a_moment_without_zone_are_refused() -> None:
    with pytest.raises(pain001.DayOfRest):
        pain001.write(PAYER, [TO_ADA], transfer_on=date(2026, 12, 12), made_at=MADE_AT)
    with pytest.raises(pain001.MomentWithoutZone):
        pain001.write(PAYER, [TO_ADA], transfer_on=TRANSFER_ON, made_at=MADE_AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<NbOfTxs>2", b"<NbOfTxs>3"),
        (b"<CtrlSum>89790.01", b"<CtrlSum>89790.02"),
        (b">89790</InstdAmt>", b">89791</InstdAmt>"),
        (b">89790</InstdAmt>", b">89790.0</InstdAmt>"),
        (b'Ccy="JPY"', b'Ccy="XXX"'),
        (b"0000002</EndToEndId>", b"0000001</EndToEndId>"),
        (b"2026-12-10", b"2026-02-30"),
        (b"pain.001.001.09", b"pain.001.001.03"),
        (b"</Document>", b""),
        (b"<Document", b"<!DOCTYPE x><Document"),
    ],
)
def test_a_message_that_was_changed_is_noticed(old: bytes, new: bytes) -> None:
    content = written(TO_ADA, TO_BO)
    assert old in content
    assert pain001_reader.check(content) == []
    with pytest.raises(pain001_reader.UnreadableMessage):
        pain001_reader.read(content.replace(old, new, 1))


@given(st.lists(st.tuples(st.integers(1, 10**14), st.sampled_from(["JPY", "EUR", "USD"])), min_size=1, max_size=9))
def test_whatever_is_written_adds_up(paid: list[tuple[int, str]]) -> None:
    payments = [
        replace(TO_ADA, key=str(place), amount_minor=amount_minor, currency=currency)
        for place, (amount_minor, currency) in enumerate(paid)
    ]
    message = pain001_reader.read(written(*payments))
    assert [int(one.amount.replace(".", "")) for one in message.payments] == [one for one, _ in paid]


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_and_never_break(content: bytes) -> None:
    assert pain001_reader.check(content)
