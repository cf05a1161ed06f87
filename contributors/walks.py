"""Walks: how far each account was walked in each collection, and what the last walk there brought.

Rows behind `places.ResumePoints`. A walk under another consent to all pictures begins anew, for the earlier one may
have passed pictures that it did not cover; what is kept is not fetched again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from contributors.collecting import Fate
from contributors.collectors.posts import Account
from contributors.models import CollectorAccount, CollectorWalk, Consent, Scope, WalkOutcome


@dataclass(frozen=True, slots=True)
class Brought:
    """What walks brought together: pictures new, known before, outside every consent by then; passed over by reason."""

    walks: int
    new: int
    known: int
    outside: int
    passed_over: Mapping[str, int]


class Walks:
    """`places.ResumePoints` in the database."""

    def stands(self, account: Account, *, is_held: bool = False) -> bool:
        """Whether staff have approved the account and not ended it."""
        rows = _standing(account)
        return (rows.select_for_update(of=("self",)) if is_held else rows).first() is not None

    def read(self, account: Account, *, collection: str) -> str:
        """The point written last; empty where there is none."""
        return _walks(account, collection).values_list("resume_point", flat=True).first() or ""

    def write(self, account: Account, *, collection: str, point: str, at: datetime) -> None:
        """Keep the point. `begin` has made the row."""
        _walks(account, collection).update(resume_point=point, walked_at=at)


@transaction.atomic
def begin(account: Account, *, collection: str, consent: Consent, at: datetime) -> None:
    """Put a walk down as under way, with nothing brought yet. An account that was just ended is let be."""
    row = _standing(account).first()
    if row is None:
        return
    kept = CollectorWalk.objects.select_for_update().filter(account=row, collection=collection).first()
    walk = kept or CollectorWalk(account=row, collection=collection)
    if kept is None or (walk.consent_id != consent.pk and consent.scope == Scope.PAST_IMAGES_TOO):
        walk.resume_point = ""
    walk.consent, walk.walked_at, walk.outcome = consent, at, WalkOutcome.UNDER_WAY
    walk.reason = walk.error = ""
    walk.new = walk.known = walk.outside = 0
    walk.passed_over = {}
    walk.save()


@transaction.atomic
def count(fate: Fate, *, collection: str) -> None:
    """Count what became of one picture."""
    rows = _walks(fate.account, collection)
    if fate.word == "passed_over":
        for walk in rows.select_for_update(of=("self",)):
            walk.passed_over = {**walk.passed_over, str(fate.reason): walk.passed_over.get(str(fate.reason), 0) + 1}
            walk.save(update_fields=["passed_over"])
    else:
        rows.update(**{fate.word: F(fate.word) + 1})


def end(account: Account, *, collection: str, at: datetime, reason: str = "", error: str = "") -> None:
    """Keep how a walk ended: with ``reason`` it stopped, without it was done; also of an account ended meanwhile."""
    outcome = WalkOutcome.STOPPED if reason else WalkOutcome.DONE
    begun = CollectorWalk.objects.filter(collection=collection, outcome=WalkOutcome.UNDER_WAY)
    whose = {"account__platform": account.provider, "account__outside_id": account.outside_id}
    begun.filter(**whose).update(outcome=outcome, reason=reason, error=error, walked_at=at)


def brought(collections: Iterable[str], *, since_at: datetime) -> Brought:
    """What the last walks through these collections brought, of those that went on at ``since_at`` or later."""
    rows = CollectorWalk.objects.filter(collection__in=list(collections), walked_at__gte=since_at).order_by("id")
    passed_over: Counter[str] = Counter()
    for row in rows:
        passed_over.update(row.passed_over)
    return Brought(
        walks=len(rows),
        new=sum(row.new for row in rows),
        known=sum(row.known for row in rows),
        outside=sum(row.outside for row in rows),
        passed_over=dict(sorted(passed_over.items())),
    )


def _standing(account: Account) -> QuerySet[CollectorAccount]:
    return CollectorAccount.objects.filter(
        platform=account.provider, outside_id=account.outside_id, ended_at__isnull=True
    )


def _walks(account: Account, collection: str) -> QuerySet[CollectorWalk]:
    return CollectorWalk.objects.filter(account__in=_standing(account), collection=collection)
