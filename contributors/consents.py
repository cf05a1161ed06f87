"""Consents: given for a scope and for purposes, withdrawn at a moment, never rewritten."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from contributors.models import Consent, Contributor, Purpose, Scope


class NothingAgreed(Exception):
    """There is no consent to withdraw."""

    def __init__(self, contributor: Contributor) -> None:
        super().__init__(f"contributor {contributor.pk} has no consent in force: there is nothing to withdraw")
        self.contributor = contributor


@transaction.atomic
def grant(
    contributors: Iterable[Contributor],
    *,
    scope: Scope,
    purposes: Sequence[Purpose],
    terms_version: str,
    at: datetime,
) -> int:
    """Record the consent of each contributor from ``at`` on and return how many are new.

    Whoever agreed to this scope already stays as they are, and so does whoever withdrew it at ``at`` or later: what
    was agreed before a withdrawal is not agreed after it.
    """
    people = list(contributors)
    spoken = Consent.objects.filter(contributor__in=people, scope=scope).exclude(withdrawn_at__lt=at)
    known = set(spoken.values_list("contributor_id", flat=True))
    fresh = Consent.objects.bulk_create(
        Consent(contributor=person, scope=scope, purposes=list(purposes), terms_version=terms_version, granted_at=at)
        for person in people
        if person.pk not in known
    )
    return len(fresh)


@transaction.atomic
def withdraw(contributor: Contributor, *, at: datetime) -> int:
    """End every consent of the contributor; runs frozen from ``at`` on may not use their images.

    Raises NothingAgreed.
    """
    ended = Consent.objects.filter(contributor=contributor, withdrawn_at__isnull=True).update(withdrawn_at=at)
    if not ended:
        raise NothingAgreed(contributor)
    return ended
