"""X posts: what one page of API v2 says, as `posts` values.

Takes a page's fields; gives each post's newest version with its pictures, or that it was deleted. Sources: the X
data dictionary (post, media, entities), "Edit posts", "Partial errors".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from contributors.collectors import answers
from contributors.collectors.posts import Attachment, Post, is_hashtag, moment_of

# Unix milliseconds from which X counts the milliseconds in its ids.
EPOCH_MS = 1_288_834_974_657
# Editing ends 30 minutes after posting; an hour where the answer does not tell the moment.
EDITABLE = timedelta(hours=1)

WISHES: Mapping[str, str] = {
    "expansions": "attachments.media_keys",
    "media.fields": "media_key,type,url",
    "tweet.fields": "attachments,author_id,created_at,edit_controls,edit_history_tweet_ids,entities,note_tweet,"
    "referenced_tweets",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A post, its newest version's id, and the moment from which its author can edit it no more."""

    post: Post
    newest_id: int
    final_at: datetime


def listed(page: answers.Fields, *, account_id: str, hashtag: str, where: str) -> Iterator[Listed]:
    """Every own post of a page, marked where it bears ``hashtag``, then every deleted one it tells of.

    Raises answers.UnexpectedAnswer.
    """
    media = {
        answers.text(one.get("media_key")): one
        for one in answers.rows(answers.fields(page.get("includes")).get("media"))
    }
    for row in answers.rows(page.get("data")):
        if not _is_repost(row):
            yield _listed(row, media, hashtag, where)
    for error in answers.rows(page.get("errors")):
        if error.get("resource_type") == "tweet" and error.get("parameter") in ("id", "ids", None):
            yield _deleted(error, account_id, where)


def account_error(page: answers.Fields) -> str:
    """Why X shows nothing of an account; empty where it does. X says so with status 200."""
    for error in answers.rows(page.get("errors")):
        if error.get("resource_type") == "user" and "data" not in page:
            return answers.text(error.get("detail")) or answers.text(error.get("title")) or "no reason given"
    return ""


def bears_hashtag(tags: Iterable[str], hashtag: str) -> bool:
    """Whether one of the tags is ours."""
    return any(is_hashtag(tag, hashtag) for tag in tags)


def _listed(row: answers.Fields, media: Mapping[str, answers.Fields], hashtag: str, where: str) -> Listed:
    post_id = answers.snowflake(row.get("id"), where=where)
    history = [answers.snowflake(one, where=where) for one in answers.texts(row.get("edit_history_tweet_ids"))]
    posted_at = answers.moment(row.get("created_at"), where=where)
    versions = {*history, post_id}
    keys = answers.texts(answers.fields(row.get("attachments")).get("media_keys"))
    post = Post(
        post_id=post_id,
        first_id=min(versions),
        author_id=answers.text(row.get("author_id")),
        posted_at=posted_at,
        is_marked=bears_hashtag(_tags(row), hashtag),
        attachments=tuple(_attachment(key, media.get(key), row, versions) for key in keys),
    )
    editable_until = answers.fields(row.get("edit_controls")).get("editable_until")
    final_at = answers.moment(editable_until, where=where) if editable_until else posted_at + EDITABLE
    return Listed(post, max(versions), final_at)


def _deleted(error: answers.Fields, account_id: str, where: str) -> Listed:
    post_id = answers.snowflake(error.get("resource_id"), where=where)
    posted_at = moment_of(post_id, epoch_ms=EPOCH_MS)
    post = Post(post_id, post_id, account_id, posted_at, is_marked=True, is_deleted=True)
    return Listed(post, post_id, posted_at)


def _attachment(key: str, medium: answers.Fields | None, row: answers.Fields, versions: set[int]) -> Attachment:
    """A photo at its original size. X leaves the media of a deleted or withheld file out of the page."""
    if medium is None:
        return Attachment(key, "", unfit="gone")
    url = answers.text(medium.get("url"))
    if medium.get("type") != "photo" or not url:
        return Attachment(key, "", unfit="not_a_picture")
    if not _stands_in(key, row, versions):
        return Attachment(key, "", unfit="not_their_own")
    return Attachment(key, _original(url))


def _original(url: str) -> str:
    """X shows a photo reduced unless asked for the size "orig"; the host is judged when it is fetched."""
    try:
        return str(httpx.URL(url).copy_merge_params({"name": "orig"}))
    except httpx.InvalidURL:
        return url


def _stands_in(key: str, row: answers.Fields, versions: set[int]) -> bool:
    """Whether the photo was posted in this post: one taken over from another post links to that other post."""
    for url in answers.rows(answers.fields(row.get("entities")).get("urls")):
        if url.get("media_key") == key:
            parts = answers.text(url.get("expanded_url")).split("/")
            named = parts[parts.index("status") + 1 :][:1] if "status" in parts else []
            return not named or named[0] in {str(version) for version in versions}
    return True


def _tags(row: answers.Fields) -> Iterator[str]:
    """Hashtags as X found them; those past the 280th character stand with the long text only."""
    for holder in (row, answers.fields(row.get("note_tweet"))):
        for tag in answers.rows(answers.fields(holder.get("entities")).get("hashtags")):
            yield answers.text(tag.get("tag"))


def _is_repost(row: answers.Fields) -> bool:
    return any(one.get("type") == "retweeted" for one in answers.rows(row.get("referenced_tweets")))
