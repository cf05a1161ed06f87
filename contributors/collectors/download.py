"""Download: one picture's bytes, whole and as they were sent, within bounds of size, time, kind and host.

Takes an address that a post named; gives the bytes, or refuses with a reason that will be the same tomorrow, or
with `rates.SourceUnavailable` where it may not. Whether the picture may be taken at all is `consent`'s.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from contributors.collectors import rates
from contributors.collectors.posts import Reason
from contributors.collectors.reach import AddressNotPublic, HostNotAllowed, Pinned, Reach

X_HOSTS = frozenset({"pbs.twimg.com"})
DISCORD_HOSTS = frozenset({"cdn.discordapp.com"})
PICTURE_TYPES = frozenset(
    f"image/{kind}" for kind in ("jpeg", "jpg", "png", "webp", "gif", "bmp", "x-ms-bmp", "tiff", "avif")
)
MOST_REDIRECTS = 3
TIMEOUT = httpx.Timeout(20.0, connect=10.0)


class DownloadRefused(Exception):
    """Cannot be fetched, and trying again would not change it; ``reason`` is stable, str() says what was wrong."""

    def __init__(self, url: httpx.URL, reason: Reason, told: str) -> None:
        super().__init__(f"{unsigned(url)}: {told}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest file in bytes, the longest download in seconds, and the content types that are pictures."""

    most_bytes: int = 50_000_000
    longest_seconds: float = 120.0
    types: frozenset[str] = PICTURE_TYPES


class Downloads:
    """Fetches pictures from the hosts in reach. Sends no token and no cookie."""

    def __init__(
        self,
        reach: Reach,
        *,
        pace: rates.Pace,
        bounds: Bounds | None = None,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        """``certificates`` are those to trust; the usual ones where not given."""
        self._reach, self._pace, self._bounds = reach, pace, bounds or Bounds()
        self._client = httpx.Client(
            transport=Pinned(reach, certificates=certificates),
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            # Asked for as it is: a compressed answer could unpack to any size, and is not the file that was given.
            headers={"Accept-Encoding": "identity", "User-Agent": "Henrei (contributor reward ledger)"},
        )

    def fetch(self, address: str, *, size_bytes: int | None = None) -> bytes:
        """The file's bytes; ``size_bytes`` is its size where the provider told it.

        Raises DownloadRefused, rates.SourceUnavailable, rates.RateLimited.
        """
        url = _parsed(address)
        if size_bytes is not None and size_bytes > self._bounds.most_bytes:
            raise DownloadRefused(url, "too_large", f"{size_bytes:,} bytes; at most {self._bounds.most_bytes:,}")
        try:
            return rates.patiently(lambda: self._once(url, size_bytes), where=unsigned(url), pace=self._pace)
        finally:
            self._client.cookies.clear()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _once(self, url: httpx.URL, size_bytes: int | None) -> bytes:
        """One attempt, redirects within the same host followed."""
        for _hop in range(MOST_REDIRECTS + 1):
            found = self._answer(url, size_bytes)
            if isinstance(found, bytes):
                return found
            url = found
        raise DownloadRefused(url, "redirected_away", f"more than {MOST_REDIRECTS} redirects")

    def _answer(self, url: httpx.URL, size_bytes: int | None) -> bytes | httpx.URL:
        try:
            with self._client.stream("GET", url) as response:
                return self._read(url, response, size_bytes)
        except (HostNotAllowed, AddressNotPublic) as refusal:
            reason: Reason = "host_not_allowed" if isinstance(refusal, HostNotAllowed) else "address_not_public"
            raise DownloadRefused(url, reason, str(refusal)) from refusal
        except httpx.TransportError as error:
            raise rates.Again(type(error).__name__) from error

    def _read(self, url: httpx.URL, response: httpx.Response, size_bytes: int | None) -> bytes | httpx.URL:
        if response.is_redirect:
            return _onward(url, response)
        self._refuse_status(url, response)
        self._refuse_headers(url, response)
        content = self._body(url, response)
        if size_bytes is not None and len(content) != size_bytes:
            raise _broken_off(url, f"{len(content):,} bytes came where {size_bytes:,} were announced")
        return content

    def _refuse_status(self, url: httpx.URL, response: httpx.Response) -> None:
        status = response.status_code
        if status == 429:
            wait = response.headers.get("retry-after", "")
            seconds = min(int(wait), 86_400) if wait.isascii() and wait.isdigit() else 0
            raise rates.Again("429", free_at=self._pace.clock() + timedelta(seconds=seconds))
        if status == 408 or status >= 500:
            raise rates.Again(str(status))
        if status in (403, 404, 410):
            raise DownloadRefused(url, "gone", f"answered with {status}: deleted, or its address has run out")
        if status != 200:
            raise DownloadRefused(url, "download_refused", f"answered with {status}")

    def _refuse_headers(self, url: httpx.URL, response: httpx.Response) -> None:
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in self._bounds.types:
            raise DownloadRefused(url, "not_a_picture", f"is {kind or 'of no named type'}, no picture")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise DownloadRefused(url, "download_refused", "comes compressed though asked for as it is")
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._bounds.most_bytes:
            raise self._too_large(url, f"{int(announced):,} bytes are announced")

    def _body(self, url: httpx.URL, response: httpx.Response) -> bytes:
        """All bytes, or none: a body that stops early, runs over or takes too long is no picture."""
        content = bytearray()
        for piece in self._pieces(url, response):
            content += piece
            if len(content) > self._bounds.most_bytes:
                raise self._too_large(url, "more bytes come")
        return bytes(content)

    def _pieces(self, url: httpx.URL, response: httpx.Response) -> Iterator[bytes]:
        ends_at = self._pace.clock() + timedelta(seconds=self._bounds.longest_seconds)
        try:
            for piece in response.iter_raw():
                self._refuse_slowness(url, ends_at)
                yield piece
        except httpx.TransportError as error:
            raise _broken_off(url, f"the file broke off ({type(error).__name__})") from error

    def _refuse_slowness(self, url: httpx.URL, ends_at: datetime) -> None:
        if self._pace.clock() > ends_at:
            raise _broken_off(url, f"the file took longer than {self._bounds.longest_seconds:g} seconds")

    def _too_large(self, url: httpx.URL, told: str) -> DownloadRefused:
        return DownloadRefused(url, "too_large", f"{told}; at most {self._bounds.most_bytes:,} are taken")


def unsigned(url: httpx.URL) -> str:
    """An address without its query, which may hold a signature that opens the file for anybody."""
    return str(url.copy_with(query=None, fragment=None, username=None, password=None))


def _parsed(address: str) -> httpx.URL:
    try:
        return httpx.URL(address)
    except (httpx.InvalidURL, TypeError) as error:
        raise DownloadRefused(httpx.URL(""), "host_not_allowed", "the post names no readable address") from error


def _onward(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Where a redirect leads, if that is the same host by the same scheme and port. Raises DownloadRefused."""
    try:
        onward = url.join(response.headers["location"])
    except httpx.InvalidURL as error:
        raise DownloadRefused(url, "redirected_away", "redirects to no readable address") from error
    if (onward.scheme, onward.host, onward.port) != (url.scheme, url.host, url.port):
        raise DownloadRefused(url, "redirected_away", f"redirects to {onward.scheme}://{onward.host}")
    return onward


def _broken_off(url: httpx.URL, told: str) -> rates.Again:
    return rates.Again(told, final=DownloadRefused(url, "broken_off", told))
