"""Discord: pictures attached to messages in a named channel, oldest first, by REST API v10.

Takes a bot's token, a channel and who is followed; gives `posts` events. Sources: the Discord developer
documentation on channel messages, attachments, rate limits and error codes. What may be taken is `consent`'s.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import httpx

from contributors.collectors import answers, asking, rates, taking
from contributors.collectors.download import Downloads
from contributors.collectors.posts import (
    HASHTAG,
    START,
    Attachment,
    Event,
    Following,
    Post,
    Reached,
    ResumePoint,
    plain_tag,
)

BASE_URL = "https://discord.com"
PAGE = 100
# Unix milliseconds from which Discord counts the milliseconds in its ids.
EPOCH_MS = 1_420_070_400_000
MOST_ASKINGS_OF_A_PAGE = 3
# What a person writes: a plain message, or a reply to one.
WRITTEN = (0, 19)
HOLDS = ("content", "attachments", "embeds", "sticker_items", "components", "poll", "message_snapshots")


class ChannelOutOfReach(Exception):
    """Cannot be walked, because the channel is deleted or the bot may not see it."""

    def __init__(self, channel_id: str, why: str) -> None:
        super().__init__(f"Discord shows nothing of channel {channel_id} ({why}): invite the bot, or drop the channel")
        self.channel_id = channel_id
        self.why = why


class ContentWithheld(Exception):
    """Cannot be walked, because Discord empties every message for a bot without the message content intent."""

    def __init__(self, channel_id: str) -> None:
        super().__init__(f"messages of channel {channel_id} come empty: switch on the bot's message content intent")
        self.channel_id = channel_id


@dataclass(frozen=True, slots=True)
class Channel:
    """A named channel. ``is_for_giving``: posting there is giving, as the hashtag is; else the hashtag is needed."""

    channel_id: str
    is_for_giving: bool


class Discord:
    """The collector for Discord."""

    def __init__(
        self,
        *,
        token: str,
        downloads: Downloads,
        pace: rates.Pace,
        base_url: str = BASE_URL,
        hashtag: str = HASHTAG,
    ) -> None:
        """``token`` is the bot's. Raises asking.Insecure."""
        self._asking = asking.Asking(
            base_url, authorization=f"Bot {token}", pace=pace, free_at=_free_at, spent_until=_spent_until
        )
        self._downloads, self._pace = downloads, pace
        self._tag = re.compile(rf"#{re.escape(plain_tag(hashtag))}(?!\w)")

    def walk(
        self,
        channel: Channel,
        *,
        following: Following,
        resume_point: ResumePoint = START,
        kept: Container[str] = taking.NOTHING_KEPT,
    ) -> Iterator[Event]:
        """What is new in a channel since ``resume_point``, the earliest of all followed there.

        Each event's resume point is its account's; `Reached`, after each page, holds for everybody followed.
        Raises ChannelOutOfReach, ContentWithheld, what asking.Asking.get raises, rates.SourceUnavailable.
        """
        read_again = partial(self._read_again, channel)
        take = taking.Taking(following, self._downloads, self._pace, read_again, kept)
        after, is_last, asked = resume_point.asks_after, False, 0
        while not is_last:
            posts, is_last = self._page(channel, after)
            asked = 0 if posts else asked + 1
            if asked >= MOST_ASKINGS_OF_A_PAGE:
                raise answers.UnexpectedAnswer(_path(channel), "the same page comes again and again")
            yield from take.events(posts)
            if posts:
                after = posts[-1].post_id
                yield Reached(ResumePoint(after))

    def close(self) -> None:
        """Let the connections go."""
        self._asking.close()

    def _page(self, channel: Channel, after: int) -> tuple[list[Post], bool]:
        """The posts after an id, oldest first, each once, and whether nothing is left.

        Discord gives the oldest page after the id, the newest of it first.
        """
        query = {"limit": str(PAGE), "after": str(after)}
        answer = self._asked(channel, _path(channel), query)
        if not isinstance(answer, list):
            raise answers.UnexpectedAnswer(_path(channel), "no list of messages")
        rows = answers.rows(answer)
        posts = {post.post_id: post for post in (self._post(row, channel) for row in rows) if post.post_id > after}
        return [posts[post_id] for post_id in sorted(posts)], not rows

    def _asked(self, channel: Channel, path: str, query: dict[str, str]) -> object:
        try:
            return self._asking.get(path, query)
        except (asking.NotThere, asking.AccessRefused) as refusal:
            raise ChannelOutOfReach(channel.channel_id, refusal.why) from refusal

    def _read_again(self, channel: Channel, post: Post) -> Post | None:
        try:
            answer = self._asking.get(f"{_path(channel)}/{post.post_id}")
        except asking.NotThere:
            return None
        return self._post(answers.fields(answer), channel)

    def _post(self, row: answers.Fields, channel: Channel) -> Post:
        where = _path(channel)
        message_id = answers.snowflake(row.get("id"), where=where)
        if row.get("type") in WRITTEN and not any(row.get(name) for name in HOLDS):
            raise ContentWithheld(channel.channel_id)
        return Post(
            post_id=message_id,
            first_id=message_id,
            author_id=answers.text(answers.fields(row.get("author")).get("id")),
            posted_at=answers.moment(row.get("timestamp"), where=where),
            is_marked=channel.is_for_giving or self._bears_hashtag(answers.text(row.get("content"))),
            attachments=tuple(_attachment(one, where) for one in answers.rows(row.get("attachments"))),
        )

    def _bears_hashtag(self, content: str) -> bool:
        return self._tag.search(plain_tag(content)) is not None


def _path(channel: Channel) -> str:
    return f"/api/v10/channels/{channel.channel_id}/messages"


def _attachment(row: answers.Fields, where: str) -> Attachment:
    return Attachment(
        attachment_id=str(answers.snowflake(row.get("id"), where=where)),
        url=answers.text(row.get("url")),
        size_bytes=answers.whole_number(row.get("size")),
        unfit=None if answers.text(row.get("content_type")).startswith("image/") else "not_a_picture",
    )


def _free_at(response: httpx.Response, now: datetime) -> datetime | None:
    """``retry_after`` of the body, seconds with a fraction; the header Retry-After where a proxy in front answers."""
    try:
        told = answers.fields(answers.read(response.content, where="")).get("retry_after")
    except answers.UnexpectedAnswer:
        told = None
    seconds = told if isinstance(told, int | float) else asking.number(response, "retry-after")
    return _later(now, seconds)


def _spent_until(response: httpx.Response, now: datetime) -> datetime | None:
    """Where nothing is left of this bucket, when it fills again; requests against the limit end in a ban."""
    spent = asking.number(response, "x-ratelimit-remaining") == 0
    return _later(now, asking.number(response, "x-ratelimit-reset-after")) if spent else None


def _later(now: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None or not 0 <= seconds < 1e6 else now + timedelta(seconds=seconds)
