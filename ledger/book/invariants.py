"""What must always hold, each as a query that must find nothing; and the seals, computed again.

``prove`` runs them all as a reader who trusts neither the guards nor the rooms. The first broken thing is named
by its id.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection

from ledger.book import heads, merkle, proofs
from ledger.models import Closing, PayoutFile, Seal, SealLeaf, Statement

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that does not hold."""

    invariant: str
    subject: str
    told: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.subject} {self.told}"


def names() -> list[str]:
    """The invariants that are queries, in the order they are asked."""
    return sorted(query.stem for query in QUERIES.glob("*.sql"))


def broken() -> Iterator[Broken]:
    """Everything that does not hold, invariant by invariant."""
    for name in names():
        yield from _asked(name)
    yield from _files()
    yield from _seals()


def _asked(name: str) -> Iterator[Broken]:
    with connection.cursor() as cursor:
        cursor.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
        for subject, told in cursor.fetchall():
            yield Broken(name, str(subject), str(told))


def _files() -> Iterator[Broken]:
    for stored in PayoutFile.objects.order_by("id"):
        if hashlib.sha256(bytes(stored.content)).digest() != bytes(stored.sha256):
            yield Broken("payout_file_bytes", f"file {stored.name}", "is not the file that was written")
    for statement in Statement.objects.filter(paper__isnull=False).select_related("paper").order_by("number"):
        if not default_storage.exists(statement.paper.stored_as):
            yield Broken("statement_paper_kept", f"statement {statement.number}", "has lost its paper")


def _seals() -> Iterator[Broken]:
    previous = heads.GENESIS
    for seal in Seal.objects.select_related("closing").order_by("closing_id"):
        yield from _leaves(seal)
        stored = SealLeaf.objects.filter(seal=seal).order_by("index").values_list("canonical", flat=True)
        root = merkle.grow([merkle.leaf_hash(bytes(content)) for content in stored]).root()
        head = heads.head(previous, f"{seal.closing_id:%Y-%m}", seal.tree_size, root)
        if (root, head, previous) != (bytes(seal.root), bytes(seal.head), bytes(seal.previous_head)):
            yield Broken("seal_recomputes", f"seal of {seal.closing_id:%Y-%m}", "is not the head of its leaves")
        previous = bytes(seal.head)
    for closing in Closing.objects.filter(seal__isnull=True):
        yield Broken("closing_sealed", f"month {closing.period_id:%Y-%m}", "is closed and not sealed")


def _leaves(seal: Seal) -> Iterator[Broken]:
    """Each leaf against what the book says now: an edited posting is found here and named."""
    now = {(kind, key): content for kind, key, content in proofs.leaves_of(seal.closing)}
    for leaf in SealLeaf.objects.filter(seal=seal).order_by("index").iterator():
        content = now.pop((leaf.kind, leaf.subject_id), b"")
        if content != bytes(leaf.canonical):
            yield Broken("leaf_unchanged", f"{leaf.kind} {leaf.subject_id}", "is not what was sealed")
    for kind, key in sorted(now):
        yield Broken("leaf_unchanged", f"{kind} {key}", "was added after its month was sealed")
