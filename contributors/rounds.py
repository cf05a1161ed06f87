"""Rounds: the walks of a platform one after another, and how each ended kept on its rows.

On X a walk goes through one account's posts, on Discord through one channel with everybody followed there. Whoever
waited longest comes first, so that a walk that stops again and again keeps nobody else waiting. One round of a
platform goes on at a time: the token's allowance is one, too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import F, Max, QuerySet

from contributors import collecting, jobs, outside, places, turns, walks
from contributors.collectors import answers, asking, discord, posts, rates, x
from contributors.collectors.posts import Account, Provider
from contributors.models import CollectorAccount, Platform
from contributors.places import Giver, Place

JOB = "collect"
PROVIDERS: dict[Platform, Provider] = {Platform.X: "x", Platform.DISCORD: "discord"}
# What asking another account or channel would meet again, and what it might not, each with its stable word.
ENDS_THE_ROUND: Mapping[type[Exception], str] = {
    asking.TokenExpired: "token_expired",
    asking.AccessRefused: "access_refused",
    rates.RateLimited: "rate_limited",
}
ENDS_THE_WALK: Mapping[type[Exception], str] = {
    x.AccountOutOfReach: "account_out_of_reach",
    discord.ChannelOutOfReach: "channel_out_of_reach",
    discord.ContentWithheld: "content_withheld",
    posts.ResumePointUnreadable: "resume_point_unreadable",
    answers.UnexpectedAnswer: "unexpected_answer",
    asking.NotThere: "unexpected_answer",
    asking.RequestRefused: "unexpected_answer",
    rates.SourceUnavailable: "source_unavailable",
}
STOPS = {**ENDS_THE_ROUND, **ENDS_THE_WALK}
MOST_STOPS_IN_A_ROW = 3


class RoundGoesOn(Exception):
    """Another round of the platform is under way."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(f"{platform.label} is being walked already: ask again when that is done")
        self.platform = platform


class NotFollowed(Exception):
    """No account of that name can be walked."""

    def __init__(self, platform: Platform, name: str) -> None:
        super().__init__(
            f"no account {name[:100]!r} is followed on {platform.label} under a consent in force: nothing was asked"
        )
        self.platform, self.name = platform, name


class WalksStopped(Exception):
    """Some walks did not reach their end; what they brought is kept, and the next round goes on from there."""

    def __init__(self, platform: Platform, stopped: int, of: int, why: str) -> None:
        super().__init__(f"{platform.label}: {stopped} of {of} walks stopped, the last because {why}")
        self.platform, self.stopped, self.of = platform, stopped, of


REFUSALS = (
    asking.Insecure,
    outside.SettingMissing,
    outside.SettingUnfit,
    NotFollowed,
    RoundGoesOn,
    WalksStopped,
)


@dataclass(frozen=True, slots=True)
class Round:
    """The places of a platform that are walked, whoever waited longest first."""

    platform: Platform
    places: Sequence[Place]


def key(platform: Platform, name: str = "") -> str:
    """What a round is called among the jobs: the platform, and the one account where it is one alone."""
    return f"{platform.label} {name}".strip()


@contextmanager
def alone(platform: Platform) -> Iterator[None]:
    """Keep others from walking the platform for as long as the block lasts. Raises RoundGoesOn."""
    with turns.taken_if_free(JOB, platform.value) as is_ours:
        if not is_ours:
            raise RoundGoesOn(platform)
        yield


def due(platform: Platform, *, clock: Callable[[], datetime], name: str = "") -> Round:
    """What there is to walk: standing accounts under a consent in force, or the one of that name.

    Raises NotFollowed, outside.SettingUnfit.
    """
    rows = list(_standing(platform, name))
    agreed = places.consents_in_force([row.contributor for row in rows], at=clock())
    givers = [_giver(row) for row in rows if row.contributor_id in agreed]
    if name and not givers:
        raise NotFollowed(platform, name)
    place = partial(Place, resume_points=walks.Walks(), clock=clock)
    if platform == Platform.X:
        return Round(platform, [place(places.of_account(giver.account), [giver]) for giver in givers])
    named = [places.of_channel(channel.channel_id) for channel in outside.channels()] if givers else []
    return Round(platform, [place(collection, givers) for collection in named])


def walk(around: Round, *, pace: rates.Pace) -> Iterator[int]:
    """Walk each place in turn: 1 for each that was walked, 0 for each picture on the way.

    Raises WalksStopped at the end where any stopped, and asking.Insecure, outside.SettingMissing,
    outside.SettingUnfit before the first.
    """
    why, stopped, in_a_row = "", 0, 0
    with outside.opened(around.platform, pace=pace) as walking:
        for place in around.places:
            try:
                yield from _walked(place, walking)
                in_a_row = 0
            except tuple(STOPS) as stop:
                why, stopped, in_a_row = jobs.why(stop), stopped + 1, in_a_row + 1
                if type(stop) in ENDS_THE_ROUND or in_a_row == MOST_STOPS_IN_A_ROW:
                    break
            yield 1
    if stopped:
        raise WalksStopped(around.platform, stopped, len(around.places), why)


def _walked(place: Place, walking: outside.Walking) -> Iterator[int]:
    """One walk. Killed in between, its rows say that it is under way, and the next walk goes on."""
    for giver in place.givers:
        agreed = places.consent_in_force(giver.contributor, at=place.clock())
        if agreed is not None:
            walks.begin(giver.account, collection=place.collection, consent=agreed, at=place.clock())
    try:
        for fate in collecting.collect(walking(place), place=place):
            if fate is not None:
                walks.count(fate, collection=place.collection)
            yield 0
    except tuple(STOPS) as stop:
        _end(place, reason=STOPS[type(stop)], error=jobs.why(stop))
        raise
    _end(place)


def _end(place: Place, *, reason: str = "", error: str = "") -> None:
    for giver in place.givers:
        walks.end(giver.account, collection=place.collection, at=place.clock(), reason=reason, error=error)


def _standing(platform: Platform, name: str) -> QuerySet[CollectorAccount]:
    """Standing accounts, those never walked first, then whoever was walked longest ago."""
    rows = CollectorAccount.objects.filter(platform=platform, ended_at__isnull=True)
    named = rows.filter(name=name.removeprefix("@")) if name else rows
    ordered = named.annotate(last_at=Max("walks__walked_at")).order_by(F("last_at").asc(nulls_first=True), "id")
    return ordered.select_related("contributor")


def _giver(row: CollectorAccount) -> Giver:
    account = Account(PROVIDERS[Platform(row.platform)], row.outside_id, row.name, row.approved_at)
    return Giver(account, row.contributor)
