"""Reads the whole book, as of one moment, into one file of a format that others read.

What is posted while it reads is left out whole: PostgreSQL's cursor sees the book as it was when it was opened.
The file appears under its name whole or not at all. How a format is written is left to ``exports``.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, groupby, islice
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Min

from ledger.book import chart
from ledger.book.exports import beancount, hledger, tables
from ledger.book.exports.rows import Book, Heading, Opening, Posting
from ledger.models import Account
from ledger.models import Posting as PostingRow

Form = Literal["beancount", "hledger", "csv", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)
NAME = "henrei-book"
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Notation:
    """How a format's file ends, and who writes it."""

    ending: str
    write: Callable[[Book, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """The file, and what stands in it."""

    file: Path
    accounts: int
    entries: int
    postings: int
    sha256: bytes


# number, leg, effective_on, recorded_at, kind, scope, key, note, reverses, corrects, code, account kind, commodity,
# contributor, amount
Row = tuple[int, int, date, datetime, str, str, str, str, int | None, int | None, str, str, str, int | None, int]

NOTATIONS: dict[Form, Notation] = {
    "beancount": Notation(beancount.ENDING, beancount.write),
    "hledger": Notation(hledger.ENDING, hledger.write),
    "csv": Notation(tables.CSV_ENDING, tables.write_csv),
    "parquet": Notation(tables.PARQUET_ENDING, tables.write_parquet),
}


def file_name(form: Form) -> str:
    """What the file of a format is called where nobody names it."""
    return f"{NAME}{NOTATIONS[form].ending}"


@transaction.atomic
def export(form: Form, file: Path) -> Exported:
    """Write the book into ``file``; what lay there before is replaced. Raises OSError where it cannot be written."""
    seen = _Seen()
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("wb") as out:
            openings = _write(form, out, seen)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").digest()
    return Exported(file, openings, seen.entries, seen.postings, digest)


class _Seen:
    """Counts what streams by."""

    def __init__(self) -> None:
        self.entries = 0
        self.postings = 0

    def watch(self, postings: Iterator[Posting]) -> Iterator[Posting]:
        for posting in postings:
            self.entries += posting.leg == 1
            self.postings += 1
            yield posting


def _write(form: Form, out: BinaryIO, seen: _Seen) -> int:
    """Postings are asked for first: accounts are only ever added, so those read after it hold all of its own."""
    rows = _rows()
    first = list(islice(rows, 1))
    openings = _openings()
    NOTATIONS[form].write(Book(openings, seen.watch(_postings(chain(first, rows)))), out)
    return len(openings)


def _openings() -> list[Opening]:
    rows = (
        Account.objects.filter(postings__isnull=False)
        .values_list("code", "kind")
        .annotate(kept_in=ArrayAgg("commodity", distinct=True), first=Min("postings__entry__effective_on"))
        .order_by("code")
    )
    return [
        Opening(code, chart.KINDS[chart.KINDS.index(kind)], sorted(kept), first) for code, kind, kept, first in rows
    ]


def _rows() -> Iterator[Row]:
    legs = PostingRow.objects.order_by("entry__effective_on", "entry_id", "leg")
    return legs.values_list(
        "entry_id",
        "leg",
        "entry__effective_on",
        "entry__recorded_at",
        "entry__kind",
        "entry__scope",
        "entry__key",
        "entry__note",
        "entry__reverses_id",
        "entry__corrects_id",
        "account__code",
        "account__kind",
        "commodity",
        "account__contributor_id",
        "amount_minor",
    ).iterator(chunk_size=ROWS_AT_ONCE)


def _postings(rows: Iterator[Row]) -> Iterator[Posting]:
    for _number, legs in groupby(rows, key=lambda row: row[0]):
        first = next(legs)
        heading = _heading(first)
        for row in chain([first], legs):
            yield Posting(heading, row[1], chart.named(row[10], row[11], row[12], row[13]), row[14])


def _heading(row: Row) -> Heading:
    number, _leg, effective_on, recorded_at, kind, scope, key, note, reverses, corrects = row[:10]
    return Heading(number, kind, scope, key, effective_on, recorded_at, note, reverses, corrects)
