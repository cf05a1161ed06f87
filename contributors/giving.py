"""Giving: whether a person may send pictures now. A verified account and a consent in force stand before all.

Asked before anything is stored and again before it is kept; what is sent and how is `uploading`'s.
"""

from datetime import datetime

from django.db.models import Q

from contributors.models import Consent, Contributor


class MayNotGive(Exception):
    """The person may not send pictures now; ``code`` is stable."""

    code = "may_not_give"

    def __init__(self, contributor: Contributor, why: str) -> None:
        super().__init__(f"contributor {contributor.pk} may not send pictures: {why}")
        self.contributor = contributor


class AccountNotVerified(MayNotGive):
    """Cannot, because nobody has verified the account, or its owner has left."""

    code = "account_not_verified"

    def __init__(self, contributor: Contributor) -> None:
        super().__init__(contributor, "the account is not verified; a member of staff verifies it first")


class ConsentMissing(MayNotGive):
    """Cannot, because no consent is in force."""

    code = "consent_missing"

    def __init__(self, contributor: Contributor) -> None:
        super().__init__(contributor, "no consent is in force; agree anew first")


def bar(contributor: Contributor, *, at: datetime, is_held: bool = False) -> MayNotGive | None:
    """Why the person may send nothing at ``at``; None where they may.

    ``is_held`` keeps the consent until the transaction ends, so that withdrawing waits for it or it for withdrawing.
    """
    verified = Contributor.objects.filter(pk=contributor.pk, verified_at__lte=at)
    if not verified.filter(Q(left_at__isnull=True) | Q(left_at__gt=at)).exists():
        return AccountNotVerified(contributor)
    begun = Consent.objects.filter(contributor=contributor, granted_at__lte=at)
    in_force = begun.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)).order_by("id")
    found = in_force.select_for_update().first() if is_held else in_force.first()
    return None if found else ConsentMissing(contributor)
