"""The pages of a Parquet file by their own headers, before anything is unpacked.

A footer may lie about how far its pages swell, and a page may unfold to two gibibytes or a billion values from a few
bytes. The header in front of each page is what readers allocate by, so these are added up here, against what an honest
part of that size can hold. Headers are Thrift structs in the compact protocol (parquet-format's `PageHeader`); only
whole numbers are read from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

MOST_PAGE_BYTES: Final = 2**27  # DuckDB writes pages of up to 100 MB
MOST_PAGE_VALUES: Final = 2**24
MOST_PAGES: Final = 1_000_000
MOST_GROUP_BYTES: Final = 2**28  # of one column
MOST_FOOTER_BYTES: Final = 2**24
MAGIC: Final = b"PAR1"
FIRST_LOOK_BYTES: Final = 256
MOST_HEADER_BYTES: Final = 2**20
MOST_DEPTH: Final = 8

_UNPACKED, _PACKED, _NUMBER_OF_VALUES = 2, 3, 1
_PAGE_KINDS: Final = (5, 7, 8)  # data page, dictionary page, data page v2
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)

Fields = Mapping[int, "int | Fields"]


class PagesBroken(Exception):
    """The pages are not where or what the footer says."""


class PagesSwell(Exception):
    """The pages unfold to more than an honest part holds."""


@dataclass(frozen=True)
class Span:
    """Where the pages of one column of one row group lie in the file, as the footer says."""

    begin: int
    size_bytes: int


class GroupTooLarge(Exception):
    """One column of one row group unfolds to more than is held in memory at once."""

    def __init__(self) -> None:
        super().__init__(f"a row group holds more than {MOST_GROUP_BYTES} bytes in one column: write smaller groups")


class _CutShort(Exception):
    """The header goes on beyond the bytes at hand."""


def refuse_swelling(path: Path, spans: Iterator[Span], *, most_bytes: int) -> None:
    """Raise PagesSwell where all pages together pass `most_bytes`, or one is too large; PagesBroken where none are."""
    unpacked = pages = 0
    with path.open("rb") as stream:
        for span in spans:
            before = unpacked
            for size_bytes, values in _pages(stream, span):
                pages, unpacked = pages + 1, unpacked + size_bytes
                if size_bytes > MOST_PAGE_BYTES or values > MOST_PAGE_VALUES:
                    raise PagesSwell(f"a page unfolds to {size_bytes:,} bytes and {values:,} values")
                if unpacked > most_bytes or pages > MOST_PAGES:
                    raise PagesSwell(f"{pages:,} pages unfold to more than {most_bytes:,} bytes")
                if unpacked - before > MOST_GROUP_BYTES:
                    raise GroupTooLarge


def footer_bytes(path: Path) -> int:
    """How long the file says its footer is; 0 where it does not end as a Parquet file does."""
    with path.open("rb") as stream:
        size_bytes = path.stat().st_size
        stream.seek(max(0, size_bytes - 8))
        told = stream.read(8)
    return int.from_bytes(told[:4], "little") if told.endswith(MAGIC) else 0


def _pages(stream: BinaryIO, span: Span) -> Iterator[tuple[int, int]]:
    """Unpacked bytes and number of values of each page."""
    at = span.begin
    while at < span.begin + span.size_bytes:
        header, length = _header(stream, at)
        unpacked, packed = header.get(_UNPACKED), header.get(_PACKED)
        if not isinstance(unpacked, int) or not isinstance(packed, int) or unpacked < 0 or packed < 0:
            raise PagesBroken(f"the page at byte {at} has no sizes")
        kinds = [kind for number in _PAGE_KINDS if isinstance(kind := header.get(number), Mapping)]
        values = [number for kind in kinds if isinstance(number := kind.get(_NUMBER_OF_VALUES), int)]
        yield unpacked, max(values, default=0)
        at += length + packed


def _header(stream: BinaryIO, at: int) -> tuple[Fields, int]:
    """The header at a byte, and how long it is."""
    look = FIRST_LOOK_BYTES
    while look <= MOST_HEADER_BYTES:
        stream.seek(at)
        reader = _Reader(stream.read(look))
        try:
            return reader.struct(0), reader.at
        except _CutShort:
            if len(reader.content) < look:
                break
            look *= 4
    raise PagesBroken(f"the page at byte {at} has no whole header")


class _Reader:
    """Thrift's compact protocol, as far as page headers need it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def struct(self, depth: int) -> Fields:
        """Whole numbers and structs by their field numbers; all else is passed over."""
        if depth > MOST_DEPTH:
            raise PagesBroken("a page's header is nested too deep")
        fields: dict[int, int | Fields] = {}
        number = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 0x0F
            number = number + delta if delta else self._whole()
            value = self._value(kind, depth)
            if value is not None:
                fields[number] = value
        return fields

    def _value(self, kind: int, depth: int) -> int | Fields | None:
        if kind in (_I16, _I32, _I64):
            return self._whole()
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind == _BINARY:
            self._pass(self._length())
        elif kind in (_BYTE, _DOUBLE):
            self._pass(1 if kind == _BYTE else 8)
        elif kind in (_LIST, _SET):
            self._pass_list(depth)
        elif kind not in (_TRUE, _FALSE):
            raise PagesBroken(f"a page's header holds a field of kind {kind}")
        return None

    def _pass_list(self, depth: int) -> None:
        head = self._byte()
        size = self._length() if head >> 4 == 15 else head >> 4
        for _ in range(size):
            if head & 0x0F in (_TRUE, _FALSE):
                self._pass(1)
            else:
                self._value(head & 0x0F, depth + 1)

    def _byte(self) -> int:
        self._pass(1)
        return self.content[self.at - 1]

    def _pass(self, size_bytes: int) -> None:
        if self.at + size_bytes > len(self.content):
            raise _CutShort
        self.at += size_bytes

    def _length(self) -> int:
        """A varint: seven bits in each byte, the last without the eighth."""
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number
            if shift > 63:
                raise PagesBroken("a page's header holds a number without end")

    def _whole(self) -> int:
        """A zigzag varint."""
        number = self._length()
        return (number >> 1) ^ -(number & 1)
