"""Outside: X and Discord as the settings name them (README lists these), opened for walks through a place.

Tokens come from the environment alone; none is stored, shown or told.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from django.conf import settings

from contributors import collecting, places
from contributors.collectors import discord, opening, posts, rates
from contributors.collectors.discord import Channel
from contributors.collectors.opening import House
from contributors.collectors.posts import Event
from contributors.collectors.x import X
from contributors.models import Platform
from contributors.places import Place

TOKENS = {Platform.X: "HENREI_X_TOKEN", Platform.DISCORD: "HENREI_DISCORD_TOKEN"}
URLS = {Platform.X: "HENREI_X_URL", Platform.DISCORD: "HENREI_DISCORD_URL"}
CHANNEL = re.compile(r"([1-9][0-9]{0,19})(:giving)?", re.ASCII)
FOR_GIVING = ":giving"

Walking = Callable[[Place], Iterator[Event]]


class SettingMissing(Exception):
    """The platform cannot be asked yet; ``setting`` is what the environment has to say."""

    def __init__(self, platform: Platform, setting: str) -> None:
        super().__init__(f"{setting} is not set: {platform.label} cannot be asked; set it where this runs and restart")
        self.platform = platform
        self.setting = setting


class SettingUnfit(ValueError):
    """A setting cannot be read."""

    def __init__(self, setting: str, given: str, wanted: str) -> None:
        super().__init__(f"{setting} is {given!r}, which cannot be read: write it as {wanted}")
        self.setting = setting


def house(platform: Platform) -> House:
    """Where the platform is asked, and with what. Raises SettingMissing, SettingUnfit."""
    missing = lacking(platform)
    if missing:
        raise SettingMissing(platform, missing)
    return House(str(getattr(settings, URLS[platform])), str(getattr(settings, TOKENS[platform])), hashtag())


def lacking(platform: Platform) -> str:
    """The setting that is missing before the platform can be asked; empty where none is."""
    if not getattr(settings, TOKENS[platform]):
        return TOKENS[platform]
    return "HENREI_DISCORD_CHANNELS" if platform == Platform.DISCORD and not channels() else ""


def ready() -> Sequence[Platform]:
    """The platforms that can be asked. Raises SettingUnfit."""
    return [platform for platform in Platform if not lacking(platform)]


def hashtag() -> str:
    """The hashtag that marks a gift, without its sign. Raises SettingUnfit.

    It stands inside a question to X: a sign or a space in it would ask for something else.
    """
    given = settings.HENREI_HASHTAG.strip().lstrip("#＃")
    if not re.fullmatch(r"\w{1,100}", given):
        raise SettingUnfit("HENREI_HASHTAG", settings.HENREI_HASHTAG, f"#{posts.HASHTAG}")
    return given


def channels() -> Sequence[Channel]:
    """The channels that are walked, each once. Raises SettingUnfit."""
    named = [part.strip() for part in settings.HENREI_DISCORD_CHANNELS.split(",") if part.strip()]
    read = [CHANNEL.fullmatch(part) for part in named]
    if not all(read):
        raise SettingUnfit("HENREI_DISCORD_CHANNELS", settings.HENREI_DISCORD_CHANNELS, f"123,456{FOR_GIVING}")
    found = {one[1]: Channel(one[1], is_for_giving=bool(one[2])) for one in read if one}
    return list(found.values())


@contextmanager
def opened(platform: Platform, *, pace: rates.Pace) -> Iterator[Walking]:
    """What walks through a place, for as long as the block lasts.

    Raises SettingMissing, SettingUnfit, asking.Insecure.
    """
    asked = house(platform)
    if platform == Platform.X:
        with opening.x_opened(asked, pace=pace) as found:
            yield partial(_through_posts, found)
    else:
        named = {places.of_channel(channel.channel_id): channel for channel in channels()}
        with opening.discord_opened(asked, pace=pace) as collector:
            yield partial(_through_messages, collector, named)


def _through_posts(collector: X, place: Place) -> Iterator[Event]:
    (giver,) = place.givers
    return collector.walk(giver.account.outside_id, following=place.following, kept=collecting.kept(place))


def _through_messages(collector: discord.Discord, named: Mapping[str, Channel], place: Place) -> Iterator[Event]:
    """The channel page by page, as long as anybody there is followed."""
    if not place.is_anybody_followed():
        return
    first = place.earliest_point(epoch_ms=discord.EPOCH_MS)
    channel, kept = named[place.collection], collecting.kept(place)
    for event in collector.walk(channel, following=place.following, resume_point=first, kept=kept):
        yield event
        if isinstance(event, posts.Reached) and not place.is_anybody_followed():
            return
