"""Hints: the hashes that a manifest brings beside digests, read for those digests alone that somebody asks about.

Takes paths of parts that `parts.verify` has passed; gives for a digest its first sample and its hashes. A hint that is
no hash is passed over: hints are kept, never trusted, and refuse nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.training import parts
from ledger.training.formats import parquet

PHASH_HEX: Final = 16
PDQ_HEX: Final = 64


@dataclass(frozen=True)
class Hinted:
    """What a manifest says of one digest: a sample's id, and a PDQ (32 bytes) or phash (8 bytes) or both."""

    sample_id: str
    pdq: bytes | None
    phash: bytes | None


def read(path: Path, wanted: Collection[bytes]) -> dict[bytes, Hinted]:
    """The first hash hints of each wanted digest (32 bytes) in one part."""
    found: dict[bytes, Hinted] = {}
    if parts.form_of(path) == "parquet" and not parquet.has_hashes(path):
        return found
    for row in parts.read_rows(path):
        if row.sha256 in wanted and row.sha256 not in found:
            pdq, phash = _hash(row.hints.pdq, PDQ_HEX), _hash(row.hints.phash, PHASH_HEX)
            if pdq or phash:
                found[row.sha256] = Hinted(row.sample_id, pdq, phash)
    return found


def _hash(hint: str | None, digits: int) -> bytes | None:
    """The bytes of so many hex digits; of a hash that is all zeros or all ones nothing is told."""
    if hint is None or len(hint) != digits:
        return None
    try:
        read_bytes = bytes.fromhex(hint)
    except ValueError:
        return None
    is_flat = len(read_bytes) * 2 != digits or set(read_bytes) in ({0}, {255})
    return None if is_flat else read_bytes
