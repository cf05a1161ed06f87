"""X: an account's own posts with pictures, oldest first, by API v2.

Takes a bearer token, an account's number and who is followed; gives `posts` events. Sources: the X developer
platform's pages on timelines, recent search, edited posts, rate limits and errors. What it says of a post is
read by `x_posts`; what may be taken is `consent`'s.

Two limits are the provider's: a timeline goes back 3,200 posts, recent search seven days.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import httpx

from contributors.collectors import answers, asking, consent, rates, taking, x_posts
from contributors.collectors.download import Downloads
from contributors.collectors.posts import (
    HASHTAG,
    Event,
    Followed,
    Following,
    Post,
    Reached,
    ResumePoint,
    moment_of,
)

BASE_URL = "https://api.x.com"
PAGE = "100"
# Recent search knows seven days and refuses an older since_id; a day less leaves room for waits.
SEARCHABLE = timedelta(days=6)
# A provider that gives the same page token again and again would be walked for ever.
MOST_ASKINGS_OF_A_PAGE = 3
MARGIN = timedelta(seconds=1)


class AccountOutOfReach(Exception):
    """Cannot be walked, because the account is gone, suspended, or shows its posts to its followers only."""

    def __init__(self, account_id: str, why: str) -> None:
        super().__init__(f"X shows nothing of account {account_id} ({why}): ask the contributor")
        self.account_id = account_id
        self.why = why


class X:
    """The collector for X."""

    def __init__(
        self,
        *,
        token: str,
        downloads: Downloads,
        pace: rates.Pace,
        base_url: str = BASE_URL,
        hashtag: str = HASHTAG,
    ) -> None:
        """``token`` is the app's bearer token. Raises asking.Insecure."""
        self._asking = asking.Asking(
            base_url, authorization=f"Bearer {token}", pace=pace, free_at=_free_at, spent_until=_spent_until
        )
        self._downloads, self._pace, self._hashtag = downloads, pace, hashtag

    def walk(
        self, account_id: str, *, following: Following, kept: Container[str] = taking.NOTHING_KEPT
    ) -> Iterator[Event]:
        """What is new of one account since its resume point; nothing is asked where its consent allows nothing.

        ``kept`` are paths stored before. Raises AccountOutOfReach, what asking.Asking.get raises, and
        rates.SourceUnavailable; the walk then goes on from the last event's resume point.
        """
        followed = self._in_force(account_id, following)
        if followed is None:
            return
        settled = self._settled(self._listed(followed))
        take = taking.Taking(following, self._downloads, self._pace, self._read_again, kept)
        yield from take.events(settled)
        if settled and self._in_force(account_id, following) is not None:
            yield Reached(ResumePoint(settled[-1].post_id))

    def close(self) -> None:
        """Let the connections go."""
        self._asking.close()

    def _in_force(self, account_id: str, following: Following) -> Followed | None:
        followed = following(account_id)
        if followed is None or consent.standing(followed, at=self._pace.clock()) is not None:
            return None
        return followed

    def _listed(self, followed: Followed) -> list[x_posts.Listed]:
        """Every post since the resume point, each once, in its newest version, oldest first."""
        newest: dict[int, x_posts.Listed] = {}
        for listed in self._pages(followed):
            known = newest.get(listed.post.first_id)
            if known is None or listed.post.post_id > known.post.post_id:
                newest[listed.post.first_id] = listed
        after = followed.resume_point.asks_after
        fresh = [self._renewed(listed) for listed in newest.values() if listed.newest_id > after]
        return sorted(fresh, key=lambda listed: listed.post.post_id)

    def _renewed(self, listed: x_posts.Listed) -> x_posts.Listed:
        """X promises the newest version of a post; where it gave an older one, the newest is asked for."""
        if listed.newest_id == listed.post.post_id:
            return listed
        renewed = self._read_again(replace(listed.post, post_id=listed.newest_id))
        return replace(listed, post=renewed or replace(listed.post, post_id=listed.newest_id, is_deleted=True))

    def _settled(self, listed: Sequence[x_posts.Listed]) -> list[Post]:
        """Posts up to the first that its author may still edit; what follows is left for the next walk.

        An edited post comes back under a new id, so a picture taken before its post was final would come twice.
        """
        now = self._pace.clock()
        return [one.post for one in takewhile(lambda one: one.final_at <= now, listed)]

    def _pages(self, followed: Followed) -> Iterator[x_posts.Listed]:
        """All pages, newest first as X gives them; a page that comes twice is read twice and does no harm."""
        path, query, token_name = _question(followed, self._hashtag, self._pace.clock())
        account_id, token, asked = followed.account.outside_id, "", dict[str, int]()
        while True:
            asked[token] = asked.get(token, 0) + 1
            if asked[token] > MOST_ASKINGS_OF_A_PAGE:
                raise answers.UnexpectedAnswer(path, "its pages lead in a circle")
            answer = self._page(path, query | ({token_name: token} if token else {}), account_id)
            yield from x_posts.listed(answer, account_id=account_id, hashtag=self._hashtag, where=path)
            token = answers.text(answers.fields(answer.get("meta")).get("next_token"))
            if not token:
                return

    def _page(self, path: str, query: Mapping[str, str], account_id: str) -> answers.Fields:
        try:
            answer = answers.fields(self._asking.get(path, query))
        except asking.NotThere as refusal:
            raise AccountOutOfReach(account_id, refusal.why) from refusal
        why = x_posts.account_error(answer)
        if why:
            raise AccountOutOfReach(account_id, why)
        if "data" not in answer and "meta" not in answer:
            raise answers.UnexpectedAnswer(path, "neither data nor meta")
        return answer

    def _read_again(self, post: Post) -> Post | None:
        path = f"/2/tweets/{post.post_id}"
        try:
            answer = answers.fields(self._asking.get(path, x_posts.WISHES))
        except asking.NotThere:
            return None
        alone = {**answer, "data": [answer.get("data")]}
        found = x_posts.listed(alone, account_id=post.author_id, hashtag=self._hashtag, where=path)
        return next((one.post for one in found if not one.post.is_deleted), None)


def _question(followed: Followed, hashtag: str, now: datetime) -> tuple[str, dict[str, str], str]:
    """Path, query and the name of the page token: recent search where it reaches back far enough, else timeline."""
    account_id, barred = followed.account.outside_id, consent.barred_up_to(followed.window, epoch_ms=x_posts.EPOCH_MS)
    since = max(followed.resume_point.asks_after, barred)
    query = {**x_posts.WISHES, "max_results": PAGE} | ({"since_id": str(since)} if since else {})
    recent = since and moment_of(since, epoch_ms=x_posts.EPOCH_MS) > now - SEARCHABLE
    if followed.window.scope == "hashtag_only" and recent:
        query["query"] = f"#{hashtag} from:{account_id} has:images -is:retweet"
        return "/2/tweets/search/recent", query, "next_token"
    return f"/2/users/{account_id}/tweets", query | {"exclude": "retweets"}, "pagination_token"


def _free_at(response: httpx.Response, now: datetime) -> datetime | None:
    """The moment in x-rate-limit-reset, Unix seconds. A second more, for a reset is not instant."""
    seconds = asking.number(response, "x-rate-limit-reset")
    return None if seconds is None else _moment(seconds)


def _spent_until(response: httpx.Response, now: datetime) -> datetime | None:
    """Where nothing is left of this window, the moment it ends; asking before would only be refused."""
    return _free_at(response, now) if asking.number(response, "x-rate-limit-remaining") == 0 else None


def _moment(unix_seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(unix_seconds, UTC) + MARGIN
    except (OverflowError, ValueError, OSError):
        return None
