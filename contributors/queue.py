"""The review queue: which waiting images a reviewer means to see, in which order, and what to choose from.

Reads only. An image that waits for its giver's answer stands aside until it is asked for by that reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from contributors import correspondence
from contributors.models import Contributor, Image, ImageState

MOST_CHOICES = 200
# In what a form or an address carries: an image that waits for no reason but its turn.
NO_REASON = "none"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part of the queue is meant: by reason, giver (contributor id as text) and collection; empty means any."""

    reason: str = ""
    giver: str = ""
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the queue can be narrowed to, and how many images that leaves."""

    value: str
    word: str
    images: int


@dataclass(frozen=True, slots=True)
class Choices:
    """All there is to choose from."""

    reasons: Sequence[Choice]
    givers: Sequence[Choice]
    collections: Sequence[Choice]


def waiting(chosen: Chosen | None = None) -> QuerySet[Image]:
    """The images that wait for a person, in order of giving, narrowed to what is chosen."""
    chosen = chosen or Chosen()
    images = _all().select_related("contributor", "fingerprint").order_by("id")
    if chosen.reason:
        images = images.filter(reason="" if chosen.reason == NO_REASON else chosen.reason)
    else:
        images = images.exclude(reason=correspondence.ASKED)
    if chosen.giver:
        images = images.filter(contributor_id=_number(chosen.giver))
    return images.filter(collection=chosen.collection) if chosen.collection else images


def after(image: Image, chosen: Chosen) -> Image | None:
    """The next image of the queue, beginning again at its end; None where no other waits."""
    others = waiting(chosen).exclude(pk=image.pk)
    return others.filter(pk__gt=image.pk).first() or others.first()


def before(image: Image, chosen: Chosen) -> Image | None:
    """The image before this one in the queue; None at its beginning."""
    return waiting(chosen).filter(pk__lt=image.pk).last()


def choices() -> Choices:
    """What the queue can be narrowed to, the most frequent first."""
    rows = _counted("reason")
    reasons = [Choice(reason or NO_REASON, reason, images) for reason, images in rows]
    collections = [Choice(name, name, images) for name, images in _counted("collection")]
    return Choices(reasons, _givers(), collections)


def _all() -> QuerySet[Image]:
    return Image.objects.filter(state=ImageState.WAITING, fingerprint__isnull=False)


def _counted(column: str) -> list[tuple[str, int]]:
    rows = _all().values_list(column).annotate(images=Count("id")).order_by("-images", column)
    return [(str(value), images) for value, images in rows[:MOST_CHOICES]]


def _givers() -> list[Choice]:
    rows = _all().filter(contributor__isnull=False).values_list("contributor").annotate(images=Count("id"))
    counted = list(rows.order_by("-images", "contributor")[:MOST_CHOICES])
    names = Contributor.objects.in_bulk([pk for pk, _ in counted])
    return [Choice(str(pk), names[pk].name, images) for pk, images in counted]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
