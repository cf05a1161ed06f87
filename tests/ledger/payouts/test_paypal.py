"""PayPal files hold one currency and five thousand payments each, and are read back as written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts.files import amounts, paypal, paypal_reader, sheet, sheet_reader

TO_ADA = paypal.Payment("00000000000000000001", "ada@example.org", "USD", 1_234, "Thank you, Ada")
TO_BO = paypal.Payment("00000000000000000002", "ABCDEFGHJKLMN", "USD", 5, "@Bo")


def test_a_batch_is_written_cell_by_cell() -> None:
    (file,) = paypal.write([TO_ADA, TO_BO])
    assert file.content.decode().split("\r\n") == [
        'ada@example.org,12.34,USD,00000000000000000001,"Thank you, Ada"',
        "ABCDEFGHJKLMN,0.05,USD,00000000000000000002,'@Bo",
        "",
    ]


def test_a_batch_is_read_back() -> None:
    (file,) = paypal.write([TO_ADA, TO_BO])
    assert paypal_reader.read(file.content) == (
        paypal_reader.Payment("ada@example.org", 1_234, "USD", TO_ADA.key, "Thank you, Ada"),
        paypal_reader.Payment("ABCDEFGHJKLMN", 5, "USD", TO_BO.key, "@Bo"),
    )


def test_a_large_batch_is_split_and_numbered() -> None:
    files = paypal.write([replace(TO_ADA, key=f"{place:020d}") for place in range(5_001)])
    assert [(file.number, file.of, len(file.keys)) for file in files] == [(1, 2, 5000), (2, 2, 1)]


def test_two_currencies_are_refused() -> None:
    with pytest.raises(paypal.SeveralCurrencies, match="EUR, USD"):
        paypal.write([TO_ADA, replace(TO_BO, currency="EUR")])


@pytest.mark.parametrize(
    "bad",
    [
        replace(TO_ADA, recipient="+819012345678"),
        replace(TO_ADA, recipient="a b@example.org"),
        replace(TO_ADA, recipient=""),
        replace(TO_ADA, key="x" * 31),
        replace(TO_ADA, note="x" * 401),
        replace(TO_ADA, note="a\rb"),
    ],
)
def test_a_cell_that_cannot_arrive_as_it_is_is_refused(bad: paypal.Payment) -> None:
    with pytest.raises(sheet.NotACell):
        paypal.write([bad])


def test_what_cannot_be_paid_is_refused() -> None:
    with pytest.raises(sheet.NoPayments):
        paypal.write([])
    with pytest.raises(sheet.RepeatedKey):
        paypal.write([TO_ADA, TO_ADA])
    with pytest.raises(amounts.NothingToPay):
        paypal.write([replace(TO_ADA, amount_minor=-1)])
    with pytest.raises(amounts.CurrencyNotKnown):
        paypal.write([replace(TO_ADA, currency="XXX")])


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        (b"12.34", b"12.3", 1, 2),
        (b"12.34", b"0.00", 1, 2),
        (b"0.05,USD", b"0.05,EUR", 2, 3),
        (b"ada@example.org", b"ada", 1, 1),
        (b"0002,", b"0001,", 2, 4),
        (b"'@Bo", b"@Bo", 2, 5),
        (b",'@Bo", b"", 2, 0),
    ],
)
def test_a_file_that_was_changed_is_noticed_at_its_cell(old: bytes, new: bytes, row: int, column: int) -> None:
    (file,) = paypal.write([TO_ADA, TO_BO])
    assert old in file.content
    with pytest.raises(sheet_reader.UnreadableSheet) as refused:
        paypal_reader.read(file.content.replace(old, new, 1))
    assert (refused.value.faults[0].row, refused.value.faults[0].column) == (row, column)


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_and_never_break(content: bytes) -> None:
    assert paypal_reader.check(content)
