"""The canonical bytes of entries and statements: what is sealed, and what anyone can compute again.

JSON with sorted keys and no spaces, UTF-8, one line. Never PostgreSQL's jsonb, whose text may change between
versions. No names: people stand as numbers, so that erasing a person leaves the seals whole.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby

from ledger.models import Entry, Posting, Statement

Json = str | int | None | Sequence["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """What a statement says, without the person's name."""

    number: int
    month: date
    contributor_id: int
    commodity: str
    opening_minor: int
    rewarded_minor: int
    adjusted_minor: int
    paid_out_minor: int
    closing_minor: int
    corrects_number: int | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as it is sealed."""

    account: str
    commodity: str
    amount_minor: int


def statement(figures: StatementFigures) -> bytes:
    """The bytes of a statement."""
    return line(
        {
            "schema": "henrei-statement/1",
            "number": figures.number,
            "month": f"{figures.month:%Y-%m}",
            "contributor": figures.contributor_id,
            "commodity": figures.commodity,
            "opening": figures.opening_minor,
            "rewarded": figures.rewarded_minor,
            "adjusted": figures.adjusted_minor,
            "paid_out": figures.paid_out_minor,
            "closing": figures.closing_minor,
            "corrects": figures.corrects_number,
        }
    )


def figures_of(stored: Statement) -> StatementFigures:
    """What the columns of a stored statement say."""
    return StatementFigures(
        number=stored.number,
        month=stored.closing_id,
        contributor_id=stored.contributor_id,
        commodity=stored.commodity,
        opening_minor=stored.opening_minor,
        rewarded_minor=stored.rewarded_minor,
        adjusted_minor=stored.adjusted_minor,
        paid_out_minor=stored.paid_out_minor,
        closing_minor=stored.closing_minor,
        corrects_number=stored.corrects.number if stored.corrects else None,
    )


def entries(month: date) -> Iterator[tuple[int, bytes]]:
    """Every entry of a month as (id, bytes), in order of id."""
    headers = Entry.objects.filter(period_id=month).order_by("id")
    postings = (
        Posting.objects.filter(entry__period_id=month)
        .order_by("entry_id", "leg")
        .values_list("entry_id", "account__code", "commodity", "amount_minor")
    )
    legs_by_entry = {
        entry_id: [Leg(code, commodity, amount) for _entry, code, commodity, amount in legs]
        for entry_id, legs in groupby(postings.iterator(chunk_size=20_000), key=lambda leg: leg[0])
    }
    for entry in headers.iterator(chunk_size=5_000):
        yield entry.pk, _entry(entry, legs_by_entry.get(entry.pk, []))


def line(words: dict[str, Json]) -> bytes:
    """One JSON object, keys sorted, no spaces, no line end."""
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _entry(entry: Entry, legs: Sequence[Leg]) -> bytes:
    return line(
        {
            "schema": "henrei-entry/1",
            "id": entry.pk,
            "kind": entry.kind,
            "scope": entry.scope,
            "key": entry.key,
            "effective_on": entry.effective_on.isoformat(),
            "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "note": entry.note,
            "reverses": entry.reverses_id,
            "corrects": entry.corrects_id,
            "by": entry.by_id,
            "legs": [[leg.account, leg.commodity, leg.amount_minor] for leg in legs],
        }
    )
