"""Many images decided at once: first what would happen to each, then the same done, in one transaction.

The preview and the deed ask the same questions; the deed asks them with every image held. What somebody else
decided in between is left out and named, and so is what cannot be accepted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from contributors import review
from contributors.models import Image, ImageState, User

MOST_AT_ONCE = 200

Kind = Literal["accept", "decline"]
Why = Literal["decided_already", "not_read", "no_giver", "same_file_accepted", "same_file_chosen"]


class TooMany(ValueError):
    """So many images are not decided at once."""

    def __init__(self, images: int) -> None:
        super().__init__(f"{images:,} images are too many to decide at once: choose up to {MOST_AT_ONCE}")
        self.images = images


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided about each. ``category`` None: as its giver said. ``reason`` is for declining."""

    kind: Kind
    reason: str = ""
    category: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One image that is not decided, and why."""

    image: Image
    why: Why


@dataclass(frozen=True, slots=True)
class Outlook:
    """Which images a verdict decides, and which it leaves out; decided, ``sweep`` names all of them together."""

    ready: Sequence[Image]
    left_out: Sequence[LeftOut]
    sweep: UUID | None = None

    @property
    def states(self) -> Mapping[str, int]:
        """How many of the chosen images stand in which state now."""
        return Counter(image.state for image in [*self.ready, *(one.image for one in self.left_out)])


def preview(pks: Sequence[int], verdict: Verdict) -> Outlook:
    """What the verdict would do; writes nothing. Raises TooMany, review.ReasonMissing."""
    return _outlook(list(_chosen(pks)), verdict)


@transaction.atomic
def decide(pks: Sequence[int], verdict: Verdict, *, by: User, at: datetime) -> Outlook:
    """Decide every chosen image that can be, and say which were left out. Raises TooMany, review.ReasonMissing."""
    held = list(_chosen(pks).select_for_update(of=("self",)))
    outlook = _outlook(held, verdict)
    ready: list[Image] = []
    left_out = list(outlook.left_out)
    sweep = uuid4()
    for image in outlook.ready:
        try:
            ready.append(_decide(image, verdict, by, at, sweep))
        except review.NotAcceptable:  # Somebody accepted the same file, given elsewhere, a moment ago.
            left_out.append(LeftOut(image, "same_file_accepted"))
    return Outlook(ready, left_out, sweep)


def _decide(image: Image, verdict: Verdict, by: User, at: datetime, sweep: UUID) -> Image:
    if verdict.kind == "accept":
        return review.accept(image, by=by, at=at, category=verdict.category, sweep=sweep)
    return review.decline(image, reason=verdict.reason, by=by, at=at, sweep=sweep)


def _chosen(pks: Sequence[int]) -> QuerySet[Image]:
    if len(set(pks)) > MOST_AT_ONCE:
        raise TooMany(len(set(pks)))
    return Image.objects.filter(pk__in=pks).select_related("contributor", "fingerprint").order_by("id")


def _outlook(images: Sequence[Image], verdict: Verdict) -> Outlook:
    if images and verdict.kind == "decline" and not verdict.reason.strip():
        raise review.ReasonMissing(images[0])
    accepted = _accepted_files(images)
    ready: list[Image] = []
    left_out: list[LeftOut] = []
    for image in images:
        why = _why_not(image, verdict, accepted)
        if why is not None:
            left_out.append(LeftOut(image, why))
            continue
        ready.append(image)
        accepted.setdefault(bytes(image.sha256), "same_file_chosen")
    return Outlook(ready, left_out)


def _accepted_files(images: Sequence[Image]) -> dict[bytes, Why]:
    """The files among these that stand accepted already."""
    files = {bytes(image.sha256) for image in images}
    standing = Image.objects.filter(state=ImageState.ACCEPTED, sha256__in=files).values_list("sha256", flat=True)
    return {bytes(sha256): "same_file_accepted" for sha256 in standing}


def _why_not(image: Image, verdict: Verdict, accepted: Mapping[bytes, Why]) -> Why | None:
    if image.state != ImageState.WAITING:
        return "decided_already"
    if verdict.kind == "decline":
        return None
    if image.fingerprint_id is None:
        return "not_read"
    if image.contributor_id is None and image.source_id is None:
        return "no_giver"
    return accepted.get(bytes(image.sha256))
