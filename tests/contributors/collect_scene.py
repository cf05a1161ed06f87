"""What tests of rounds stand on: Ada and Ann with approved accounts, and X or Discord on this machine.

The settings lead to the loopback house and the rooms are given its clock, which moves only by what is slept.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import default_storage
from pytest_django import Settings

from contributors import accounts, consents, people, rounds
from contributors.collectors import rates
from contributors.models import CollectorAccount, CollectorWalk, Contributor, Image, Platform, Purpose, Scope
from tests import story
from tests.contributors import upload_scene
from tests.contributors.collectors import discord_house, loopback, x_house
from tests.contributors.collectors.discord_house import DiscordHouse, Message
from tests.contributors.collectors.loopback import NOON
from tests.contributors.collectors.x_house import Tweet, XHouse

DAYS = timedelta(days=1)
NUMBERS = {Platform.X: {"ada": "1001", "ann": "1002"}, Platform.DISCORD: {"ada": "501", "ann": "502"}}
CHANNEL = "discord:77"


@dataclass
class Scene:
    """A platform on loopback, with its clock."""

    platform: Platform
    server: loopback.Server
    clock: loopback.Clock = field(default_factory=loopback.Clock)

    @property
    def pace(self) -> rates.Pace:
        return loopback.pace(self.clock)

    def walk(self, name: str = "") -> list[int]:
        """A whole round."""
        return list(rounds.walk(rounds.due(self.platform, clock=self.clock.look, name=name), pace=self.pace))

    def killed_after(self, steps: int) -> None:
        """A round that ends with its process: nothing behind the last step is run."""
        walking = rounds.walk(rounds.due(self.platform, clock=self.clock.look), pace=self.pace)
        for _count, _step in zip(range(steps), walking, strict=False):
            pass

    def changed_in_the_middle(self, change: Callable[[], object]) -> None:
        """A round in whose midst, after the first picture, something changes."""
        walking = rounds.walk(rounds.due(self.platform, clock=self.clock.look), pace=self.pace)
        next(walking)
        change()
        list(walking)

    @property
    def tweets(self) -> list[Tweet]:
        """What stands on X, to be changed."""
        assert isinstance(self.server.house, XHouse)
        return self.server.house.tweets

    def files_asked(self) -> list[str]:
        """Which pictures were fetched, in order."""
        beginning = "/media/" if self.platform == Platform.X else "/files/"
        return [path.removeprefix(beginning).removesuffix(".png") for path in self.server.asked_paths(beginning)]


def person(name: str = "ada") -> Contributor:
    """Somebody welcomed by Bo forty days ago, who has agreed to nothing yet."""
    newcomer = people.Newcomer(handle=f"test:{name}", name=name.title(), language="en")
    return people.welcome([newcomer], terms_version="1", by=story.staff().bo, at=NOON - 40 * DAYS)[newcomer.handle]


def agree(giver: Contributor, scope: Scope = Scope.HASHTAG_ONLY, *, days_ago: float = 20) -> None:
    """The person agrees, so many days ago."""
    at = NOON - days_ago * DAYS
    consents.grant([giver], scope=scope, purposes=[Purpose.RESEARCH], terms_version="1", at=at)


def follow(giver: Contributor, platform: Platform = Platform.X) -> CollectorAccount:
    """Bo approves the account thirty days ago."""
    name = giver.name.lower()
    number = NUMBERS[platform][name]
    by = story.staff().bo
    return accounts.approve(giver, platform=platform, outside_id=number, name=name, by=by, at=NOON - 30 * DAYS)


def giver(
    name: str = "ada", *, scope: Scope | None = Scope.HASHTAG_ONLY, platform: Platform = Platform.X
) -> Contributor:
    """Somebody followed, who agreed to ``scope`` twenty days ago."""
    found = person(name)
    if scope is not None:
        agree(found, scope)
    follow(found, platform)
    return found


@contextmanager
def x(settings: Settings, tweets: Sequence[Tweet], *, token: str = x_house.TOKEN) -> Iterator[Scene]:
    """X with these posts, real pictures behind them."""
    house = XHouse(list(tweets), paint=upload_scene.drawing)
    with loopback.serving(house) as server:
        house.base = server.address
        settings.HENREI_X_TOKEN, settings.HENREI_X_URL = token, server.address
        yield Scene(Platform.X, server)


@contextmanager
def discord(
    settings: Settings, messages: Sequence[Message], *, channels: str = "77:giving", token: str = discord_house.TOKEN
) -> Iterator[Scene]:
    """Discord with these messages in channel 77, real pictures behind them."""
    house = DiscordHouse(list(messages), paint=upload_scene.drawing)
    with loopback.serving(house) as server:
        house.base = server.address
        settings.HENREI_DISCORD_TOKEN, settings.HENREI_DISCORD_URL = token, server.address
        settings.HENREI_DISCORD_CHANNELS = channels
        yield Scene(Platform.DISCORD, server)


def taken() -> list[str]:
    """The attachments that became images, in order of giving."""
    return [path.partition("/")[2] for path in Image.objects.order_by("id").values_list("path", flat=True)]


def originals_kept() -> int:
    """How many original files are kept."""
    return _files_in("originals") if default_storage.exists("originals") else 0


def _files_in(folder: str) -> int:
    folders, files = default_storage.listdir(folder)
    return len(files) + sum(_files_in(f"{folder}/{inner}") for inner in folders)


def last(name: str = "ada") -> CollectorWalk:
    """The newest walk of an account."""
    return CollectorWalk.objects.filter(account__name=name).latest("account__id")
