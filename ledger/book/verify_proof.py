#!/usr/bin/env python3
"""Check a Henrei proof file offline: python verify_proof.py FILE [--head HEX] [--pdf PDF] [--show]

Stands alone: Python 3.10 or newer, nothing of Henrei's, no network. Read it before you trust it.
It computes, from the bytes in the file: the leaf, the root it climbs to (RFC 9162, 2.1), the month's head and
the chain of later heads. Compare the head it prints with the published one, or give that one with --head.
Exit 0: proven. Exit 1: not proven, one line says why. Exit 2: it was called wrongly or cannot read a file.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

LARGEST_PROOF_BYTES = 16_000_000
SHAPES = {"digest": r"[0-9a-f]{64}", "month": r"[0-9]{4}-(0[1-9]|1[0-2])", "kind": "statement|entry"}


class NotProven(Exception):
    """The file does not prove what it says; the message is the reason."""


@dataclass(frozen=True)
class Month:
    """A sealed month as the file tells it."""

    month: str
    tree_size: int
    root: str
    previous_head: str
    head: str


@dataclass(frozen=True)
class Proof:
    """A whole proof file, shapes checked, nothing yet believed."""

    kind: str
    origin: str
    canonical: bytes
    index: int
    path: list[str]
    sealed: Month
    heads: list[Month]


class Fields:
    """A JSON object whose fields are taken out by name and shape."""

    def __init__(self, found: object, where: str) -> None:
        if not isinstance(found, dict):
            raise NotProven(f"{where} is not a JSON object")
        self.found, self.where = found, where

    def text(self, name: str, shape: str = "") -> str:
        value = self.found.get(name)
        if not isinstance(value, str) or (shape and not re.fullmatch(SHAPES[shape], value)):
            raise NotProven(f"{self.where} has no {name} that is a {shape or 'text'}")
        return value

    def number(self, name: str) -> int:
        value = self.found.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
            raise NotProven(f"{self.where} has no {name} that is a whole number")
        return value

    def rows(self, name: str) -> list[object]:
        value = self.found.get(name, [])
        if not isinstance(value, list):
            raise NotProven(f"{self.where} has no {name} that is a list")
        return value

    def month(self) -> Month:
        root, previous, head = (self.text(name, "digest") for name in ("root", "previous_head", "head"))
        return Month(self.text("month", "month"), self.number("tree_size"), root, previous, head)


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object in which no name stands twice, so that no two readers can differ about it."""
    if len(dict(pairs)) != len(pairs):
        raise NotProven("a name stands twice in one JSON object")
    return dict(pairs)


def parsed(text: bytes, where: str) -> Fields:
    """The JSON object in `text`, read strictly."""
    try:
        return Fields(json.loads(text.decode("utf-8"), object_pairs_hook=once), where)
    except (ValueError, RecursionError) as broken:
        raise NotProven(f"{where} is not readable JSON") from broken


def read(text: bytes) -> Proof:
    """The proof in a file's bytes; raises `NotProven` when its shape is wrong."""
    if len(text) > LARGEST_PROOF_BYTES:
        raise NotProven("the proof file is larger than any proof")
    fields = parsed(text, "the proof file")
    if fields.text("schema") != "henrei-proof/1":
        raise NotProven("the schema is not henrei-proof/1; take the script that belongs to it")
    try:
        canonical = base64.b64decode(fields.text("canonical"), validate=True)
    except ValueError as broken:
        raise NotProven("canonical is not base64") from broken
    path = [Fields({"path": sibling}, "the path").text("path", "digest") for sibling in fields.rows("path")]
    heads = [Fields(row, "the list of heads").month() for row in fields.rows("heads")]
    kind, origin, index = fields.text("kind", "kind"), fields.text("origin"), fields.number("index")
    return Proof(kind, origin, canonical, index, path, fields.month(), heads)


def root_from(leaf: bytes, index: int, size: int, path: list[str]) -> bytes:
    """The root that the leaf at `index` of `size` leaves climbs to; splits as RFC 9162, 2.1.1 does."""
    if size == 1 and not path:
        return leaf
    if size == 1 or not path:
        raise NotProven("the path is not as long as this place needs: a leaf or a step is missing")
    left_size = 1 << ((size - 1).bit_length() - 1)
    sibling, rest = bytes.fromhex(path[-1]), path[:-1]
    if index < left_size:
        left, right = root_from(leaf, index, left_size, rest), sibling
    else:
        left, right = sibling, root_from(leaf, index - left_size, size - left_size, rest)
    return hashlib.sha256(b"\x01" + left + right).digest()


def head_of(month: Month) -> str:
    """The head: SHA-256 over five lines, each ended by LF."""
    lines = ("henrei-head/1", month.previous_head, month.month, str(month.tree_size), month.root)
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def leaf_of(proof: Proof) -> bytes:
    """The leaf hash of the sealed bytes; a statement prints it beside its seal."""
    return hashlib.sha256(b"\x00" + proof.canonical).digest()


def check_leaf(proof: Proof) -> None:
    """The bytes are in the month's tree."""
    if proof.index >= proof.sealed.tree_size:
        raise NotProven(f"there is no leaf {proof.index} among {proof.sealed.tree_size}")
    if root_from(leaf_of(proof), proof.index, proof.sealed.tree_size, proof.path).hex() != proof.sealed.root:
        raise NotProven("the bytes do not climb to the sealed root: bytes, place or path were changed")


def check_heads(proof: Proof) -> str:
    """The month's head is its own, and each later head stands on the one before; returns the newest."""
    chain = proof.heads or [proof.sealed]
    if chain[0] != proof.sealed:
        raise NotProven(f"the list of heads does not begin with the month of the leaf, {proof.sealed.month}")
    for month in chain:
        if head_of(month) != month.head:
            raise NotProven(f"the head of {month.month} is not made of its size, root and previous head")
    for before, after in pairwise(chain):
        if after.previous_head != before.head or after.month <= before.month:
            raise NotProven(f"the head of {after.month} does not stand on the head of {before.month}")
    return chain[-1].head


def check_published(proof: Proof, published: str) -> None:
    """The head seen in public is the month's own or one that stands on it."""
    if published not in [month.head for month in (proof.sealed, *proof.heads)]:
        raise NotProven("the published head is neither this month's nor one that stands on it in this file")


def check_pdf(proof: Proof, pdf: bytes) -> None:
    """The PDF is the one whose digest is in the sealed bytes."""
    if proof.kind != "statement":
        raise NotProven("this proof is of an entry and names no PDF; take the statement's proof")
    fields = parsed(proof.canonical, "the sealed statement")
    if "pdf_sha256" not in fields.found:
        raise NotProven("the sealed statement names no PDF; compare the leaf hash printed beside its seal")
    sealed = fields.text("pdf_sha256", "digest")
    if sealed != hashlib.sha256(pdf).hexdigest():
        raise NotProven("the PDF is not the one that was sealed")


def check(proof: Proof, published: str = "", pdf: bytes | None = None) -> str:
    """All of it; returns the newest head in the file, raises `NotProven`."""
    check_leaf(proof)
    newest = check_heads(proof)
    if published:
        check_published(proof, published)
    if pdf is not None:
        check_pdf(proof, pdf)
    return newest


def told(proof: Proof, newest: str, compared: bool, pdf: bool) -> str:
    """What was proven, in lines that a person reads."""
    where = f"leaf {proof.index} of {proof.sealed.tree_size}, sealed in {proof.sealed.month}"
    lines = [f"Proven: this {proof.kind} is {where} by {proof.origin!a}."]
    lines += [f"Its leaf hash is {leaf_of(proof).hex()}."]
    lines += ["The PDF is the one that was sealed."] * pdf
    lines += ["The head is the published one." if compared else f"Compare with the published head: {newest}"]
    return "\n".join(lines)


def shown(canonical: bytes) -> str:
    """The sealed bytes as text that cannot steer a terminal."""
    text = canonical.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)


def digest(text: str) -> str:
    """A head as somebody types it."""
    if not re.fullmatch(SHAPES["digest"], text.lower()):
        raise argparse.ArgumentTypeError("a head has 64 hex digits")
    return text.lower()


def content(name: str) -> bytes:
    """A file's bytes, for argparse."""
    try:
        return Path(name).read_bytes()
    except OSError as broken:
        raise argparse.ArgumentTypeError(f"cannot read {name}: {broken.strerror}") from broken


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(description="Check a Henrei proof file offline.")
    parser.add_argument("proof", metavar="FILE", type=content, help="the proof file")
    parser.add_argument("--head", type=digest, metavar="HEX", help="the published head")
    parser.add_argument("--pdf", type=content, metavar="PDF", help="the statement's PDF")
    parser.add_argument("--show", action="store_true", help="print the sealed bytes too")
    asked = parser.parse_args(argv)
    try:
        proof = read(asked.proof)
        newest = check(proof, asked.head or "", asked.pdf)
    except NotProven as reason:
        print(f"Not proven: {reason}.", file=sys.stderr)
        return 1
    print(told(proof, newest, bool(asked.head), asked.pdf is not None))
    if asked.show:
        print(shown(proof.canonical))
    return 0


if __name__ == "__main__":
    sys.exit(main())
