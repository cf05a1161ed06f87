"""Posts and what becomes of them: the plain values that collectors take and give.

Takes and gives values only. What may be taken is `consent`'s to say; keeping it is the caller's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

HASHTAG = "みつあ勉強用"

Provider = Literal["x", "discord"]
Scope = Literal["hashtag_only", "past_images_too"]
Reason = Literal[
    "deleted",
    "gone",
    "removed_by_edit",
    "not_a_picture",
    "not_their_own",
    "too_large",
    "broken_off",
    "host_not_allowed",
    "address_not_public",
    "redirected_away",
    "download_refused",
]


class ResumePointUnreadable(Exception):
    """Cannot go on from here, because the stored resume point is none that a collector wrote."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no resume point: empty it, and the account is walked from its first post")
        self.text = text


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account elsewhere. ``outside_id`` is the provider's number for it, which never changes."""

    provider: Provider
    outside_id: str
    name: str
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """A consent as a collector needs it: what it covers, and while it is in force (from <= moment < until)."""

    scope: Scope
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class ResumePoint:
    """How far an account has been walked: up to ``post_id``, and of that post only ``taken`` where not whole."""

    post_id: int = 0
    is_whole: bool = True
    taken: tuple[str, ...] = ()

    def written(self) -> str:
        """As stored: ``""``, ``"123"``, or ``"123:a,b"`` where only the attachments a and b are dealt with."""
        if self == START:
            return ""
        return str(self.post_id) if self.is_whole else f"{self.post_id}:{','.join(self.taken)}"

    @property
    def asks_after(self) -> int:
        """The post id beyond which the provider is asked; a post left half done is asked for again."""
        return self.post_id if self.is_whole else self.post_id - 1

    def leaves_of(self, post: Post) -> tuple[Attachment, ...]:
        """The attachments of a post that are still to be dealt with."""
        if post.post_id <= self.asks_after:
            return ()
        if post.post_id != self.post_id:
            return post.attachments
        return tuple(one for one in post.attachments if one.attachment_id not in self.taken)


START = ResumePoint()


def read_resume_point(text: str) -> ResumePoint:
    """A resume point as `ResumePoint.written` wrote it. Raises ResumePointUnreadable."""
    if not text:
        return START
    number, colon, taken = text.partition(":")
    if not (number.isascii() and number.isdigit()):
        raise ResumePointUnreadable(text)
    return ResumePoint(int(number), is_whole=not colon, taken=tuple(taken.split(",")) if colon else ())


@dataclass(frozen=True, slots=True)
class Followed:
    """An account with its consent and how far it has been walked."""

    account: Account
    window: Window
    resume_point: ResumePoint = START


Following = Callable[[str], Followed | None]
"""Who is followed, by the provider's account id, as it stands at the moment of asking; None for everybody else.

Asked before every picture, so that a consent withdrawn in the middle of a walk ends the fetching there.
"""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a post. ``unfit`` says beforehand why it is not fetched; ``size_bytes`` where the provider tells."""

    attachment_id: str
    url: str
    size_bytes: int | None = None
    unfit: Reason | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """The newest version of a post. ``first_id`` is its first version's id, and its name for good.

    ``is_marked``: it bears the hashtag, or stands where everything posted is meant to be given.
    """

    post_id: int
    first_id: int
    author_id: str
    posted_at: datetime
    is_marked: bool
    attachments: tuple[Attachment, ...] = ()
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """One picture, fetched whole. Store it together with ``resume_point``; ``url`` is without its signature."""

    post_id: str
    attachment_id: str
    posted_at: datetime
    is_marked: bool
    account: Account
    url: str
    content: bytes
    resume_point: ResumePoint

    @property
    def path(self) -> str:
        """What the picture is called within its account or channel."""
        return path_of(self.post_id, self.attachment_id)


@dataclass(frozen=True, slots=True)
class Passed:
    """A post or attachment within the consent that could not be taken, and why; asking again will not help."""

    post_id: str
    attachment_id: str
    account: Account
    reason: Reason
    told: str
    resume_point: ResumePoint


@dataclass(frozen=True, slots=True)
class Reached:
    """Everything up to here has been looked at, for everybody followed in this walk."""

    resume_point: ResumePoint


Event = Collected | Passed | Reached


def is_hashtag(tag: str, hashtag: str) -> bool:
    """Whether a tag, written without its sign, is ``hashtag``, whatever its width and case of letters."""
    return plain_tag(tag) == plain_tag(hashtag)


def plain_tag(text: str) -> str:
    """A text with one width and one case of letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def path_of(post_id: str | int, attachment_id: str) -> str:
    """A picture's name within its account or channel."""
    return f"{post_id}/{attachment_id}"


def moment_of(post_id: int, *, epoch_ms: int) -> datetime:
    """When a post was made, from the milliseconds above bit 22 of its id (a "snowflake"; X and Discord alike)."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=(post_id >> 22) + epoch_ms)


def id_before(moment: datetime, *, epoch_ms: int) -> int:
    """The greatest id that a post made before ``moment`` can bear."""
    since_1970_ms = (moment - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
    return max(0, (since_1970_ms - epoch_ms << 22) - 1)
