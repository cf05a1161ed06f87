"""A sound file has no fault; each thing wrong with one is found at its line and column."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.payouts.files import zengin, zengin_records, zengin_validator
from tests.ledger.payouts.zengin_cast import PAYER, TO_ADA, TO_BO, TRANSFER_ON, WRITTEN_ON, batches, profiles

CONTENT = zengin.write(PAYER, [TO_ADA, TO_BO], transfer_on=TRANSFER_ON)


def altered(line: int, column: int, held: bytes, content: bytes = CONTENT) -> bytes:
    start = (line - 1) * 122 + column - 1
    return content[:start] + held + content[start + len(held) :]


def places(content: bytes, written_on: date | None = WRITTEN_ON) -> list[tuple[str, int, int, str]]:
    faults = zengin_validator.check(content, written_on=written_on)
    return [(fault.tier, fault.line, fault.column, fault.weight) for fault in faults]


def test_a_sound_file_has_no_fault() -> None:
    assert zengin_validator.check(CONTENT, written_on=WRITTEN_ON) == []
    assert zengin_validator.check(CONTENT) == []


@pytest.mark.parametrize(
    "layout",
    [
        zengin_records.HEADER,
        zengin_records.TRANSFER,
        zengin_records.TRANSFER_WITH_EDI,
        zengin_records.TRAILER,
        zengin_records.END,
    ],
)
def test_every_layout_fills_120_bytes_without_a_gap(layout: zengin_records.Layout) -> None:
    fields = layout.fields
    ends = [field.start + field.length for field in fields]
    assert [1, *ends[:-1]] == [field.start for field in fields]
    assert ends[-1] == 121


@pytest.mark.parametrize(
    ("layout", "name", "start"),
    [
        (zengin_records.HEADER, "transfer day", 55),
        (zengin_records.HEADER, "account number", 97),
        (zengin_records.TRANSFER, "holder name", 51),
        (zengin_records.TRANSFER, "amount", 81),
        (zengin_records.TRANSFER, "customer code 1", 92),
        (zengin_records.TRANSFER, "edi mark", 113),
        (zengin_records.TRANSFER_WITH_EDI, "transfer class", 112),
        (zengin_records.TRAILER, "total", 8),
    ],
)
def test_fields_stand_where_banks_print_them(layout: zengin_records.Layout, name: str, start: int) -> None:
    assert layout.field(name).start == start


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CONTENT[:-3], 5),
        (CONTENT.replace(b"\r\n", b"")[:-1], 5),
        (altered(3, 1, b"3"), 3),
        (altered(1, 1, b"2"), 1),
        (altered(2, 1, b"1"), 2),
        (altered(4, 1, b"2"), 4),
        (CONTENT.replace(b"\r\n", b"\n", 1), 1),
        (CONTENT + b"\r\n", 6),
    ],
)
def test_a_file_out_of_shape_has_a_structure_fault_at_its_line(content: bytes, line: int) -> None:
    faults = zengin_validator.check(content)
    assert {fault.tier for fault in faults} == {"structure"}
    assert faults[0].line == line


def test_two_batches_in_one_file_are_told() -> None:
    header_to_trailer = CONTENT[: 4 * 122]
    faults = zengin_validator.check(header_to_trailer + CONTENT)
    assert "several batches" in faults[0].message
    assert faults[0].line == 5


def test_a_file_without_transfers_is_told() -> None:
    empty = CONTENT[:122] + altered(4, 2, b"000000000000000000")[3 * 122 :]
    assert {fault.tier for fault in zengin_validator.check(empty)} == {"structure"}


@pytest.mark.parametrize(
    ("line", "column", "held"),
    [
        (1, 2, b"11"),
        (1, 4, b"1"),
        (1, 7, b"A"),
        (1, 96, b"4"),
        (1, 120, b"0"),
        (2, 4, b" "),
        (2, 8, b"("),
        (2, 41, b" "),
        (2, 43, b"3"),
        (2, 44, b" "),
        (2, 51, b" "),
        (2, 53, b"\xb0"),
        (2, 53, b"\xac"),
        (2, 53, b"\xa6"),
        (2, 53, b"a"),
        (2, 53, b","),
        (2, 53, b"\x88"),
        (2, 85, b"-"),
        (2, 91, b"9"),
        (2, 95, b" "),
        (2, 112, b"1"),
        (2, 113, b"N"),
        (2, 117, b"0"),
        (4, 3, b" "),
        (4, 20, b"0"),
        (5, 2, b"0"),
    ],
)
def test_a_byte_out_of_place_is_a_syntax_fault_at_its_column(line: int, column: int, held: bytes) -> None:
    assert places(altered(line, column, held)) == [("syntax", line, column, "error")]


def test_other_lines_are_still_looked_at_when_one_is_broken() -> None:
    content = altered(2, 53, b"a", altered(3, 2, b"0000"))
    assert places(content) == [("syntax", 2, 53, "error"), ("reference", 3, 2, "error")]


def test_a_wrong_count_and_a_wrong_total_are_told() -> None:
    assert places(altered(4, 2, b"000003")) == [("consistency", 4, 2, "error")]
    assert places(altered(4, 8, b"000000089792")) == [("consistency", 4, 8, "error")]


def test_an_amount_changed_after_writing_is_told_by_the_total() -> None:
    assert places(altered(2, 81, b"1")) == [("consistency", 4, 8, "error")]


def test_a_payment_made_twice_is_a_warning() -> None:
    twice = zengin.write(PAYER, [TO_ADA, replace(TO_ADA, key="2" * 20)], transfer_on=TRANSFER_ON)
    assert places(twice) == [("consistency", 3, 81, "warning")]


def test_a_customer_code_used_twice_is_a_warning() -> None:
    assert places(altered(3, 92, TO_ADA.key.encode())) == [("consistency", 3, 92, "warning")]


@pytest.mark.parametrize("nothing", [b"0" * 20, b" " * 20])
def test_customer_codes_that_say_nothing_may_repeat(nothing: bytes) -> None:
    assert places(altered(2, 92, nothing, altered(3, 92, nothing))) == []


@pytest.mark.parametrize(
    ("line", "column", "held"), [(1, 59, b"0000"), (1, 78, b"999"), (2, 2, b"0000"), (3, 21, b"999")]
)
def test_an_unknown_bank_or_branch_is_told(line: int, column: int, held: bytes) -> None:
    assert places(altered(line, column, held)) == [("reference", line, column, "error")]


def test_a_name_that_is_not_the_banks_is_a_warning() -> None:
    other = replace(TO_BO, bank_code="0001", branch_code="210", branch_name_kana="シブヤ")
    content = zengin.write(PAYER, [other], transfer_on=TRANSFER_ON)
    assert places(content) == [("reference", 2, 6, "warning")]


def test_a_name_must_begin_as_the_banks_does_and_may_be_cut() -> None:
    assert places(altered(1, 63, "ｽﾞﾎ  ".encode("cp932"))) == [("reference", 1, 63, "warning")]
    assert places(altered(1, 63, "ﾐ   ".encode("cp932"))) == []


@pytest.mark.parametrize("day", [b"0231", b"1301", b"0000", b"1131", b"1231", b"0101", b"0103"])
def test_no_day_and_the_year_end_are_told_without_knowing_the_year(day: bytes) -> None:
    assert places(altered(1, 55, day), written_on=None) == [("calendar", 1, 55, "error")]


@pytest.mark.parametrize("day", [b"1205", b"1206", b"1130", b"0301", b"0229"])
def test_days_of_rest_past_days_and_far_days_are_told(day: bytes) -> None:
    assert places(altered(1, 55, day)) == [("calendar", 1, 55, "error")]


def test_a_day_after_the_new_year_is_the_next_years() -> None:
    assert places(altered(1, 55, b"0104"), written_on=date(2026, 12, 28)) == []


def test_the_window_is_the_callers() -> None:
    far = altered(1, 55, b"0301")
    assert zengin_validator.check(far, written_on=WRITTEN_ON, furthest_days=90) == []


def test_a_transfer_of_nothing_is_told() -> None:
    content = altered(3, 81, b"0000000000", altered(4, 8, b"000000089790"))
    assert places(content) == [("semantics", 3, 81, "error")]


def test_an_account_of_zeros_is_told() -> None:
    assert places(altered(2, 44, b"0000000")) == [("semantics", 2, 44, "error")]


@pytest.mark.parametrize(("column", "held"), [(51, b"\xde"), (52, b"\xde"), (58, b"\xdf"), (60, b"\xde")])
def test_a_cut_voicing_mark_is_told(column: int, held: bytes) -> None:
    assert places(altered(2, column, held)) == [("semantics", 2, column, "error")]


def test_no_more_faults_are_told_than_asked_for() -> None:
    many = zengin.write(PAYER, [replace(TO_ADA, key=f"{n:020d}") for n in range(50)], transfer_on=TRANSFER_ON)
    assert len(zengin_validator.check(many, most_faults=7)) == 7


def test_a_fault_reads_as_a_line() -> None:
    fault = zengin_validator.check(altered(4, 2, b"000003"))[0]
    assert str(fault) == ("line 4, column 2: the trailer counts 3 transfers, the file has 2 (consistency error)")


@given(batches(), profiles())
def test_whatever_is_written_has_no_fault(batch: list[zengin.Transfer], profile: zengin.BankProfile) -> None:
    content = zengin.write(PAYER, batch, transfer_on=TRANSFER_ON, profile=profile)
    assert zengin_validator.check(content, written_on=WRITTEN_ON) == []


@given(batches(), st.integers(0, 119), st.integers(1, 255))
def test_any_other_byte_in_the_trailer_is_noticed(batch: list[zengin.Transfer], place: int, shift: int) -> None:
    content = bytearray(zengin.write(PAYER, batch, transfer_on=TRANSFER_ON))
    at = (len(batch) + 1) * 122 + place
    content[at] = (content[at] + shift) % 256
    assert zengin_validator.check(bytes(content), written_on=WRITTEN_ON)


@given(st.binary(max_size=600))
def test_any_bytes_are_judged_and_never_break(content: bytes) -> None:
    assert zengin_validator.check(content, written_on=WRITTEN_ON)


@given(st.integers(0, len(CONTENT) - 1), st.integers(0, 255))
def test_any_byte_changed_is_judged_and_never_breaks(place: int, byte: int) -> None:
    changed = CONTENT[:place] + bytes([byte]) + CONTENT[place + 1 :]
    for fault in zengin_validator.check(changed, written_on=WRITTEN_ON):
        assert 1 <= fault.line <= 6 and 1 <= fault.column <= 121
