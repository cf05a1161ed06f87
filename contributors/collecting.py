"""Collecting: what a collector fetched becomes images that wait, one picture and its resume point a transaction.

Takes a walk's events and the place they come from; stores originals and image rows only under a consent that is in
force at that very moment. Recognising and deciding are `weighing`'s and `review`'s; walking is `collectors`'.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from contributors import originals
from contributors.collectors import consent
from contributors.collectors.posts import Account, Collected, Event, Followed, Passed, Post, Reason, ResumePoint
from contributors.models import Contributor, Image
from contributors.places import Place

Word = Literal["new", "known", "outside", "passed_over"]


class OutsideConsent(Exception):
    """The picture cannot be stored, because no consent covers it any more; it was not stored."""

    def __init__(self, picture: Collected) -> None:
        super().__init__(f"{picture.path} of {picture.account.name} is outside every consent: nothing of it was kept")
        self.path = picture.path


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one picture: new, known, outside every consent by now, or passed over and why."""

    account: Account
    word: Word
    reason: Reason | None = None


def kept(place: Place) -> frozenset[str]:
    """The paths taken in before; what became of the pictures since does not matter."""
    return frozenset(Image.objects.filter(collection=place.collection).values_list("path", flat=True))


def collect(events: Iterable[Event], *, place: Place) -> Iterator[Fate | None]:
    """Store what a walk brings, event by event, so that it can be killed between any two; each one's fate.

    None where nothing is to be told. What the walk raises is raised again; everything before it is stored, and the
    next walk goes on from there.
    """
    for event in events:
        yield _fate(event, place)


def _fate(event: Event, place: Place) -> Fate | None:
    if isinstance(event, Collected):
        try:
            return Fate(event.account, "new" if take(event, place=place) else "known")
        except OutsideConsent:
            return Fate(event.account, "outside")
    _move_on(event, place)
    return Fate(event.account, "passed_over", event.reason) if isinstance(event, Passed) else None


@transaction.atomic
def take(picture: Collected, *, place: Place) -> bool:
    """Store one picture and its resume point; whether it is new. Raises OutsideConsent, and stores nothing then."""
    at = place.clock()
    contributor = _allowed(picture, place, at)
    sha256 = hashlib.sha256(picture.content).digest()
    originals.keep(sha256, picture.content)
    _image, is_new = Image.objects.get_or_create(
        collection=place.collection,
        path=picture.path,
        defaults={
            "contributor": contributor,
            "sha256": sha256,
            "size_bytes": len(picture.content),
            "offered_at": at,
        },
    )
    _write_point(picture.account, picture.resume_point, place, at)
    return is_new


def _allowed(picture: Collected, place: Place, at: datetime) -> Contributor:
    """Whose picture it is, with the consent held so that withdrawing waits for this transaction or this one for it."""
    giver = place.giver(picture.account.outside_id)
    window = place.window(giver, at=at, is_held=True) if giver else None
    if giver is None or window is None:
        raise OutsideConsent(picture)
    post_id = int(picture.post_id)
    post = Post(post_id, post_id, giver.account.outside_id, picture.posted_at, picture.is_marked)
    if consent.bars(post, Followed(giver.account, window), at=at) is not None:
        raise OutsideConsent(picture)
    return giver.contributor


def _move_on(event: Event, place: Place) -> None:
    """What was looked at and not taken is not looked at again, by nobody whose consent is in force."""
    at = place.clock()
    accounts = [event.account] if isinstance(event, Passed) else [giver.account for giver in place.givers]
    with transaction.atomic():
        for account in accounts:
            if place.following(account.outside_id) is not None:
                _write_point(account, event.resume_point, place, at)


def _write_point(account: Account, point: ResumePoint, place: Place, at: datetime) -> None:
    """Points only move on: in a shared walk one account may be further than another."""
    if point > place.resume_point(account):
        place.resume_points.write(account, collection=place.collection, point=point.written(), at=at)
