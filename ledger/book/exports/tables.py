"""The book as a table with a row for each leg: CSV for spreadsheets, Parquet for everything else.

In Parquet each column has its type and texts are as they are; in CSV a text that a spreadsheet would run as a
formula stands behind an apostrophe.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.book import money
from ledger.book.exports.rows import Book, Posting

Cell = int | str | date | datetime | None

CSV_ENDING = ".csv"
PARQUET_ENDING = ".parquet"
ROWS_PER_GROUP = 65_536
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")

COLUMNS: Sequence[tuple[str, pa.DataType, bool]] = (
    ("entry", pa.int64(), False),
    ("leg", pa.int32(), False),
    ("effective_on", pa.date32(), False),
    ("recorded_at", pa.timestamp("us", tz="UTC"), False),
    ("kind", pa.string(), False),
    ("scope", pa.string(), False),
    ("key", pa.string(), False),
    ("note", pa.string(), False),
    ("reverses", pa.int64(), True),
    ("corrects", pa.int64(), True),
    ("account", pa.string(), False),
    ("account_kind", pa.string(), False),
    ("commodity", pa.string(), False),
    ("amount_minor", pa.int64(), False),
    ("amount", pa.string(), False),
)
SCHEMA = pa.schema([pa.field(name, kind, nullable=nullable) for name, kind, nullable in COLUMNS])


def write_csv(book: Book, out: BinaryIO) -> None:
    """UTF-8 with a heading line, RFC 4180; an absent number is an empty cell."""
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    rows = csv.writer(text)
    rows.writerow(SCHEMA.names)
    rows.writerows(map(_written, _cells(posting)) for posting in book.postings)
    text.flush()
    text.detach()


def write_parquet(book: Book, out: BinaryIO) -> None:
    """Row groups of at most 65,536 legs, zstd."""
    postings = iter(book.postings)
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for group in _groups(postings):
            writer.write_batch(_batch(group))


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _cells(posting: Posting) -> tuple[Cell, ...]:
    heading, account = posting.heading, posting.account
    return (
        heading.number,
        posting.leg,
        heading.effective_on,
        heading.recorded_at.astimezone(UTC),
        heading.kind,
        heading.scope,
        heading.key,
        heading.note,
        heading.reverses,
        heading.corrects,
        account.code,
        account.kind,
        account.commodity,
        posting.amount_minor,
        money.decimal_text(posting.amount_minor, account.commodity),
    )


def _written(cell: Cell) -> Cell:
    """A cell as CSV has it. An amount is ours, and its sign is no formula."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="microseconds")
    return harmless(cell) if isinstance(cell, str) and not _AMOUNT.fullmatch(cell) else cell


def _groups(postings: Iterator[Posting]) -> Iterator[list[Posting]]:
    while group := list(islice(postings, ROWS_PER_GROUP)):
        yield group


def _batch(group: list[Posting]) -> pa.RecordBatch:
    cells = zip(*(_cells(posting) for posting in group), strict=True)
    columns = [pa.array(column, kind) for column, (_name, kind, _nullable) in zip(cells, COLUMNS, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
