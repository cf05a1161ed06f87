"""Taking: from posts, oldest first, to what became of each picture; the half of a walk that X and Discord share.

Asks for the consent anew before every picture, fetches only what it covers, and leaves no trace of the rest.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

import httpx

from contributors.collectors import consent, rates
from contributors.collectors.download import DownloadRefused, Downloads, unsigned
from contributors.collectors.posts import (
    Attachment,
    Collected,
    Event,
    Followed,
    Following,
    Passed,
    Post,
    Reason,
    ResumePoint,
    path_of,
)

ReadAgain = Callable[[Post], Post | None]
"""A post as its provider shows it now; None where it is deleted."""

NOTHING_KEPT: frozenset[str] = frozenset()

TOLD: dict[Reason, str] = {
    "deleted": "the post was deleted",
    "gone": "the file is gone from the post",
    "removed_by_edit": "the file was taken out of the post",
    "not_a_picture": "the file is no picture",
    "not_their_own": "the picture stands in another post",
}


@dataclass(frozen=True, slots=True)
class Taking:
    """What a walk takes by: whose posts, through which downloads, and ``kept``, the paths stored before."""

    following: Following
    downloads: Downloads
    pace: rates.Pace
    read_again: ReadAgain
    kept: Container[str] = NOTHING_KEPT

    def events(self, posts: Iterable[Post]) -> Iterator[Event]:
        """What became of the posts' pictures, in order. Raises rates.SourceUnavailable, rates.RateLimited."""
        for post in posts:
            yield from self._of_post(post)

    def _of_post(self, post: Post) -> Iterator[Event]:
        followed = self._allowed(post)
        if followed is None or post.post_id <= followed.resume_point.asks_after:
            return
        if post.is_deleted:
            yield _passed(post, "", followed, "deleted", TOLD["deleted"], ResumePoint(post.post_id))
            return
        left = [one for one in followed.resume_point.leaves_of(post) if self._is_new(post, one)]
        for count, attachment in enumerate(left, start=1):
            followed = self._allowed(post)
            if followed is None:
                return
            dealt_with = ResumePoint(post.post_id) if count == len(left) else _half_done(post, left[count:])
            event = self._of_attachment(post, attachment, followed, dealt_with)
            if event is not None:
                yield event

    def _allowed(self, post: Post) -> Followed | None:
        """Whose post it is, where it may be taken now."""
        followed = self.following(post.author_id)
        if followed is None or consent.bars(post, followed, at=self.pace.clock()) is not None:
            return None
        return followed

    def _is_new(self, post: Post, attachment: Attachment) -> bool:
        return path_of(post.first_id, attachment.attachment_id) not in self.kept

    def _of_attachment(
        self, post: Post, attachment: Attachment, followed: Followed, dealt_with: ResumePoint
    ) -> Event | None:
        """The picture, or why not; None where the newest version of the post lies outside the consent."""
        if attachment.unfit is not None:
            told = TOLD.get(attachment.unfit, attachment.unfit)
            return _passed(post, attachment.attachment_id, followed, attachment.unfit, told, dealt_with)
        try:
            return self._collected(post, attachment, followed, dealt_with)
        except DownloadRefused as refusal:
            if refusal.reason == "gone":
                return self._again(post, attachment, followed, dealt_with)
            return _passed(post, attachment.attachment_id, followed, refusal.reason, str(refusal), dealt_with)

    def _again(self, post: Post, attachment: Attachment, followed: Followed, dealt_with: ResumePoint) -> Event | None:
        """A file that is gone: its post is read again, for it may be deleted, edited, or its address have run out."""
        newest = self.read_again(post)
        if newest is None:
            return _passed(post, attachment.attachment_id, followed, "deleted", TOLD["deleted"], dealt_with)
        if self._allowed(newest) is None:
            return None
        there = [one for one in newest.attachments if one.attachment_id == attachment.attachment_id]
        reason: Reason | None = there[0].unfit if there else "removed_by_edit"
        if reason is not None:
            return _passed(post, attachment.attachment_id, followed, reason, TOLD.get(reason, reason), dealt_with)
        try:
            return self._collected(post, there[0], followed, dealt_with)
        except DownloadRefused as refusal:
            return _passed(post, attachment.attachment_id, followed, refusal.reason, str(refusal), dealt_with)

    def _collected(self, post: Post, attachment: Attachment, followed: Followed, dealt_with: ResumePoint) -> Collected:
        return Collected(
            post_id=str(post.first_id),
            attachment_id=attachment.attachment_id,
            posted_at=post.posted_at,
            is_marked=post.is_marked,
            account=followed.account,
            content=self.downloads.fetch(attachment.url, size_bytes=attachment.size_bytes),
            url=unsigned(httpx.URL(attachment.url)),
            resume_point=dealt_with,
        )


def _half_done(post: Post, left: Iterable[Attachment]) -> ResumePoint:
    """Everything of the post but what is left is dealt with."""
    open_ids = {one.attachment_id for one in left}
    done = tuple(one.attachment_id for one in post.attachments if one.attachment_id not in open_ids)
    return ResumePoint(post.post_id, is_whole=False, taken=done)


def _passed(
    post: Post, attachment_id: str, followed: Followed, reason: Reason, told: str, dealt_with: ResumePoint
) -> Passed:
    return Passed(str(post.first_id), attachment_id, followed.account, reason, told, dealt_with)
