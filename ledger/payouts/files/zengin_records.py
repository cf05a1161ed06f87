"""The Zengin 総合振込 layout as a reader sees it: records cut from bytes, each field held against its rule.

Takes a file's bytes; gives records of 120 bytes and faults with line and column, both counted from 1.
What records mean together (totals, banks, days) is zengin_validator's. The writer shares nothing with this
module, so that one misreading of the layout cannot hide itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

Tier = Literal["structure", "syntax", "consistency", "reference", "calendar", "semantics"]
Weight = Literal["error", "warning"]

RECORD_BYTES = 120
MOST_RECORDS = 999_999 + 3
MOST_BYTES = MOST_RECORDS * (RECORD_BYTES + 2) + 1


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (record and byte, from 1), what, and whether a bank would turn the file down."""

    tier: Tier
    line: int
    column: int
    message: str
    weight: Weight = "error"

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message} ({self.tier} {self.weight})"


@dataclass(frozen=True)
class Part:
    """A field before it has its place: name, length in bytes, what it may hold, and that in words."""

    name: str
    length: int
    pattern: bytes
    rule: str


@dataclass(frozen=True)
class Field:
    """A field at its place in the record, `start` counted from 1 as banks print it."""

    name: str
    start: int
    length: int
    pattern: re.Pattern[bytes]
    rule: str

    def of(self, record: bytes) -> bytes:
        return record[self.start - 1 : self.start - 1 + self.length]


@dataclass(frozen=True)
class Layout:
    """One kind of record: its fields, and one pattern that only a record without a fault matches."""

    fields: tuple[Field, ...]
    whole: re.Pattern[bytes]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


_BANK_SIGNS = rb"0-9A-Z\-\xb1-\xdf"
_PARTY_SIGNS = _BANK_SIGNS + b"()."
_EDI_SIGNS = _PARTY_SIGNS + rb"\\/\xa2\xa3\xa6"


def _digits(name: str, length: int) -> Part:
    return Part(name, length, b"[0-9]{%d}" % length, f"must be {length} digits")


def _one_of(name: str, choices: bytes, rule: str) -> Part:
    return Part(name, 1, b"[" + re.escape(choices) + b"]", rule)


def _fixed(name: str, content: bytes, rule: str) -> Part:
    return Part(name, len(content), re.escape(content), rule)


def _blank(length: int) -> Part:
    return Part("filler", length, b" {%d}" % length, "must be blank")


def _filled(name: str, length: int, signs: bytes, rule: str) -> Part:
    pattern = b"[%b][%b ]{%d}" % (signs, signs, length - 1)
    return Part(name, length, pattern, rule)


def _bank_name(name: str) -> Part:
    filled = b"[%b][%b ]{14}" % (_BANK_SIGNS, _BANK_SIGNS)
    rule = "must be blank or begin at once, in large kana without wo, A-Z, 0-9, blank and hyphen"
    return Part(name, 15, b" {15}|" + filled, rule)


def _party_name(name: str, length: int) -> Part:
    rule = "must begin at once, in large kana without wo, A-Z, 0-9, blank, hyphen, brackets and full stop"
    return _filled(name, length, _PARTY_SIGNS, rule)


def _layout(*parts: Part) -> Layout:
    starts = accumulate((part.length for part in parts), initial=1)
    fields = tuple(
        Field(part.name, start, part.length, re.compile(part.pattern), part.rule)
        for part, start in zip(parts, starts, strict=False)
    )
    return Layout(fields, re.compile(b"".join(b"(?:%b)" % part.pattern for part in parts)))


HEADER = _layout(
    _fixed("record kind", b"1", "must be 1"),
    _fixed("file kind", b"21", "must be 21, for transfers"),
    _fixed("code kind", b"0", "must be 0, for JIS; ask for the file in JIS and not in EBCDIC"),
    _digits("payer code", 10),
    _party_name("payer name", 40),
    _digits("transfer day", 4),
    _digits("bank code", 4),
    _bank_name("bank name"),
    _digits("branch code", 3),
    _bank_name("branch name"),
    _one_of("account kind", b"129", "must be 1, 2 or 9"),
    _digits("account number", 7),
    _blank(17),
)

_DESTINATION = (
    _fixed("record kind", b"2", "must be 2"),
    _digits("bank code", 4),
    _bank_name("bank name"),
    _digits("branch code", 3),
    _bank_name("branch name"),
    Part("clearing house", 4, b"[0-9]{4}| {4}", "must be four digits or blank"),
    _one_of("account kind", b"1249", "must be 1, 2, 4 or 9"),
    _digits("account number", 7),
    _party_name("holder name", 30),
    _digits("amount", 10),
    _one_of("new code", b"012", "must be 0, 1 or 2"),
)
_CUSTOMER_RULE = "must be ten digits or blank"

TRANSFER = _layout(
    *_DESTINATION,
    Part("customer code 1", 10, b"[0-9]{10}| {10}", _CUSTOMER_RULE),
    Part("customer code 2", 10, b"[0-9]{10}| {10}", _CUSTOMER_RULE),
    _one_of("transfer class", b"780", "must be 7, 8 or 0"),
    _fixed("edi mark", b" ", "must be Y or blank"),
    _blank(7),
)

TRANSFER_WITH_EDI = _layout(
    *_DESTINATION,
    Part("edi text", 20, b"[%b ]{20}" % _EDI_SIGNS, "holds a character that EDI text may not"),
    _one_of("transfer class", b"780", "must be 7, 8 or 0"),
    _fixed("edi mark", b"Y", "must be Y or blank"),
    _blank(7),
)

TRAILER = _layout(
    _fixed("record kind", b"8", "must be 8"),
    _digits("count", 6),
    _digits("total", 12),
    _blank(101),
)

END = _layout(_fixed("record kind", b"9", "must be 9"), _blank(119))


@dataclass(frozen=True)
class Cut:
    """A file as records; where there are structure faults the records are not to be trusted further."""

    records: tuple[bytes, ...]
    faults: tuple[Fault, ...]


def cut(content: bytes) -> Cut:
    """Records of 120 bytes, with or without line ends, in the order header, transfers, trailer, end."""
    if not 0 < len(content) <= MOST_BYTES:
        return Cut((), (Fault("structure", 1, 1, f"the file has {len(content)} bytes, not 1 to {MOST_BYTES}"),))
    records = tuple(_lines(content.removesuffix(b"\x1a")))
    faults = tuple(_wrong_lengths(records)) or tuple(_wrong_order(records))
    return Cut(records, faults)


def layout_of(record: bytes) -> Layout:
    """The layout a record asks for by its first byte, and a transfer also by its EDI mark."""
    kind = record[:1]
    if kind == b"2":
        return TRANSFER_WITH_EDI if record[112:113] == b"Y" else TRANSFER
    return {b"1": HEADER, b"8": TRAILER}.get(kind, END)


def syntax_faults(records: Sequence[bytes]) -> Iterator[Fault]:
    """Every field that breaks its rule, at the first byte that cannot stand where it is."""
    for line, record in enumerate(records, start=1):
        layout = layout_of(record)
        if not layout.whole.fullmatch(record):
            yield from _field_faults(layout, record, line)


def _field_faults(layout: Layout, record: bytes, line: int) -> Iterator[Fault]:
    for field in layout.fields:
        held = field.of(record)
        if not field.pattern.fullmatch(held):
            column = field.start + _first_misfit(field, held)
            yield Fault("syntax", line, column, f"{field.name} {field.rule}, and holds {_shown(held)}")


def _first_misfit(field: Field, held: bytes) -> int:
    """How many bytes from the left could stand: the longest beginning the field allows with an ending."""
    for length in range(field.length - 1, 0, -1):
        if any(field.pattern.fullmatch(held[:length] + b * (field.length - length)) for b in _ENDINGS):
            return length
    return 0


_ENDINGS = (b"0", b" ")


def _shown(held: bytes) -> str:
    return repr(held.decode("cp932", errors="backslashreplace"))


def _lines(content: bytes) -> Sequence[bytes]:
    for line_end in (b"\r\n", b"\n", b"\r"):
        if line_end in content:
            return content.removesuffix(line_end).split(line_end)
    return [content[start : start + RECORD_BYTES] for start in range(0, len(content), RECORD_BYTES)]


def _wrong_lengths(records: Sequence[bytes]) -> Iterator[Fault]:
    for line, record in enumerate(records, start=1):
        if len(record) != RECORD_BYTES:
            column = min(len(record), RECORD_BYTES) + 1
            yield Fault("structure", line, column, f"the record has {len(record)} bytes, not {RECORD_BYTES}")


def _wrong_order(records: Sequence[bytes]) -> Iterator[Fault]:
    kinds = b"".join(record[:1] for record in records)
    if re.fullmatch(b"12{1,999999}89", kinds):
        return
    if kinds.count(b"1") > 1:
        second = kinds.index(b"1", kinds.index(b"1") + 1) + 1
        yield Fault("structure", second, 1, "a second header: split files of several batches first")
    yield from _misplaced(kinds)


def _misplaced(kinds: bytes) -> Iterator[Fault]:
    if len(kinds) < 4:
        yield Fault("structure", len(kinds), 1, "a file has a header, transfers, a trailer and an end")
    last = len(kinds)
    for line, kind in enumerate(kinds, start=1):
        wanted, word = _wanted(line, last)
        if kind != wanted[0]:
            yield Fault("structure", line, 1, f"{word} must begin with {wanted.decode()}, not {_shown(bytes([kind]))}")


def _wanted(line: int, last: int) -> tuple[bytes, str]:
    if line == last:
        return b"9", "the end, the last record,"
    if line == last - 1:
        return b"8", "the trailer, the last record but one,"
    return (b"1", "the header") if line == 1 else (b"2", "a transfer")
