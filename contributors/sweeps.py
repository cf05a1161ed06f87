"""Sweeps: what was decided at once, undone at once by new decisions, as far as nothing came after.

The preview and the deed ask the same; the deed asks it with every image held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from contributors import review
from contributors.models import Decision, Image, ImageState, Review, User

Why = Literal["decided_again", "waits_again", "withdrawn_since"]


class SweepUnknown(LookupError):
    """Nothing was decided under that name."""

    def __init__(self, sweep: UUID) -> None:
        super().__init__(f"nothing was decided at once as {sweep}: undo the decisions one by one")
        self.sweep = sweep


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One image whose decision is not undone, and why."""

    image: Image
    why: Why


@dataclass(frozen=True, slots=True)
class Outlook:
    """What undoing a sweep undoes and leaves; ``decision`` is what was decided then, the same about each."""

    decision: Review
    ready: Sequence[Image]
    left_out: Sequence[LeftOut]


def preview(sweep: UUID) -> Outlook:
    """What undoing would do; writes nothing. Raises SweepUnknown."""
    return _outlook(sweep, _decisions(sweep))


@transaction.atomic
def undo(sweep: UUID, *, by: User, at: datetime) -> Outlook:
    """Undo each decision that still stands, in order of the images; asked twice, done once. Raises SweepUnknown."""
    held = Image.objects.select_for_update(of=("self",)).filter(reviews__sweep=sweep).order_by("id")
    list(held.values_list("pk"))
    decisions = _decisions(sweep)
    outlook = _outlook(sweep, decisions)
    ready = {image.pk for image in outlook.ready}
    undone = [review.undo(decision, by=by, at=at) for decision in decisions if decision.image_id in ready]
    return Outlook(outlook.decision, undone, outlook.left_out)


def _decisions(sweep: UUID) -> list[Review]:
    rows = Review.objects.filter(sweep=sweep).select_related("by", "image__contributor", "image__fingerprint")
    return list(rows.order_by("image_id"))


def _outlook(sweep: UUID, decisions: Sequence[Review]) -> Outlook:
    if not decisions:
        raise SweepUnknown(sweep)
    images = [decision.image_id for decision in decisions]
    newest = Review.objects.filter(image__in=images).order_by("image_id", "-id").distinct("image_id")
    last = {one.image_id: one for one in newest}
    told = [(decision.image, _why_not(decision, last[decision.image_id])) for decision in decisions]
    return Outlook(
        decisions[0],
        [image for image, why in told if why is None],
        [LeftOut(image, why) for image, why in told if why is not None],
    )


def _why_not(decision: Review, last: Review) -> Why | None:
    if last == decision and review.can_be_undone(decision, decision.image):
        return None
    if decision.image.state == ImageState.WAITING:  # Opened again since, or its giver appealed.
        return "waits_again"
    return "withdrawn_since" if last.decision == Decision.WITHDRAW else "decided_again"
