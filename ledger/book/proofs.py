"""Seals of closed months, and the proof that an entry or a statement stands under one.

A month's leaves are its entries in order of id, then its statements in order of number; their canonical bytes
are stored as they were. The Merkle root (RFC 6962) and the head before make the month's head. A sealed tree never
changes, so each process keeps those of the months last asked for.
"""

from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction

from ledger.book import canonical, copying, heads, merkle
from ledger.models import Closing, Seal, SealLeaf, Statement

# A tree of 100,000 leaves takes about 15 MB.
TREES_KEPT = 4


class NotSealed(Exception):
    """Nothing is known under a seal for what was asked."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not sealed yet: its month has to be closed first")
        self.what = what


@transaction.atomic
def seal(closing: Closing, *, at: datetime) -> Seal:
    """Seal a closed month. Asked twice, done once."""
    known = Seal.objects.filter(closing=closing).first()
    if known is not None:
        return known
    leaves = leaves_of(closing)
    root = merkle.grow([merkle.leaf_hash(bytes(content)) for _kind, _id, content in leaves]).root()
    previous = _head_before(closing)
    month = f"{closing.period_id:%Y-%m}"
    sealed = Seal.objects.create(
        closing=closing,
        tree_size=len(leaves),
        root=root,
        previous_head=previous,
        head=heads.head(previous, month, len(leaves), root),
        sealed_at=at,
    )
    copying.copy_rows(
        "COPY ledger_sealleaf (seal_id, index, kind, subject_id, canonical) FROM STDIN (FORMAT BINARY)",
        ["date", "int8", "varchar", "int8", "bytea"],
        (
            (closing.period_id, index, kind, subject_id, content)
            for index, (kind, subject_id, content) in enumerate(leaves)
        ),
    )
    return sealed


def leaves_of(closing: Closing) -> list[tuple[str, int, bytes]]:
    """What the leaves of a month are now, computed from the book: (kind, id, canonical bytes)."""
    entries = [("entry", key, content) for key, content in canonical.entries(closing.period_id)]
    stated = Statement.objects.filter(closing=closing).order_by("number").values_list("id", "canonical")
    return entries + [("statement", key, bytes(content)) for key, content in stated]


def proof_of_statement(statement: Statement) -> bytes:
    """The proof file of one statement. Raises NotSealed."""
    leaf = SealLeaf.objects.filter(kind="statement", subject_id=statement.pk).select_related("seal").first()
    if leaf is None:
        raise NotSealed(f"statement {statement.number}")
    return _proof(leaf)


def tree_of(seal: Seal) -> merkle.Tree:
    """The tree under a seal, grown once for many proofs."""
    return _tree(seal.closing_id, bytes(seal.root))


def heads_in_order() -> list[heads.Head]:
    """Every sealed month, oldest first."""
    return [_head(seal) for seal in Seal.objects.order_by("closing_id")]


def _proof(leaf: SealLeaf) -> bytes:
    tree = tree_of(leaf.seal)
    later = Seal.objects.filter(closing_id__gt=leaf.seal.closing_id).order_by("closing_id")
    return heads.proof_document(
        heads.Proof(
            kind="statement" if leaf.kind == "statement" else "entry",
            canonical=bytes(leaf.canonical),
            index=leaf.index,
            path=tree.inclusion_proof(leaf.index),
            sealed=_head(leaf.seal),
            origin=settings.HENREI_SITE_URL,
            later=[_head(seal) for seal in later],
        )
    )


@lru_cache(maxsize=TREES_KEPT)
def _tree(month: date, root: bytes) -> merkle.Tree:
    """The tree of a sealed month. ``root`` tells seals of one month in two databases apart.

    The leaves are hashed where they lie (as `merkle.leaf_hash` does), so that their bytes need not travel.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            r"SELECT sha256('\x00'::bytea || canonical) FROM ledger_sealleaf WHERE seal_id = %s ORDER BY index", [month]
        )
        return merkle.grow([bytes(leaf) for (leaf,) in cursor.fetchall()])


def _head(seal: Seal) -> heads.Head:
    return heads.Head(f"{seal.closing_id:%Y-%m}", seal.tree_size, bytes(seal.root), bytes(seal.previous_head))


def _head_before(closing: Closing) -> bytes:
    before = Seal.objects.filter(closing_id__lt=closing.period_id).order_by("-closing_id").first()
    return heads.GENESIS if before is None else bytes(before.head)
