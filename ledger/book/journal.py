"""The only writer of entries and postings.

Takes drafts (plain values), opens the accounts they name, writes headers and legs in bulk, and lets PostgreSQL's
guards decide at once. A draft posted twice under its key is posted once; with another body it is refused.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import DatabaseError, connection, transaction

from contributors.models import User
from ledger.book import accounts, chart, leg_columns, periods, refusals, tallies
from ledger.book.chart import AccountName
from ledger.models import Entry, EntryKind, Posting

ENTRIES_AT_ONCE = 5_000
COPY = "COPY ledger_posting (entry_id, leg, account_id, commodity, amount_minor) FROM STDIN (FORMAT BINARY)"


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

    Raises SameKeyOtherBody, or EntryRefused with the guard's name (entry_balances, period_closed, ...). What is no
    refusal, such as a deadlock, a timeout or a lost connection, is raised as it came: asking again may help.
    """
    return post_all([draft], by=by)[0]


def post_all(drafts: Sequence[Draft], *, by: User) -> list[Entry]:
    """Post every draft or none and return their entries in order, in a number of statements that does not grow.

    Raises as `post` does.
    """
    digests = _digests(drafts)
    known = _posted(digests)
    fresh = {_name(draft): draft for draft in drafts if _name(draft) not in known}
    if fresh:
        known |= _written(list(fresh.values()), digests, by)
    return [known[_name(draft)] for draft in drafts]


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


def _name(draft: Draft) -> tuple[str, str]:
    return draft.scope, draft.key


def _digests(drafts: Iterable[Draft]) -> dict[tuple[str, str], bytes]:
    """By (scope, key), what each draft says. Raises SameKeyOtherBody where two of them differ."""
    digests: dict[tuple[str, str], bytes] = {}
    for draft in drafts:
        digest = draft.sha256()
        if digests.setdefault(_name(draft), digest) != digest:
            raise SameKeyOtherBody(draft.scope, draft.key)
    return digests


def _posted(digests: Mapping[tuple[str, str], bytes]) -> dict[tuple[str, str], Entry]:
    """Which of them are in the book. Raises SameKeyOtherBody."""
    known: dict[tuple[str, str], Entry] = {}
    for scope in sorted({scope for scope, _key in digests}):
        keys = [key for of, key in digests if of == scope]
        for entry in Entry.objects.filter(scope=scope, key__in=keys):
            if bytes(entry.request_sha256) != digests[scope, entry.key]:
                raise SameKeyOtherBody(scope, entry.key)
            known[scope, entry.key] = entry
    return known


def _written(
    drafts: Sequence[Draft], digests: Mapping[tuple[str, str], bytes], by: User
) -> dict[tuple[str, str], Entry]:
    try:
        with transaction.atomic():
            return _write(drafts, digests, by)
    except DatabaseError as error:
        constraint = refusals.constraint_of(error)
        if not constraint:
            raise
        # Somebody beside us may have posted the same facts between our look and our insert.
        known = _posted(digests) if constraint == "entry_posted_once" else {}
        left = [draft for draft in drafts if _name(draft) not in known]
        if len(left) == len(drafts):
            raise _refused(error, constraint) from error
    return known | (_written(left, digests, by) if left else {})


def _write(drafts: Sequence[Draft], digests: Mapping[tuple[str, str], bytes], by: User) -> dict[tuple[str, str], Entry]:
    months = {month: periods.open_for(month) for month in sorted({_month(draft) for draft in drafts})}
    account_ids = accounts.opened(leg.account for draft in drafts for leg in draft.legs)
    written = Entry.objects.bulk_create(
        (
            Entry(
                kind=draft.kind,
                scope=draft.scope,
                key=draft.key,
                request_sha256=digests[_name(draft)],
                period=months[_month(draft)],
                effective_on=draft.effective_on,
                leg_count=len(draft.legs),
                note=draft.note,
                reverses_id=draft.reverses_id,
                corrects_id=draft.corrects_id,
                by=by,
            )
            for draft in drafts
        ),
        batch_size=ENTRIES_AT_ONCE,
    )
    leg_columns.copy(COPY, _columns(written, drafts, account_ids))
    _decide_now()
    tallies.after(written[0].pk, written[-1].pk)
    return {(entry.scope, entry.key): entry for entry in written}


def _month(draft: Draft) -> date:
    return periods.month_of(draft.effective_on)


def _columns(
    written: Sequence[Entry], drafts: Sequence[Draft], account_ids: accounts.Ids
) -> dict[str, leg_columns.Columns]:
    """The legs of all drafts, by commodity."""
    counts = [len(draft.legs) for draft in drafts]
    moved = [leg for draft in drafts for leg in draft.legs]
    whole = leg_columns.Columns(
        entries=np.repeat(np.asarray([entry.pk for entry in written], dtype=np.int64), counts),
        places=leg_columns.places_of(counts),
        accounts=np.asarray([account_ids[leg.account.code, leg.account.commodity] for leg in moved], dtype=np.int64),
        amounts=np.asarray([leg.amount_minor for leg in moved], dtype=np.int64),
    )
    commodities = np.asarray([leg.account.commodity for leg in moved], dtype=object)
    return {commodity: whole.where(commodities == commodity) for commodity in dict.fromkeys(commodities)}


def _decide_now() -> None:
    """Let the deferred guards speak here, where the refusal can be understood, and not at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS entry_is_whole, reversal_within_its_original IMMEDIATE")
        cursor.execute("SET CONSTRAINTS entry_is_whole, reversal_within_its_original DEFERRED")


def _refused(error: DatabaseError, constraint: str) -> EntryRefused:
    return EntryRefused(constraint, (str(error).splitlines() or [""])[0])
