"""Wise batch files hold a thousand payments each, are read back as written, and run no formula."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts.files import amounts, sheet, sheet_reader, wise, wise_reader

TO_ADA = wise.Payment("00000000000000000001", "Ada Lovelace", "ada@example.org", "", "JPY", "GBP", "source", 89_790)
TO_BO = wise.Payment("00000000000000000002", "=Bo, 2", "bo@example.org", "", "JPY", "EUR", "target", 1)


def test_a_batch_is_written_cell_by_cell() -> None:
    (file,) = wise.write([TO_ADA, TO_BO])
    assert file.content.decode().split("\r\n") == [
        "name,recipientEmail,recipientDetail,sourceCurrency,targetCurrency,amountCurrency,amount,paymentReference",
        "Ada Lovelace,ada@example.org,,JPY,GBP,source,89790,00000000000000000001",
        '"\'=Bo, 2",bo@example.org,,JPY,EUR,target,0.01,00000000000000000002',
        "",
    ]


def test_a_batch_is_read_back() -> None:
    (file,) = wise.write([TO_ADA, TO_BO])
    ada, bo = wise_reader.read(file.content)
    assert (ada.key, ada.amount_in, ada.amount_minor) == (TO_ADA.key, "source", 89_790)
    assert (bo.name, bo.amount_in, bo.amount_minor) == ("=Bo, 2", "target", 1)


def test_a_large_batch_is_split_and_numbered() -> None:
    many = [replace(TO_ADA, key=f"{place:020d}") for place in range(2_001)]
    files = wise.write(many)
    assert [(file.number, file.of, len(file.keys)) for file in files] == [
        (1, 3, 1000),
        (2, 3, 1000),
        (3, 3, 1),
    ]
    assert [key for file in files for key in file.keys] == [one.key for one in many]
    assert all(wise_reader.check(file.content) == [] for file in files)


@pytest.mark.parametrize(
    "bad",
    [
        replace(TO_ADA, name=" "),
        replace(TO_ADA, name="a\nb"),
        replace(TO_ADA, name="x" * 141),
        replace(TO_ADA, email="ada"),
        replace(TO_ADA, email="=a@example.org"),
        replace(TO_ADA, detail="+81"),
        replace(TO_ADA, key=""),
    ],
)
def test_a_cell_that_cannot_arrive_as_it_is_is_refused(bad: wise.Payment) -> None:
    with pytest.raises(sheet.NotACell):
        wise.write([bad])


def test_what_cannot_be_paid_is_refused() -> None:
    with pytest.raises(sheet.NoPayments):
        wise.write([])
    with pytest.raises(sheet.RepeatedKey):
        wise.write([TO_ADA, TO_ADA])
    with pytest.raises(amounts.NothingToPay):
        wise.write([replace(TO_ADA, amount_minor=0)])
    with pytest.raises(amounts.CurrencyNotKnown):
        wise.write([replace(TO_ADA, target_currency="XXX")])


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        (b"recipientEmail", b"email", 1, 0),
        (b",89790,", b",89790.00,", 2, 7),
        (b",0.01,", b",0.00,", 3, 7),
        (b",0.01,", b",1,", 3, 7),
        (b",GBP,", b",XXX,", 2, 5),
        (b",source,", b",both,", 2, 6),
        (b"ada@", b"ada", 2, 2),
        (b"00000002\r", b"00000001\r", 3, 8),
        (b"'=Bo", b"=Bo", 3, 1),
        (b"Ada Lovelace,", b"", 2, 0),
    ],
)
def test_a_file_that_was_changed_is_noticed_at_its_cell(old: bytes, new: bytes, row: int, column: int) -> None:
    (file,) = wise.write([TO_ADA, TO_BO])
    assert old in file.content
    with pytest.raises(sheet_reader.UnreadableSheet) as refused:
        wise_reader.read(file.content.replace(old, new, 1))
    assert (refused.value.faults[0].row, refused.value.faults[0].column) == (row, column)


@given(st.text(min_size=1, max_size=40))
def test_no_name_ever_begins_a_formula(name: str) -> None:
    try:
        (file,) = wise.write([replace(TO_ADA, name=name)])
    except sheet.NotACell:
        return
    cell = sheet_reader.rows(file.content)[1][0]
    assert cell[0] not in "=+-@\t\r＝＋－＠"
    assert wise_reader.check(file.content) == []


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_and_never_break(content: bytes) -> None:
    assert wise_reader.check(content)
