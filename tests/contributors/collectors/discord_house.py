"""Discord as its developer documentation describes it, on loopback: messages of a channel, one message, files.

Gives the oldest messages after an id, the newest of them first; signs file addresses, which run out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from contributors.collectors import discord, posts
from contributors.collectors.posts import Account, Event, Followed, ResumePoint, Window
from tests.contributors.collectors import loopback
from tests.contributors.collectors.loopback import NOON, Asked, Reply, json_reply, picture_reply

TOKEN = "a-bot-token-nobody-may-read"
EPOCH_MS = 1_420_070_400_000
ADA = Account("discord", "501", "ada", approved_at=NOON - timedelta(days=30))
ANN = Account("discord", "502", "ann", approved_at=NOON - timedelta(days=30))
GALLERY = discord.Channel("77", is_for_giving=True)
LOUNGE = discord.Channel("77", is_for_giving=False)
MESSAGES = "/api/v10/channels/77/messages"


@dataclass(frozen=True)
class File:
    """A file attached to a message; ``told_bytes`` is the size Discord claims."""

    id: str
    content_type: str = "image/png"
    told_bytes: int | None = None


@dataclass(frozen=True)
class Message:
    """A message in the channel."""

    sent_at: datetime
    files: Sequence[File] = ()
    content: str = "look"
    author: str = ADA.outside_id
    kind: int = 0

    @property
    def id(self) -> int:
        return (int(self.sent_at.timestamp() * 1000) - EPOCH_MS) << 22


def message(hours_ago: float, *files: str, content: str = "look", author: Account = ADA) -> Message:
    return Message(NOON - timedelta(hours=hours_ago), [File(one) for one in files], content, author.outside_id)


@dataclass
class DiscordHouse:
    """One channel and its manners."""

    messages: list[Message] = field(default_factory=list)
    page_size: int = 2
    base: str = ""
    signature: str = "s1"
    paint: Callable[[str], bytes] = field(default_factory=lambda: bytes_of)

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/files/"):
            return self._file(asked)
        if asked.headers.get("authorization") != f"Bot {TOKEN}":
            return json_reply({"message": "401: Unauthorized", "code": 0}, status=401)
        if asked.path == MESSAGES:
            return self._page(int(asked.query["after"]))
        if asked.path.startswith(MESSAGES + "/"):
            return self._one(int(asked.path.rsplit("/", 1)[1]))
        return json_reply({"message": "Unknown Channel", "code": 10003}, status=404)

    def _page(self, after: int) -> Reply:
        later = sorted((one for one in self.messages if one.id > after), key=lambda one: one.id)
        return json_reply([self._told(one) for one in reversed(later[: self.page_size])])

    def _one(self, message_id: int) -> Reply:
        for one in self.messages:
            if one.id == message_id:
                return json_reply(self._told(one))
        return json_reply({"message": "Unknown Message", "code": 10008}, status=404)

    def _told(self, one: Message) -> dict[str, object]:
        return {
            "id": str(one.id),
            "type": one.kind,
            "content": one.content,
            "author": {"id": one.author, "username": "somebody"},
            "timestamp": one.sent_at.isoformat(),
            "edited_timestamp": None,
            "attachments": [
                {
                    "id": file.id,
                    "filename": "picture.png",
                    "content_type": file.content_type,
                    "size": len(self.paint(file.id)) if file.told_bytes is None else file.told_bytes,
                    "url": f"{self.base}/files/{file.id}?hm={self.signature}",
                }
                for file in one.files
            ],
        }

    def _file(self, asked: Asked) -> Reply:
        name = asked.path.removeprefix("/files/")
        there = any(name == file.id for one in self.messages for file in one.files)
        if not there or asked.query.get("hm") != self.signature or "authorization" in asked.headers:
            return Reply(404, b"This content is no longer available.")
        return picture_reply(self.paint(name))


def bytes_of(name: str) -> bytes:
    return b"\x89PNG original of " + name.encode()


@dataclass
class Stage:
    """Discord on loopback, its collector, and the consents as they stand, by account."""

    house: DiscordHouse
    server: loopback.Server
    clock: loopback.Clock
    collector: discord.Discord
    followed: dict[str, Followed]

    def walk(self, channel: discord.Channel = GALLERY, resume_point: ResumePoint = posts.START) -> list[Event]:
        return list(self.events(channel, resume_point))

    def events(self, channel: discord.Channel = GALLERY, resume_point: ResumePoint = posts.START) -> Iterator[Event]:
        return self.collector.walk(channel, following=self.followed.get, resume_point=resume_point)

    def resume_from(self, point: ResumePoint) -> ResumePoint:
        """As the caller does: the point goes through its written form, to everybody followed."""
        read = posts.read_resume_point(point.written())
        self.followed = {key: replace(one, resume_point=read) for key, one in self.followed.items()}
        return read

    def files_asked(self) -> list[str]:
        return [path.removeprefix("/files/") for path in self.server.asked_paths("/files/")]


@contextmanager
def stage(messages: Sequence[Message], *, token: str = TOKEN) -> Iterator[Stage]:
    """The collector before a channel where Ada agreed to what she marks, from twenty days ago on."""
    house, clock = DiscordHouse(list(messages)), loopback.Clock()
    with loopback.serving(house) as server, loopback.downloads(clock) as downloads:
        house.base = server.address
        collector = discord.Discord(
            token=token, downloads=downloads, pace=loopback.pace(clock), base_url=server.address
        )
        followed = {ADA.outside_id: Followed(ADA, Window("hashtag_only", NOON - timedelta(days=20)))}
        try:
            yield Stage(house, server, clock, collector, followed)
        finally:
            collector.close()
