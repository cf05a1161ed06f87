"""Month heads, chained, and the proof file a contributor takes home (schema `henrei-proof/1`).

Takes a sealed month's root and the head before it; gives the head, and deterministic JSON that
`verify_proof.py` checks offline with code of its own. Reading and storing seals is left to the periods.

A head is SHA-256 over these five lines, each ended by one LF:
`henrei-head/1`, the previous head in hex, the month (YYYY-MM), the tree's size, its root in hex.
Before the first month stands `GENESIS`, 32 zero bytes.
"""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

SCHEMA = "henrei-proof/1"
GENESIS = bytes(32)
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class CannotBeHead(Exception):
    """A head was asked for over something that no month can have."""

    def __init__(self, month: str, why: str) -> None:
        super().__init__(f"no head for {month!r}: {why}")
        self.month = month
        self.why = why


def head(previous_head: bytes, month: str, tree_size: int, root: bytes) -> bytes:
    """The 32 bytes that stand for a month and all months before it; `month` is YYYY-MM.

    Raises `CannotBeHead` for a month, a size or a digest of another shape.
    """
    if not MONTH.fullmatch(month):
        raise CannotBeHead(month, "write the month as YYYY-MM")
    if len(previous_head) != 32 or len(root) != 32 or tree_size < 0:
        raise CannotBeHead(month, "digests have 32 bytes and a tree has no fewer than 0 leaves")
    lines = ("henrei-head/1", previous_head.hex(), month, str(tree_size), root.hex())
    return sha256("".join(f"{line}\n" for line in lines).encode()).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """One sealed month: its tree and the head before it."""

    month: str
    tree_size: int
    root: bytes
    previous_head: bytes

    @property
    def digest(self) -> bytes:
        return head(self.previous_head, self.month, self.tree_size, self.root)


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that `canonical` is leaf `index` (from 0) of `sealed`.

    For a statement `canonical` is a JSON object whose `pdf_sha256` is the PDF's digest in hex.
    `later` are the months sealed after it, in order, up to the head published now; it may be empty.
    """

    kind: Literal["statement", "entry"]
    canonical: bytes
    index: int
    path: Sequence[bytes]
    sealed: Head
    origin: str
    later: Sequence[Head] = ()


def proof_document(proof: Proof) -> bytes:
    """The proof file: JSON with sorted keys, one final LF; the same proof gives the same bytes."""
    document = {
        "schema": SCHEMA,
        "kind": proof.kind,
        "origin": proof.origin,
        "canonical": b64encode(proof.canonical).decode(),
        "index": proof.index,
        "path": [sibling.hex() for sibling in proof.path],
        **_written(proof.sealed),
        "heads": [_written(month) for month in (proof.sealed, *proof.later)],
    }
    return (json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _written(sealed: Head) -> dict[str, str | int]:
    return {
        "month": sealed.month,
        "tree_size": sealed.tree_size,
        "root": sealed.root.hex(),
        "previous_head": sealed.previous_head.hex(),
        "head": sealed.digest.hex(),
    }
