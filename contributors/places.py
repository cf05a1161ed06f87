"""Places: where pictures are collected, whose they are there, and what each person agreed to at this moment.

Takes accounts with their contributors; answers a walk's question who is followed, anew before every picture. What
is done with a picture is `collecting`'s, where each walk stands `walks`'.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db.models import Q, QuerySet

from contributors.collectors import consent, posts
from contributors.collectors.posts import Account, Followed, ResumePoint, Window
from contributors.models import Consent, Contributor, Scope

# The wider scope last: of who agreed to both it stands.
WORDS: Mapping[Scope, posts.Scope] = {
    Scope.HASHTAG_ONLY: "hashtag_only",
    Scope.PAST_IMAGES_TOO: "past_images_too",
}
# Images that were collected from posts; no archive's name holds a colon.
POSTED = Q(collection__startswith="x:") | Q(collection__startswith="discord:")


class ResumePoints(Protocol):
    """Where each account's walk through a collection stands, in the written form of `posts.ResumePoint`."""

    def stands(self, account: Account, *, is_held: bool = False) -> bool:
        """Whether the account is still followed; ``is_held`` keeps it so until the transaction ends."""
        ...

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
        window = self.window(giver, at=self.clock()) if giver else None
        if giver is None or window is None:
            return None
        return Followed(giver.account, window, self.resume_point(giver.account))

    def is_anybody_followed(self) -> bool:
        """Whether there is a consent in force for anything here."""
        return any(self.following(giver.account.outside_id) for giver in self.givers)

    def window(self, giver: Giver, *, at: datetime, is_held: bool = False) -> Window | None:
        """What of a giver may be taken at ``at``, while the account is followed."""
        if not self.resume_points.stands(giver.account, is_held=is_held):
            return None
        agreed = consent_in_force(giver.contributor, at=at, is_held=is_held)
        return None if agreed is None else Window(WORDS[Scope(agreed.scope)], agreed.granted_at, agreed.withdrawn_at)

    def resume_point(self, account: Account) -> ResumePoint:
        """How far the account has been walked here. Raises posts.ResumePointUnreadable."""
        return posts.read_resume_point(self.resume_points.read(account, collection=self.collection))

    def earliest_point(self, *, epoch_ms: int) -> ResumePoint:
        """Where a walk that serves everybody here has to start; nobody is asked for what no consent covers."""
        followed = [one for giver in self.givers if (one := self.following(giver.account.outside_id)) is not None]
        starts = (max(one.resume_point, _barred(one.window, epoch_ms)) for one in followed)
        return min(starts, default=posts.START)


def _barred(window: Window, epoch_ms: int) -> ResumePoint:
    return ResumePoint(consent.barred_up_to(window, epoch_ms=epoch_ms))


def of_account(account: Account) -> str:
    """The collection of one account's posts."""
    return f"{account.provider}:{account.outside_id}"


def of_channel(channel_id: str) -> str:
    """The collection of a Discord channel."""
    return f"discord:{channel_id}"


def consent_in_force(contributor: Contributor, *, at: datetime, is_held: bool = False) -> Consent | None:
    """The widest consent to collecting that is in force, of a verified person who has not left.

    ``is_held`` keeps it until the transaction ends, so that withdrawing waits for it, or it for withdrawing.
    """
    rows = _in_force([contributor], at)
    return _widest(rows.select_for_update(of=("self",)) if is_held else rows).get(contributor.pk)


def consents_in_force(contributors: Iterable[Contributor], *, at: datetime) -> Mapping[int, Consent]:
    """The same of many, by the contributor's id."""
    return _widest(_in_force(contributors, at))


def _in_force(contributors: Iterable[Contributor], at: datetime) -> QuerySet[Consent]:
    in_force = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
    there = Q(contributor__verified_at__lte=at) & (
        Q(contributor__left_at__isnull=True) | Q(contributor__left_at__gt=at)
    )
    rows = Consent.objects.filter(in_force, there, contributor__in=list(contributors), granted_at__lte=at)
    return rows.order_by("id")


def _widest(rows: Iterable[Consent]) -> Mapping[int, Consent]:
    agreed, found = list(rows), dict[int, Consent]()
    for scope in WORDS:
        found |= {row.contributor_id: row for row in agreed if row.scope == scope}
    return found
