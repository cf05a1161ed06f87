"""Says what a bank would find wrong with a Zengin 総合振込 file, ours or anyone's, before the bank does.

Takes a file's bytes and perhaps the day it was written; gives faults in six tiers, with line and column.
Banks and branches are looked up in `banks`, days in `bank_days`; nothing is shared with the writer.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from ledger.payouts import bank_days, banks
from ledger.payouts.files import zengin_reader, zengin_records
from ledger.payouts.files.zengin_reader import Header, Transfer
from ledger.payouts.files.zengin_records import HEADER, TRAILER, TRANSFER, Fault, Field

MOST_FAULTS = 1_000
FURTHEST_DAYS = 31

_LONE_MARK = re.compile(rb"(?<![\xb3\xb6-\xc4\xca-\xce\xdc])\xde|(?<![\xca-\xce])\xdf")
_LEAP_YEAR = 2000
_YEAR_END = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})

_TRANSFER_DAY = HEADER.field("transfer day")
_AMOUNT, _ACCOUNT_NUMBER = TRANSFER.field("amount"), TRANSFER.field("account number")
_KEY = TRANSFER.field("customer code 1")
_TRAILER_COUNT, _TRAILER_TOTAL = TRAILER.field("count"), TRAILER.field("total")
_BANK_FIELDS = ("bank code", "bank name", "branch code", "branch name")
_HEADER_BANK = tuple(HEADER.field(name) for name in _BANK_FIELDS)
_TRANSFER_BANK = tuple(TRANSFER.field(name) for name in _BANK_FIELDS)
_HEADER_NAMES = tuple(HEADER.field(name) for name in ("payer name", "bank name", "branch name"))
_TRANSFER_NAMES = tuple(TRANSFER.field(name) for name in ("bank name", "branch name", "holder name"))


def check(
    content: bytes,
    *,
    written_on: date | None = None,
    furthest_days: int = FURTHEST_DAYS,
    most_faults: int = MOST_FAULTS,
) -> list[Fault]:
    """Faults, structure and syntax first; empty for a sound file; at most `most_faults`.

    The layout has no year: with `written_on` the transfer day is taken as the next such day, and must be a
    bank day within `furthest_days`; without it only the days from 12/31 to 1/3 can be told.
    """
    return list(islice(_faults(content, written_on, furthest_days), most_faults))


def _faults(content: bytes, written_on: date | None, furthest_days: int) -> Iterator[Fault]:
    cut = zengin_records.cut(content)
    yield from cut.faults
    if cut.faults:
        return
    broken: set[int] = set()
    for fault in zengin_records.syntax_faults(cut.records):
        broken.add(fault.line)
        yield fault
    yield from _sound_faults(cut.records, broken, written_on, furthest_days)


@dataclass(frozen=True)
class _Line:
    """A transfer with the number of its record and its bytes, for faults to point at."""

    number: int
    record: bytes
    transfer: Transfer


def _sound_faults(
    records: Sequence[bytes], broken: set[int], written_on: date | None, furthest_days: int
) -> Iterator[Fault]:
    """Tiers that need fields of the right form; records with a syntax fault are left out of them."""
    numbered = enumerate(records[1:-2], start=2)
    lines = [
        _Line(number, record, zengin_reader.transfer(record)) for number, record in numbered if number not in broken
    ]
    if len(lines) == len(records) - 3 and len(records) - 1 not in broken:
        yield from _totals(lines, records)
    yield from _repeats(lines)
    yield from _references(lines, None if 1 in broken else records[0])
    if 1 not in broken:
        yield from _calendar(zengin_reader.header(records[0]), written_on, furthest_days)
        yield from _marks(records[0], 1, _HEADER_NAMES)
    yield from _semantics(lines)


def _totals(lines: Sequence[_Line], records: Sequence[bytes]) -> Iterator[Fault]:
    said, number = zengin_reader.trailer(records[-2]), len(records) - 1
    total_yen = sum(line.transfer.amount_yen for line in lines)
    if said.count != len(lines):
        message = f"the trailer counts {said.count} transfers, the file has {len(lines)}"
        yield Fault("consistency", number, _TRAILER_COUNT.start, message)
    if said.total_yen != total_yen:
        message = f"the trailer says {said.total_yen} yen, the transfers come to {total_yen}"
        yield Fault("consistency", number, _TRAILER_TOTAL.start, message)


def _repeats(lines: Sequence[_Line]) -> Iterator[Fault]:
    """Both may be meant: one amount twice into an account, one customer's number on two of its payments."""
    paid: dict[bytes, int] = {}
    keyed: dict[str, int] = {}
    for line in lines:
        payment = line.record[1:5] + line.record[20:23] + line.record[42:90]
        first = paid.setdefault(payment, line.number)
        if first != line.number:
            message = f"the same account is paid the same amount in line {first}"
            yield Fault("consistency", line.number, _AMOUNT.start, message, "warning")
        key = line.transfer.key
        says_nothing = line.transfer.holds_edi or not key.strip("0")
        if not says_nothing and keyed.setdefault(key, line.number) != line.number:
            message = f"customer code {key} stands in line {keyed[key]} already"
            yield Fault("consistency", line.number, _KEY.start, message, "warning")


def _references(lines: Sequence[_Line], header: bytes | None) -> Iterator[Fault]:
    if header is not None:
        yield from _unknown_places(header, 1, _HEADER_BANK)
    for line in lines:
        yield from _unknown_places(line.record, line.number, _TRANSFER_BANK)


def _unknown_places(record: bytes, number: int, fields: Sequence[Field]) -> Iterator[Fault]:
    bank_code, bank_name, branch_code, branch_name = (field.of(record).decode("cp932") for field in fields)
    for doubt in _bank_doubts(bank_code, bank_name, branch_code, branch_name):
        yield Fault("reference", number, fields[doubt.field].start, doubt.message, doubt.weight)


@dataclass(frozen=True)
class _Doubt:
    """A doubt about a bank or branch, at the first, second, third or fourth of its fields, counted from 0."""

    field: int
    message: str
    weight: zengin_records.Weight


@lru_cache(maxsize=65_536)
def _bank_doubts(bank_code: str, bank_name: str, branch_code: str, branch_name: str) -> tuple[_Doubt, ...]:
    """Once per branch and not per payee: thousands share one."""
    try:
        bank = banks.bank(bank_code)
    except banks.UnknownBank as unknown:
        return (_Doubt(0, str(unknown), "error"),)
    doubts = _name_doubts(1, bank_name, bank.kana, bank.name)
    try:
        branch = banks.branch(bank_code, branch_code)
    except banks.UnknownBranch as unknown:
        return (*doubts, _Doubt(2, str(unknown), "error"))
    return doubts + _name_doubts(3, branch_name, branch.kana, branch.name)


def _name_doubts(field: int, written: str, kana: str, name: str) -> tuple[_Doubt, ...]:
    if _bare(kana).startswith(_bare(written)):
        return ()
    return (_Doubt(field, f"{written.rstrip()!r} is not how {name} ({kana}) begins: is the code right?", "warning"),)


def _bare(kana: str) -> str:
    return "".join(unicodedata.normalize("NFKC", kana).split())


def _calendar(header: Header, written_on: date | None, furthest_days: int) -> Iterator[Fault]:
    column = _TRANSFER_DAY.start
    if not _is_day(_LEAP_YEAR, header.month, header.day):
        yield Fault("calendar", 1, column, f"there is no day {header.month:02}/{header.day:02}")
    elif (header.month, header.day) in _YEAR_END:
        yield Fault("calendar", 1, column, "banks rest from 12/31 to 1/3")
    elif written_on is not None:
        yield from _coming(header, written_on, furthest_days)


def _coming(header: Header, written_on: date, furthest_days: int) -> Iterator[Fault]:
    transfer_on = _next_such_day(header.month, header.day, written_on)
    days_ahead = (transfer_on - written_on).days
    if days_ahead > furthest_days:
        message = f"the day is past, or {days_ahead} days ahead: banks take {furthest_days} days at most"
        yield Fault("calendar", 1, _TRANSFER_DAY.start, message)
    elif not bank_days.is_bank_day(transfer_on):
        next_on = bank_days.on_or_after(transfer_on)
        yield Fault("calendar", 1, _TRANSFER_DAY.start, f"{transfer_on} is no bank day: the next is {next_on}")


def _next_such_day(month: int, day: int, written_on: date) -> date:
    years = range(written_on.year, written_on.year + 9)  # 1900 and 2100 apart, leap days come within eight years
    days = (date(year, month, day) for year in years if _is_day(year, month, day))
    return next(one for one in days if one >= written_on)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _semantics(lines: Sequence[_Line]) -> Iterator[Fault]:
    for line in lines:
        if line.transfer.amount_yen == 0:
            yield Fault("semantics", line.number, _AMOUNT.start, "a transfer of nothing")
        if line.transfer.account_number == "0000000":
            yield Fault("semantics", line.number, _ACCOUNT_NUMBER.start, "the account number is all zeros")
        if _LONE_MARK.search(line.record):
            yield from _marks(line.record, line.number, _TRANSFER_NAMES)


def _marks(record: bytes, number: int, fields: Sequence[Field]) -> Iterator[Fault]:
    for field in fields:
        found = _LONE_MARK.search(field.of(record))
        if found:
            message = f"{field.name} has a voicing mark without its kana: the name was cut or misspelled"
            yield Fault("semantics", number, field.start + found.start(), message)
