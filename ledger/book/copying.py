"""Rows into a table by PostgreSQL's binary COPY, the fastest way in; refused whole or taken whole.

A few rows go cell by cell, as they are; millions go as Arrow columns of fixed width, turned into the bytes of
COPY a batch at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from django.db import connection
from psycopg import sql

Cell = int | str | bytes | bool | date | None
Columns: TypeAlias = "Sequence[pa.Array[pa.Scalar[pa.DataType]]]"

BEGINS: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
ENDS: Final = b"\xff\xff"
ROWS_PER_CHUNK: Final = 16_384


def copy_rows(statement: str, types: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Run a ``COPY ... FROM STDIN (FORMAT BINARY)`` over ``rows``; ``types`` are PostgreSQL's names, in order."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.set_types(list(types))
        for row in rows:
            copy.write_row(row)


def copy_columns(statement: sql.Composed, stretches: Iterable[Columns]) -> None:
    """The same over stretches of columns without nulls: int16 and int64 as they are, fixed-size binary as bytea."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write(BEGINS)
        for columns in stretches:
            for chunk in fixed_rows(columns):
                copy.write(chunk)
        copy.write(ENDS)


def fixed_rows(columns: Columns) -> Iterator[bytes]:
    """Rows as COPY's binary form has them: the number of fields, then length and value of each, most significant
    byte first."""
    cells = [_cells(column) for column in columns]
    fields = [field for number, cell in enumerate(cells) for field in _layout(number, cell)]
    layout = np.dtype([("fields", ">i2"), *fields])
    for first in range(0, len(columns[0]), ROWS_PER_CHUNK):
        stretch = [cell[first : first + ROWS_PER_CHUNK] for cell in cells]
        rows = np.empty(len(stretch[0]), layout)
        rows["fields"] = len(cells)
        for number, cell in enumerate(stretch):
            rows[f"bytes {number}"] = cell.itemsize
            rows[f"value {number}"] = cell
        yield rows.tobytes()


def _cells(column: "pa.Array[pa.Scalar[pa.DataType]]") -> npt.NDArray[np.generic]:
    if pa.types.is_fixed_size_binary(column.type):
        held, width = column.buffers()[1], column.type.byte_width
        every = np.frombuffer(memoryview(held or b""), dtype=f"V{width}")
        return every[column.offset : column.offset + len(column)]
    return column.to_numpy(zero_copy_only=True)


def _layout(number: int, cell: npt.NDArray[np.generic]) -> Iterator[tuple[str, str]]:
    yield f"bytes {number}", ">i4"
    yield f"value {number}", cell.dtype.newbyteorder(">").str
