"""How collecting stands, as its page shows it: each account with its walks, each platform with its work.

Reads rows and settings; says them in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from contributors import jobs, outside, places, rounds
from contributors.models import CollectorAccount, CollectorWalk, Job, JobState, Platform, WalkOutcome
from contributors.web import collect_words

KINDS = {WalkOutcome.DONE: "done", WalkOutcome.STOPPED: "refused", WalkOutcome.UNDER_WAY: "waiting"}
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Walked:
    """One account's last walk in one collection."""

    walk: CollectorWalk
    kind: str
    word: str
    channel: str
    brought: str
    passed_over: Sequence[str]
    stopped: str


@dataclass(frozen=True, slots=True)
class Followed:
    """One account that is followed; ``consent`` is empty where nothing is collected for want of one."""

    account: CollectorAccount
    consent: str
    walks: Sequence[Walked]


@dataclass(frozen=True, slots=True)
class Here:
    """One platform: what it lacks, its newest work as components/progress.html takes it, and whether it goes on.

    ``channels`` are those walked on Discord, as their numbers.
    """

    platform: Platform
    lacking: str
    channels: str
    job: Job | None
    name: str
    now: str
    error: str
    poll_url: str
    goes_on: bool


def followed(accounts: Sequence[CollectorAccount], *, at: datetime) -> list[Followed]:
    """Each account with its consent and its walks."""
    agreed = places.consents_in_force([account.contributor for account in accounts], at=at)
    going = {here.platform: here.goes_on for here in platforms(at=at)} if accounts else {}
    return [
        Followed(
            account=account,
            consent=agreed[account.contributor_id].get_scope_display() if account.contributor_id in agreed else "",
            walks=[
                _walked(walk, goes_on=going[Platform(account.platform)])
                for walk in sorted(account.walks.all(), key=lambda walk: walk.collection)
            ],
        )
        for account in accounts
    ]


def platforms(*, at: datetime) -> list[Here]:
    """Each platform as it stands."""
    return [_here(platform, at) for platform in Platform]


def hashtag() -> str:
    """The hashtag that marks a gift, with its sign; empty where the setting cannot be read."""
    try:
        return f"#{outside.hashtag()}"
    except outside.SettingUnfit:
        return ""


def unfit() -> str:
    """A setting that cannot be read; empty where all can."""
    try:
        outside.hashtag()
        outside.channels()
    except outside.SettingUnfit as refusal:
        return refusal.setting
    return ""


def _walked(walk: CollectorWalk, *, goes_on: bool) -> Walked:
    outcome = WalkOutcome(walk.outcome)
    is_broken_off = outcome == WalkOutcome.UNDER_WAY and not goes_on
    return Walked(
        walk=walk,
        kind="refused" if is_broken_off else KINDS[outcome],
        word=_("broken off") if is_broken_off else walk.get_outcome_display(),
        channel=walk.collection.removeprefix("discord:") if walk.collection.startswith("discord:") else "",
        brought=collect_words.brought(walk),
        passed_over=collect_words.passed_over(walk),
        stopped=collect_words.stopped(walk),
    )


def _here(platform: Platform, at: datetime) -> Here:
    newest = Job.objects.filter(kind=rounds.JOB, key__startswith=platform.label).order_by("-moved_at", "-id").first()
    key = newest.key if newest else platform.label
    return Here(
        platform=platform,
        lacking=_lacking(platform),
        channels=_channels() if platform == Platform.DISCORD else "",
        job=newest,
        name=str(collect_words.JOB_NAME) % {"key": key},
        now=str(collect_words.JOB_NOW),
        error=_("It stopped: %(error)s. What was done until then stays done. Ask for it again to go on from there.")
        % {"error": newest.error if newest else ""},
        poll_url=reverse("job", kwargs={"pk": newest.pk}) if newest and newest.state in UNDER_WAY else "",
        goes_on=newest is not None and jobs.goes_on(newest, at=at),
    )


def _channels() -> str:
    try:
        return ", ".join(channel.channel_id for channel in outside.channels())
    except outside.SettingUnfit:
        return ""


def _lacking(platform: Platform) -> str:
    try:
        setting = outside.lacking(platform)
    except outside.SettingUnfit:
        return ""
    return collect_words.lacking(setting) if setting else ""
