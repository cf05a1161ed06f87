"""Known pictures: fingerprint rows read back as plain values, one by one or whole as arrays for a search.

Takes rows that `recording` wrote; gives what `kin` compares. Only rows under today's load rule can be compared;
older ones are brought up by `rehashing`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import LiteralString

import numpy as np
from django.db import connection
from psycopg import sql

from contributors import fingerprints, kin
from contributors.models import Fingerprint
from contributors.window_files import Numbers, Windows

PDQ_BYTES = 32
PHASH_BYTES = 8
CHUNK = 4_000

HASHES = """
COPY (SELECT int8send(id), pdq || trimmed_pdq, phash FROM contributors_fingerprint
      WHERE load_rule = {rule} AND pdq_quality >= {quality} ORDER BY id) TO STDOUT (FORMAT BINARY)
"""
WINDOWS = """
COPY (SELECT int8send(id), int8send(windows_mark), windows FROM contributors_fingerprint
      WHERE load_rule = {rule} AND pdq_quality >= {quality} AND windows <> '' ORDER BY id) TO STDOUT (FORMAT BINARY)
"""
WINDOWS_OF = """
COPY (SELECT int8send(id), int8send(windows_mark), windows FROM contributors_fingerprint
      WHERE id = ANY({ids}) AND windows <> '') TO STDOUT (FORMAT BINARY)
"""
MARKS = """
COPY (SELECT int8send(id) || int8send(windows_mark) FROM contributors_fingerprint
      WHERE load_rule = {rule} AND pdq_quality >= {quality} AND windows <> '' ORDER BY id) TO STDOUT (FORMAT BINARY)
"""
MARKS_COME_TO = """
SELECT count(*), coalesce(bit_xor(windows_mark), 0) FROM contributors_fingerprint
WHERE load_rule = %s AND pdq_quality >= %s AND windows <> ''
"""

NOBODY: Numbers = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Collection:
    """All pictures that a hash can speak of: row numbers (n,), PDQ and trimmed PDQ (n, 64), phash 64 (n, 8)."""

    ids: Numbers
    pdqs: kin.Hashes
    phashes: kin.Hashes


def fingerprint(row: Fingerprint) -> fingerprints.Fingerprint:
    """Give a row as the plain value it was written from."""
    return fingerprints.Fingerprint(
        load_rule=row.load_rule,
        sha256=bytes(row.sha256),
        pixels_sha256=bytes(row.pixels_sha256),
        phash=bytes(row.phash),
        pdq=bytes(row.pdq),
        pdq_quality=row.pdq_quality,
        trimmed_pdq=bytes(row.trimmed_pdq),
        colours=bytes(row.colours),
        look=bytes(row.look),
        width=row.width_px,
        height=row.height_px,
        frames=row.frames,
        mode=row.mode,
        format=row.format,
        size_bytes=row.size_bytes,
        windows=split(bytes(row.windows)),
    )


def split(windows: bytes) -> tuple[bytes, ...]:
    """Give the hashes that stand one after the other."""
    return tuple(windows[at : at + PDQ_BYTES] for at in range(0, len(windows), PDQ_BYTES))


def collection(*, quality: int = kin.LOOK_QUALITY) -> Collection:
    """Read all hashes of pictures with at least this quality; some 80 bytes for each picture."""
    rows = list(_rows(HASHES, columns=3, quality=quality))
    return Collection(
        ids=_numbers(row[0] for row in rows),
        pdqs=hashes((row[1] for row in rows), 2 * PDQ_BYTES),
        phashes=hashes((row[2] for row in rows), PHASH_BYTES),
    )


def windows() -> Iterator[Windows]:
    """Read the sub-windows of all pictures, some thousand pictures at a time: 5 kB for each picture.

    The connection takes no other question until the last is read.
    """
    rows = _rows(WINDOWS, columns=3, quality=kin.LEAST_QUALITY)
    while chunk := list(islice(rows, CHUNK)):
        yield _windows(chunk)


def windows_of(ids: Numbers) -> Windows:
    """Read the sub-windows of these pictures; what has none is left out."""
    return _windows(list(_rows(WINDOWS_OF, columns=3, ids=ids)))


def window_marks() -> tuple[Numbers, Numbers]:
    """Read whose sub-windows there are, in order, and the mark of each picture's."""
    both = _numbers(row[0] for row in _rows(MARKS, columns=1, quality=kin.LEAST_QUALITY)).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def windows_come_to() -> tuple[int, int]:
    """Say how many pictures have sub-windows, and what their marks come to (exclusive or)."""
    with connection.cursor() as cursor:
        cursor.execute(MARKS_COME_TO, [fingerprints.LOAD_RULE, kin.LEAST_QUALITY])
        pictures, marks = cursor.fetchall()[0]
    return int(pictures), int(marks)


def hashes(parts: Iterable[bytes], width_bytes: int) -> kin.Hashes:
    """Put hashes one below the other, shape (n, width)."""
    return np.frombuffer(b"".join(parts), np.uint8).reshape(-1, width_bytes)


def _numbers(written: Iterable[bytes]) -> Numbers:
    """Row numbers out of PostgreSQL's own bytes, the highest first."""
    return np.frombuffer(b"".join(written), ">i8").astype(np.int64)


def _windows(rows: Sequence[tuple[bytes, ...]]) -> Windows:
    return Windows(
        ids=_numbers(row[0] for row in rows),
        marks=_numbers(row[1] for row in rows),
        counts=np.array([len(row[2]) // PDQ_BYTES for row in rows], np.int64),
        words=hashes((row[2] for row in rows), PDQ_BYTES).view(np.uint64),
    )


def _rows(
    question: LiteralString, *, columns: int, quality: int = 0, ids: Numbers = NOBODY
) -> Iterator[tuple[bytes, ...]]:
    told = {"rule": fingerprints.LOAD_RULE, "quality": quality, "ids": ids.tolist()}
    asked = sql.SQL(question).format(**{name: sql.Literal(value) for name, value in told.items()}).as_string(None)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(asked) as copy:
        copy.set_types(["bytea"] * columns)
        yield from copy.rows()
