"""X as its developer pages describe it, on loopback: timelines, recent search, one post, photos.

Strict where the real one is: the token, the parameters it knows, a since_id older than search reaches, page tokens
of its own making. Posts come newest first, a page at a time, an edited one under its newest id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from contributors.collectors import posts, x
from contributors.collectors.posts import Account, Event, Followed, ResumePoint, Window
from tests.contributors.collectors import loopback
from tests.contributors.collectors.loopback import NOON, Asked, Reply, json_reply, picture_reply

TOKEN = "a-token-nobody-may-read"
EPOCH_MS = 1_288_834_974_657
ADA = Account("x", "1001", "ada", approved_at=NOON - timedelta(days=30))
SEARCHED = timedelta(days=7)
NOT_FOUND = "https://api.twitter.com/2/problems/resource-not-found"


@dataclass(frozen=True)
class Photo:
    """A medium of a post. ``source`` is the post it was first posted in, where that is another."""

    key: str
    kind: str = "photo"
    source: int | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class Tweet:
    """A post on X. ``versions`` are its ids, oldest first; ``tags`` its hashtags."""

    posted_at: datetime
    photos: Sequence[Photo] = ()
    tags: Sequence[str] = (posts.HASHTAG,)
    author: str = ADA.outside_id
    versions: Sequence[int] = ()
    editable_until: datetime | None = None
    is_repost: bool = False
    long_tags: Sequence[str] = ()

    @property
    def id(self) -> int:
        return self.versions[-1] if self.versions else snowflake(self.posted_at)

    def fields(self) -> dict[str, object]:
        told: dict[str, object] = {
            "id": str(self.id),
            "author_id": self.author,
            "created_at": self.posted_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "edit_history_tweet_ids": [str(one) for one in self.versions or (self.id,)],
            "edit_controls": {
                "editable_until": (self.editable_until or self.posted_at + timedelta(minutes=30)).isoformat()
            },
            "entities": {
                "hashtags": [{"tag": tag} for tag in self.tags],
                "urls": [
                    {
                        "media_key": photo.key,
                        "expanded_url": f"https://x.com/somebody/status/{photo.source or self.id}/photo/1",
                    }
                    for photo in self.photos
                ],
            },
            "attachments": {"media_keys": [photo.key for photo in self.photos]},
        }
        if self.long_tags:
            told["note_tweet"] = {"text": "...", "entities": {"hashtags": [{"tag": tag} for tag in self.long_tags]}}
        if self.is_repost:
            told["referenced_tweets"] = [{"type": "retweeted", "id": "1"}]
        return told


def snowflake(moment: datetime) -> int:
    return (int(moment.timestamp() * 1000) - EPOCH_MS) << 22


def tweet(hours_ago: float, *keys: str, tags: Sequence[str] = (posts.HASHTAG,)) -> Tweet:
    """Ada's post of so many hours ago, with a photo for each key."""
    return Tweet(NOON - timedelta(hours=hours_ago), tuple(Photo(key) for key in keys), tags)


@dataclass
class XHouse:
    """The posts of X and its manners."""

    tweets: list[Tweet] = field(default_factory=list)
    page_size: int = 2
    base: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    paint: Callable[[str], bytes] = field(default_factory=lambda: bytes_of)

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/media/"):
            return self._photo(asked.path.removeprefix("/media/").removesuffix(".png"), asked)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return json_reply({"title": "Unauthorized", "detail": "Unauthorized", "status": 401}, status=401)
        if asked.path == "/2/tweets/search/recent":
            return self._search(asked)
        if asked.path.startswith("/2/users/"):
            return self._timeline(asked, asked.path.split("/")[3])
        return self._one(int(asked.path.rsplit("/", 1)[1]))

    def _timeline(self, asked: Asked, author: str) -> Reply:
        if set(asked.query) - {*x_wishes(), "max_results", "since_id", "exclude", "pagination_token"}:
            return _invalid("a parameter is unknown")
        return self._page([one for one in self.tweets if one.author == author], asked, "pagination_token")

    def _search(self, asked: Asked) -> Reply:
        since = int(asked.query.get("since_id", "0"))
        if since and since < snowflake(NOON - SEARCHED):
            return _invalid("'since_id' must be a tweet id created after the last seven days")
        understood = re.fullmatch(rf"#{posts.HASHTAG} from:(\d+) has:images -is:retweet", asked.query["query"])
        if understood is None:
            return _invalid("the query is not understood")
        tagged = [one for one in self.tweets if posts.HASHTAG in (*one.tags, *one.long_tags) and one.photos]
        found = [one for one in tagged if one.author == understood[1]]
        return self._page([one for one in found if one.posted_at > NOON - SEARCHED], asked, "next_token")

    def _page(self, tweets: Sequence[Tweet], asked: Asked, token_name: str) -> Reply:
        since = int(asked.query.get("since_id", "0"))
        newest_first = sorted((one for one in tweets if one.id > since), key=lambda one: -one.id)
        start = int(asked.query.get(token_name, "t0").removeprefix("t"))
        page = newest_first[start : start + self.page_size]
        meta: dict[str, object] = {"result_count": len(page)}
        if start + self.page_size < len(newest_first):
            meta["next_token"] = f"t{start + self.page_size}"
        return json_reply(self._told(page) | {"meta": meta})

    def _one(self, post_id: int) -> Reply:
        for one in self.tweets:
            if one.id == post_id:
                return json_reply({**self._told([one]), "data": one.fields()})
        gone = {"resource_type": "tweet", "resource_id": str(post_id), "parameter": "id", "type": NOT_FOUND}
        return json_reply({"errors": [{**gone, "title": "Not Found Error"}]})

    def _told(self, page: Sequence[Tweet]) -> dict[str, object]:
        told: dict[str, object] = {}
        if page:
            told["data"] = [one.fields() for one in page]
            told["includes"] = {
                "media": [self._medium(photo) for one in page for photo in one.photos if not photo.is_gone]
            }
        if self.errors:
            told["errors"] = self.errors
        return told

    def _medium(self, photo: Photo) -> Mapping[str, str]:
        if photo.kind != "photo":
            return {"media_key": photo.key, "type": photo.kind, "preview_image_url": f"{self.base}/media/preview.png"}
        return {"media_key": photo.key, "type": "photo", "url": f"{self.base}/media/{photo.key}.png"}

    def _photo(self, key: str, asked: Asked) -> Reply:
        if "authorization" in asked.headers or not any(key == p.key for one in self.tweets for p in one.photos):
            return Reply(404)
        return picture_reply(self.paint(key) if asked.query.get("name") == "orig" else b"reduced")


def bytes_of(key: str) -> bytes:
    return b"\x89PNG original of " + key.encode()


def x_wishes() -> set[str]:
    return {"expansions", "media.fields", "tweet.fields"}


def _invalid(why: str) -> Reply:
    told = {"title": "Invalid Request", "detail": "One or more parameters to your request was invalid."}
    return json_reply({**told, "errors": [{"message": why}]}, status=400)


@dataclass
class Stage:
    """X on loopback, its collector, and the consent as it stands."""

    house: XHouse
    server: loopback.Server
    clock: loopback.Clock
    collector: x.X
    followed: Followed | None

    def following(self, outside_id: str) -> Followed | None:
        is_ada = self.followed is not None and self.followed.account.outside_id == outside_id
        return self.followed if is_ada else None

    def walk(self) -> list[Event]:
        return list(self.collector.walk(ADA.outside_id, following=self.following))

    def resume_from(self, point: ResumePoint) -> None:
        """As the caller does: the point goes through its written form."""
        assert self.followed is not None
        self.followed = replace(self.followed, resume_point=posts.read_resume_point(point.written()))

    def media_asked(self) -> list[str]:
        return [path.removeprefix("/media/").removesuffix(".png") for path in self.server.asked_paths("/media/")]


def all_past() -> Followed:
    return Followed(ADA, Window("past_images_too", from_at=NOON - timedelta(days=20)))


def tagged_only() -> Followed:
    return Followed(ADA, Window("hashtag_only", from_at=NOON - timedelta(days=20)))


@contextmanager
def stage(tweets: Sequence[Tweet], *, followed: Followed | None = None, token: str = TOKEN) -> Iterator[Stage]:
    """The collector before X with these posts; Ada agreed to all past pictures where nothing else is said."""
    house, clock = XHouse(list(tweets)), loopback.Clock()
    with loopback.serving(house) as server, loopback.downloads(clock) as downloads:
        house.base = server.address
        pace = loopback.pace(clock)
        collector = x.X(token=token, downloads=downloads, pace=pace, base_url=server.address)
        try:
            yield Stage(house, server, clock, collector, followed or all_past())
        finally:
            collector.close()
