"""Notices: what a giver is to be written about, put down in the very transaction in which it happened.

Nothing is put down for whoever has no address: they see it on their pages. Sending is `letters`'.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q, QuerySet

from contributors.models import Contributor, Image, Notice, NoticeKind

# A reviewer decides picture after picture: the letter goes when nothing came for a while, or after half an hour.
QUIET = timedelta(minutes=5)
LONGEST = timedelta(minutes=30)


def write(image: Image, kind: NoticeKind, *, at: datetime, words: str = "") -> None:
    """Put down what happened to a picture, where its giver can be written to."""
    if image.contributor is not None and address(image.contributor):
        Notice.objects.create(image=image, kind=kind, words=words, at=at)


def address(person: Contributor) -> str:
    """Where the person is written to; empty for whoever gave no address, may not sign in or has left."""
    user = person.user
    return user.email if user is not None and user.is_active and person.left_at is None else ""


def standing() -> QuerySet[Notice]:
    """What no letter has told yet."""
    return Notice.objects.filter(closed_at__isnull=True)


def due(*, at: datetime) -> Sequence[int]:
    """Numbers of the contributors whose letter is to go now."""
    rows = standing().values("image__contributor").annotate(first_at=Min("at"), last_at=Max("at"))
    ripe = rows.filter(Q(last_at__lte=at - QUIET) | Q(first_at__lte=at - LONGEST))
    return [row["image__contributor"] for row in ripe.order_by("image__contributor")]
