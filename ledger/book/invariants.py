"""What must always hold, each as a query that must find nothing; and the seals, computed again.

``prove`` runs them all as a reader who trusts neither the guards nor the rooms. The first broken thing is named
by its id.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection

from ledger.book import canonical, chart, heads, journal, merkle, proofs
from ledger.models import Closing, Entry, PayoutFile, Posting, Seal, SealLeaf, Statement

QUERIES = Path(__file__).parent / "queries"
ENTRIES_AT_ONCE = 1_000


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
    yield from _requests()
    yield from _statements()
    yield from _files()
    yield from _seals()


def _asked(name: str) -> Iterator[Broken]:
    with connection.cursor() as cursor:
        cursor.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
        for subject, told in cursor.fetchall():
            yield Broken(name, str(subject), str(told))


def _requests() -> Iterator[Broken]:
    """Each entry against the digest of what was asked for: this also finds what no seal covers yet."""
    headers = Entry.objects.order_by("id").iterator(chunk_size=ENTRIES_AT_ONCE)
    while bunch := list(islice(headers, ENTRIES_AT_ONCE)):
        legs = _legs([entry.pk for entry in bunch])
        for entry in bunch:
            if journal.drafted(entry, legs.get(entry.pk, [])).sha256() != bytes(entry.request_sha256):
                yield Broken("entry_as_requested", f"entry {entry.pk}", "is not what was asked for under its key")


def _legs(entry_ids: Sequence[int]) -> dict[int, list[journal.Leg]]:
    found = Posting.objects.filter(entry_id__in=entry_ids).order_by("entry_id", "leg")
    rows = found.values_list("entry_id", "account__code", "account__kind", "commodity", "amount_minor")
    legs: dict[int, list[journal.Leg]] = defaultdict(list)
    for entry_id, code, kind, commodity, amount in rows.iterator(chunk_size=20_000):
        legs[entry_id].append(journal.Leg(chart.named(code, kind, commodity, None), amount))
    return legs


def _statements() -> Iterator[Broken]:
    """Each statement's columns, which pages show, against its bytes, which are sealed."""
    for statement in Statement.objects.select_related("corrects").order_by("number").iterator(chunk_size=5_000):
        if canonical.statement(canonical.figures_of(statement)) != bytes(statement.canonical):
            yield Broken("statement_as_sealed", f"statement {statement.number}", "shows other figures than its bytes")


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
