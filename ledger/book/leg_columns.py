"""Legs on their way into the book: columns of numbers, sent by PostgreSQL's binary COPY.

Takes who moves what in which entry, as arrays; a million legs become one stream of bytes without a Python object
for each. Source of the form: PostgreSQL, "COPY", section "Binary Format".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

ROWS_AT_ONCE = 50_000
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Legs of one commodity, column by column, each as long as the others. ``places`` count from 1 in each entry."""

    entries: Numbers
    places: Numbers
    accounts: Numbers
    amounts: Numbers

    def where(self, chosen: NDArray[np.bool_]) -> "Columns":
        """Some of the legs."""
        return Columns(self.entries[chosen], self.places[chosen], self.accounts[chosen], self.amounts[chosen])


def copy(statement: str, columns: Mapping[str, Columns]) -> None:
    """Send the legs, by commodity, in one COPY; refused whole or taken whole."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        for chunk in binary(columns):
            stream.write(chunk)


def binary(columns: Mapping[str, Columns]) -> Iterator[bytes]:
    """The bytes of the stream, in pieces."""
    yield _BEGIN
    for commodity, legs in columns.items():
        for begin in range(0, len(legs.entries), ROWS_AT_ONCE):
            yield _rows(commodity, legs, slice(begin, begin + ROWS_AT_ONCE))
    yield _END


def places_of(counts: Sequence[int]) -> Numbers:
    """1, 2, 3 for each entry anew: the places of the legs of entries with so many legs each."""
    lengths = np.asarray(counts, dtype=np.int64)
    before = np.cumsum(lengths) - lengths
    return np.arange(1, lengths.sum() + 1, dtype=np.int64) - np.repeat(before, lengths)


def _rows(commodity: str, legs: Columns, part: slice) -> bytes:
    """Each field with its length before it, in network order."""
    word = commodity.encode()
    row = np.dtype(
        [
            ("fields", ">i2"),
            ("entry_bytes", ">i4"),
            ("entry", ">i8"),
            ("place_bytes", ">i4"),
            ("place", ">i4"),
            ("account_bytes", ">i4"),
            ("account", ">i8"),
            ("commodity_bytes", ">i4"),
            ("commodity", f"S{len(word)}"),
            ("amount_bytes", ">i4"),
            ("amount", ">i8"),
        ]
    )
    rows = np.empty(len(legs.entries[part]), dtype=row)
    rows["fields"] = 5
    rows["entry_bytes"] = rows["account_bytes"] = rows["amount_bytes"] = 8
    rows["place_bytes"] = 4
    rows["commodity_bytes"] = len(word)
    rows["commodity"] = word
    rows["entry"], rows["place"] = legs.entries[part], legs.places[part]
    rows["account"], rows["amount"] = legs.accounts[part], legs.amounts[part]
    return rows.tobytes()
