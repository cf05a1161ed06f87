"""The only writer of entries and postings.

Takes drafts (plain values), opens the accounts they name, writes header and legs in bulk, and lets PostgreSQL's
guards decide at once. A draft posted twice under its key is posted once; with another body it is refused.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, IntegrityError, connection, transaction

from contributors.models import User
from ledger.book import chart, copying, periods, refusals
from ledger.book.chart import AccountName
from ledger.models import Entry, EntryKind, Posting


class SameKeyOtherBody(Exception):
    """The key was used for another fact."""

    def __init__(self, scope: str, key: str) -> None:
        super().__init__(f"{scope} {key} is in the book already, with other figures: nothing was posted")
        self.scope = scope
        self.key = key


class EntryRefused(Exception):
    """PostgreSQL turned the entry down; ``constraint`` says which guard."""

    def __init__(self, constraint: str, message: str) -> None:
        super().__init__(f"the book refuses this entry ({constraint}): {message}")
        self.constraint = constraint


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of an entry: debit positive, credit negative."""

    account: AccountName
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be. (scope, key) derives from the business fact."""

    kind: EntryKind
    scope: str
    key: str
    effective_on: date
    legs: Sequence[Leg]
    note: str = ""
    reverses_id: int | None = None
    corrects_id: int | None = None

    def sha256(self) -> bytes:
        """A digest of all that the draft says, the order of its legs included."""
        head = [self.kind, self.scope, self.key, self.effective_on.isoformat(), self.note]
        head += [str(self.reverses_id), str(self.corrects_id)]
        legs = [f"{leg.account.code}\t{leg.account.commodity}\t{leg.amount_minor}" for leg in self.legs]
        return hashlib.sha256("\n".join(head + legs).encode()).digest()


def post(draft: Draft, *, by: User) -> Entry:
    """Post ``draft`` and return its entry; the first one where it was posted before.

    Raises SameKeyOtherBody, or EntryRefused with the guard's name (entry_balances, period_closed, ...).
    """
    digest = draft.sha256()
    known = _posted(draft, digest)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _write(draft, digest, by)
    except IntegrityError as error:
        # Somebody beside us may have posted the same fact between our look and our insert.
        known = _posted(draft, digest) if refusals.constraint_of(error) == "entry_posted_once" else None
        if known is None:
            raise _refused(error) from error
        return known
    except DatabaseError as error:
        raise _refused(error) from error


def reverse(entry: Entry, *, key: str, on: date, by: User) -> Entry:
    """Undo the whole of ``entry`` in the open period of ``on``. Raises EntryRefused where it was undone before."""
    legs = [_undone(posting) for posting in entry.postings.select_related("account").order_by("leg")]
    draft = Draft(EntryKind.REVERSAL, "reversal", key, on, legs, f"reverses {entry}", reverses_id=entry.id)
    return post(draft, by=by)


def drafted(entry: Entry, legs: Sequence[Leg]) -> Draft:
    """The draft that an entry with these legs was posted from."""
    return Draft(
        kind=EntryKind(entry.kind),
        scope=entry.scope,
        key=entry.key,
        effective_on=entry.effective_on,
        legs=legs,
        note=entry.note,
        reverses_id=entry.reverses_id,
        corrects_id=entry.corrects_id,
    )


def _undone(posting: Posting) -> Leg:
    account = posting.account
    name = chart.named(account.code, account.kind, account.commodity, account.contributor_id)
    return Leg(name, -posting.amount_minor)


def _posted(draft: Draft, digest: bytes) -> Entry | None:
    known = Entry.objects.filter(scope=draft.scope, key=draft.key).first()
    if known is not None and bytes(known.request_sha256) != digest:
        raise SameKeyOtherBody(draft.scope, draft.key)
    return known


def _write(draft: Draft, digest: bytes, by: User) -> Entry:
    period = periods.open_for(draft.effective_on)
    account_ids = _open_accounts(draft.legs)
    entry = Entry.objects.create(
        kind=draft.kind,
        scope=draft.scope,
        key=draft.key,
        request_sha256=digest,
        period=period,
        effective_on=draft.effective_on,
        leg_count=len(draft.legs),
        note=draft.note,
        reverses_id=draft.reverses_id,
        corrects_id=draft.corrects_id,
        by=by,
    )
    copying.copy_rows(
        "COPY ledger_posting (entry_id, leg, account_id, commodity, amount_minor) FROM STDIN (FORMAT BINARY)",
        ["int8", "int4", "int8", "varchar", "int8"],
        (
            (entry.id, place, account_ids[leg.account.code, leg.account.commodity], *_moved(leg))
            for place, leg in enumerate(draft.legs, start=1)
        ),
    )
    _decide_now()
    return entry


def _moved(leg: Leg) -> tuple[str, int]:
    return leg.account.commodity, leg.amount_minor


def _open_accounts(legs: Sequence[Leg]) -> dict[tuple[str, str], int]:
    names = sorted({leg.account for leg in legs}, key=lambda name: (name.code, name.commodity))
    codes, commodities = [name.code for name in names], [name.commodity for name in names]
    kinds, people = [str(name.kind) for name in names], [name.contributor_id for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_account (code, kind, commodity, contributor_id, advance_allowed)"
            " SELECT code, kind, commodity, contributor_id, false"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])"
            " AS wanted (code, kind, commodity, contributor_id)"
            " ON CONFLICT ON CONSTRAINT account_opened_once DO NOTHING",
            [codes, kinds, commodities, people],
        )
        cursor.execute(
            "SELECT account.code, account.commodity, account.id FROM ledger_account account"
            " JOIN unnest(%s::text[], %s::text[]) AS wanted (code, commodity) USING (code, commodity)",
            [codes, commodities],
        )
        return {(str(code), str(commodity)): int(account_id) for code, commodity, account_id in cursor.fetchall()}


def _decide_now() -> None:
    """Let the deferred guards speak here, where the refusal can be understood, and not at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS entry_is_whole, reversal_within_its_original IMMEDIATE")
        cursor.execute("SET CONSTRAINTS entry_is_whole, reversal_within_its_original DEFERRED")


def _refused(error: DatabaseError) -> EntryRefused:
    first_line = (str(error).splitlines() or [""])[0]
    return EntryRefused(refusals.constraint_of(error), first_line)
