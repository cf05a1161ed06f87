"""Asking: one GET after another of one API with one token, patient where that helps and refusing where not.

Takes a path and its query; gives the answer's JSON. What the JSON means is `x`'s and `discord`'s.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import httpx

from contributors.collectors import answers, rates, reach

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
LOOPBACK = ("127.0.0.1", "::1", "localhost")

FreeAt = Callable[[httpx.Response, datetime], datetime | None]
"""When an API may be asked again, read from an answer's headers or body; None where the answer does not say."""


class TokenExpired(Exception):
    """Cannot ask, because the token is expired, revoked or wrong (401)."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} does not know the token any more: write a new one into the settings")
        self.where = where


class AccessRefused(Exception):
    """Cannot ask, because the token's owner may not see this (403)."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where} refused access ({why}): check the app's permissions and plan")
        self.where = where
        self.why = why


class NotThere(Exception):
    """Cannot be shown, because it is deleted or never was (404)."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where} is not there ({why}): take it from the list if it is gone for good")
        self.where = where
        self.why = why


class RequestRefused(Exception):
    """Cannot be answered, because the API takes our request for wrong; asking again will not help."""

    def __init__(self, where: str, status: int, why: str) -> None:
        super().__init__(f"{where} refused the request with {status} ({why}): the collector needs mending")
        self.where = where
        self.status = status
        self.why = why


class Insecure(Exception):
    """Cannot ask there, because a token must not travel unencrypted."""

    def __init__(self, base_url: str) -> None:
        super().__init__(f"{base_url} is not https: a token is sent over https only, or to this machine itself")
        self.base_url = base_url


class Asking:
    """One API, one token. Used by one thread; waits before asking where the last answer said there is nothing left."""

    def __init__(
        self, base_url: str, *, authorization: str, pace: rates.Pace, free_at: FreeAt, spent_until: FreeAt
    ) -> None:
        """``free_at`` reads a 429, ``spent_until`` any other answer. Raises Insecure."""
        address = httpx.URL(base_url)
        if address.scheme != "https" and address.host not in LOOPBACK:
            raise Insecure(base_url)
        # No proxy from the environment and no redirect: the token goes where the settings say and nowhere else.
        self._client = httpx.Client(
            base_url=base_url,
            headers={"Authorization": authorization, "User-Agent": "Henrei (contributor reward ledger)"},
            timeout=TIMEOUT,
            verify=reach.usual_certificates(),
            follow_redirects=False,
            trust_env=False,
        )
        self._host, self._pace = address.host, pace
        self._read_free_at, self._read_spent_until = free_at, spent_until
        self._free_at: datetime | None = None

    def get(self, path: str, query: Mapping[str, str] | None = None) -> object:
        """The JSON at ``path``.

        Raises TokenExpired, AccessRefused, NotThere, RequestRefused, rates.RateLimited, rates.SourceUnavailable,
        answers.UnexpectedAnswer.
        """
        where = f"{self._host}{path}"
        response = rates.patiently(lambda: self._once(path, query or {}, where), where=where, pace=self._pace)
        return answers.read(response.content, where=where)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _once(self, path: str, query: Mapping[str, str], where: str) -> httpx.Response:
        if self._free_at is not None:
            rates.rest_until(self._free_at, where=where, pace=self._pace)
        try:
            response = self._client.get(path, params=dict(query))
        except httpx.TransportError as error:
            raise rates.Again(type(error).__name__) from error
        self._free_at = self._read_spent_until(response, self._pace.clock())
        self._refuse(response, where)
        return response

    def _refuse(self, response: httpx.Response, where: str) -> None:
        status, why = response.status_code, _why(response)
        if status == 429:
            self._free_at = None
            free_at = self._read_free_at(response, self._pace.clock())
            raise rates.Again(f"429 {why}", free_at=free_at, final=rates.RateLimited(where, free_at))
        if status in (408, 425) or status >= 500:
            raise rates.Again(f"{status} {why}")
        if status == 401:
            raise TokenExpired(where)
        if status == 403:
            raise AccessRefused(where, why)
        if status == 404:
            raise NotThere(where, why)
        if status != 200:
            raise RequestRefused(where, status, why)


def number(response: httpx.Response, header: str) -> float | None:
    """A header's number, where it has one that can be reckoned with."""
    try:
        found = float(response.headers.get(header, ""))
    except ValueError:
        return None
    return found if 0 <= found < 1e12 else None


def _why(response: httpx.Response) -> str:
    """What an error's body says of itself: X writes title and detail, Discord code and message."""
    try:
        told = answers.fields(answers.read(response.content, where=""))
    except answers.UnexpectedAnswer:
        return response.reason_phrase
    words = [str(told[name]) for name in ("code", "title", "detail", "message") if told.get(name)]
    return ": ".join(words)[:300] or response.reason_phrase
