"""Known pictures: fingerprint rows read back as plain values, one by one or whole as arrays for a search.

Takes rows that `recording` wrote; gives what `kin` compares. Only rows under today's load rule can be compared;
older ones are brought up by `rehashing`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import LiteralString

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

from contributors import fingerprints, kin
from contributors.models import Fingerprint

PDQ_BYTES = 32
PHASH_BYTES = 8
CHUNK = 4_000

HASHES = """
COPY (SELECT int8send(id), pdq || trimmed_pdq, phash FROM contributors_fingerprint
      WHERE load_rule = {rule} AND pdq_quality >= {quality} ORDER BY id) TO STDOUT (FORMAT BINARY)
"""
WINDOWS = """
COPY (SELECT int8send(id), windows FROM contributors_fingerprint
      WHERE load_rule = {rule} AND pdq_quality >= {quality} AND windows <> '' ORDER BY id) TO STDOUT (FORMAT BINARY)
"""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Collection:
    """All pictures that a hash can speak of: row numbers (n,), PDQ and trimmed PDQ (n, 64), phash 64 (n, 8)."""

    ids: Numbers
    pdqs: kin.Hashes
    phashes: kin.Hashes


@dataclass(frozen=True, slots=True)
class Windows:
    """Sub-windows of some pictures: whose each is (m,), and its PDQ (m, 32)."""

    ids: Numbers
    hashes: kin.Hashes


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
    rows = _rows(WINDOWS, columns=2, quality=kin.LEAST_QUALITY)
    while chunk := list(islice(rows, CHUNK)):
        counts = [len(joined) // PDQ_BYTES for _, joined in chunk]
        owners = np.repeat(_numbers(row[0] for row in chunk), counts)
        yield Windows(owners, hashes((row[1] for row in chunk), PDQ_BYTES))


def hashes(parts: Iterable[bytes], width_bytes: int) -> kin.Hashes:
    """Put hashes one below the other, shape (n, width)."""
    return np.frombuffer(b"".join(parts), np.uint8).reshape(-1, width_bytes)


def _numbers(written: Iterable[bytes]) -> Numbers:
    """Row numbers out of PostgreSQL's own bytes, the highest first."""
    return np.frombuffer(b"".join(written), ">i8").astype(np.int64)


def _rows(question: LiteralString, *, columns: int, quality: int) -> Iterator[tuple[bytes, ...]]:
    rule = sql.Literal(fingerprints.LOAD_RULE)
    asked = sql.SQL(question).format(rule=rule, quality=sql.Literal(quality)).as_string(None)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(asked) as copy:
        copy.set_types(["bytea"] * columns)
        yield from copy.rows()
