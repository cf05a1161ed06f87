"""Leaving altogether: every consent ends and every picture is withdrawn, for every run frozen from then on.

Runs frozen before keep what they used; what they earned stays owed and is paid. The public name goes at once,
because the roll leaves out whoever left.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contributors import consents, review
from contributors.models import Contributor, ImageState, User


class LeftAlready(Exception):
    """Whoever has left cannot leave again."""

    def __init__(self, person: Contributor) -> None:
        super().__init__(f"contributor {person.pk} left on {person.left_at:%Y-%m-%d}: nothing is left to end")
        self.person = person


@dataclass(frozen=True, slots=True)
class Farewell:
    """What leaving ends, or ended: so many consents, so many pictures."""

    consents: int
    pictures: int


def preview(person: Contributor) -> Farewell:
    """What leaving would end now; writes nothing."""
    pictures = person.images.filter(state__in=[ImageState.ACCEPTED, ImageState.WAITING])
    return Farewell(person.consents.filter(withdrawn_at__isnull=True).count(), pictures.count())


@transaction.atomic
def leave(person: Contributor, *, by: User, at: datetime) -> Farewell:
    """End all that the person agreed to and withdraw all that they gave. Raises LeftAlready."""
    person = Contributor.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.left_at is not None:
        raise LeftAlready(person)
    ended = _ended(person, at)
    withdrawn = review.withdraw_all(person, by=by, at=at)
    person.left_at = at
    person.save(update_fields=["left_at"])
    return Farewell(ended, withdrawn)


def _ended(person: Contributor, at: datetime) -> int:
    try:
        return consents.withdraw(person, at=at)
    except consents.NothingAgreed:
        return 0
