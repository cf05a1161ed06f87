"""Collecting: what a collector fetched becomes images that wait, one picture and its resume point a transaction.

Takes a walk's events and the accounts behind them; stores originals and image rows only under a consent that is in
force at that very moment. Recognising and deciding are `intake`'s and `review`'s; walking is `collectors`'.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.db.models import Q

from contributors import originals
from contributors.collectors import consent, posts
from contributors.collectors.posts import Account, Collected, Event, Followed, Passed, Post, ResumePoint, Window
from contributors.models import Consent, Contributor, Image, Scope

# The wider scope first: who agreed to both is asked about the wider one.
SCOPES: Sequence[tuple[Scope, posts.Scope]] = (
    (Scope.PAST_IMAGES_TOO, "past_images_too"),
    (Scope.HASHTAG_ONLY, "hashtag_only"),
)


class OutsideConsent(Exception):
    """The picture cannot be stored, because no consent covers it any more; it was not stored."""

    def __init__(self, picture: Collected) -> None:
        super().__init__(f"{picture.path} of {picture.account.name} is outside every consent: nothing of it was kept")
        self.path = picture.path


class ResumePoints(Protocol):
    """Where each account's walk through a collection stands, in the written form of `posts.ResumePoint`."""

    def read(self, account: Account, *, collection: str) -> str:
        """The point written last; empty where there is none."""
        ...

    def write(self, account: Account, *, collection: str, point: str, at: datetime) -> None:
        """Keep the point. Called inside the transaction that stores the picture."""
        ...


@dataclass(frozen=True, slots=True)
class Giver:
    """An account and the contributor it belongs to."""

    account: Account
    contributor: Contributor


@dataclass(frozen=True, slots=True)
class Tally:
    """What a walk brought: pictures new and known, those refused for want of consent, and what was passed over."""

    new: int
    known: int
    outside: int
    passed: Sequence[Passed]


@dataclass(frozen=True, slots=True)
class Place:
    """Where pictures are collected: one account's posts, or a channel with everybody followed there."""

    collection: str
    givers: Sequence[Giver]
    resume_points: ResumePoints
    clock: Callable[[], datetime]
    _by_id: dict[str, Giver] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Know each giver by the account's number."""
        self._by_id.update({giver.account.outside_id: giver for giver in self.givers})

    def giver(self, outside_id: str) -> Giver | None:
        """Whose account that is, where it is followed here."""
        return self._by_id.get(outside_id)

    def following(self, outside_id: str) -> Followed | None:
        """`posts.Following` from the database, as it stands now."""
        giver = self.giver(outside_id)
        window = _window(giver.contributor, at=self.clock()) if giver else None
        if giver is None or window is None:
            return None
        return Followed(giver.account, window, self.resume_point(giver.account))

    def resume_point(self, account: Account) -> ResumePoint:
        """How far the account has been walked here. Raises posts.ResumePointUnreadable."""
        return posts.read_resume_point(self.resume_points.read(account, collection=self.collection))

    def earliest_point(self) -> ResumePoint:
        """Where a walk that serves everybody here has to start."""
        return min((self.resume_point(giver.account) for giver in self.givers), default=posts.START)


def of_account(account: Account) -> str:
    """The collection of one account's posts."""
    return f"{account.provider}:{account.outside_id}"


def of_channel(channel_id: str) -> str:
    """The collection of a Discord channel."""
    return f"discord:{channel_id}"


def kept(place: Place) -> frozenset[str]:
    """The paths taken in before; what became of the pictures since does not matter."""
    return frozenset(Image.objects.filter(collection=place.collection).values_list("path", flat=True))


def collect(events: Iterable[Event], *, place: Place) -> Tally:
    """Store what a walk brings, event by event, so that it can be killed between any two.

    What the walk raises is raised again; everything before it is stored, and the next walk goes on from there.
    """
    new = known = outside = 0
    passed: list[Passed] = []
    for event in events:
        if isinstance(event, Collected):
            try:
                is_new = take(event, place=place)
                new, known = new + is_new, known + (not is_new)
            except OutsideConsent:
                outside += 1
        else:
            if isinstance(event, Passed):
                passed.append(event)
            _move_on(event, place)
    return Tally(new, known, outside, tuple(passed))


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
    window = _window(giver.contributor, at=at, is_held=True) if giver else None
    if giver is None or window is None:
        raise OutsideConsent(picture)
    post_id = int(picture.post_id)
    post = Post(post_id, post_id, giver.account.outside_id, picture.posted_at, picture.is_marked)
    if consent.bars(post, Followed(giver.account, window), at=at) is not None:
        raise OutsideConsent(picture)
    return giver.contributor


def _window(contributor: Contributor, *, at: datetime, is_held: bool = False) -> Window | None:
    """The widest consent to collecting that is in force, of a verified person who has not left."""
    in_force = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
    there = Q(contributor__verified_at__lte=at) & (
        Q(contributor__left_at__isnull=True) | Q(contributor__left_at__gt=at)
    )
    rows = Consent.objects.filter(in_force, there, contributor=contributor, granted_at__lte=at).order_by("id")
    consents = {row.scope: row for row in (rows.select_for_update(of=("self",)) if is_held else rows)}
    for scope, word in SCOPES:
        if scope in consents:
            return Window(word, consents[scope].granted_at, consents[scope].withdrawn_at)
    return None


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
