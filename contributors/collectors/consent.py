"""Consent: whether a post may be taken, decided from values alone before a byte of it is fetched.

Takes a post, whose it is and the moment; gives the reason why not, or None. Fetching and keeping are others'.
"""

from datetime import datetime
from typing import Literal

from contributors.collectors.posts import Followed, Post, Window, id_before

Bar = Literal[
    "account_not_approved",
    "consent_not_in_force",
    "posted_by_another",
    "not_marked",
    "posted_before_consent",
    "posted_after_consent",
]


def bars(post: Post, followed: Followed, *, at: datetime) -> Bar | None:
    """Why the post may not be taken at the moment ``at``; None where it may.

    ``hashtag_only`` covers marked posts made while the consent is in force; ``past_images_too`` covers every post
    made before the consent ends. Once a consent has ended nothing is taken, however old the post.
    """
    return standing(followed, at=at) or _of_post(post, followed)


def standing(followed: Followed, *, at: datetime) -> Bar | None:
    """Why nothing at all of the account may be taken at ``at``; None where its consent is in force."""
    approved_at, window = followed.account.approved_at, followed.window
    if approved_at is None or approved_at > at:
        return "account_not_approved"
    if at < window.from_at or (window.until_at is not None and at >= window.until_at):
        return "consent_not_in_force"
    return None


def barred_up_to(window: Window, *, epoch_ms: int) -> int:
    """The id up to which nothing is covered, so that nobody asks for it: of marked posts, those before the consent."""
    return id_before(window.from_at, epoch_ms=epoch_ms) if window.scope == "hashtag_only" else 0


def _of_post(post: Post, followed: Followed) -> Bar | None:
    window = followed.window
    if post.author_id != followed.account.outside_id:
        return "posted_by_another"
    if window.until_at is not None and post.posted_at >= window.until_at:
        return "posted_after_consent"
    if window.scope == "past_images_too":
        return None
    if not post.is_marked:
        return "not_marked"
    return "posted_before_consent" if post.posted_at < window.from_at else None
