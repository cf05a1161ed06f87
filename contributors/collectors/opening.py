"""Opening: a collector with its downloads and its patience, closed when the walks are done.

Takes where a platform is asked and with what token; gives the collector. Where that is this machine itself, its
pictures may come from this machine too, by plain http: so demonstrations and tests are walked; nowhere else.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import httpx

from contributors.collectors import asking, download, rates
from contributors.collectors.discord import Discord
from contributors.collectors.reach import Reach
from contributors.collectors.x import X


@dataclass(frozen=True, slots=True)
class House:
    """Where a platform is asked, the token it knows us by, and the hashtag that marks a gift."""

    url: str
    token: str = field(repr=False)
    hashtag: str


@contextmanager
def x_opened(house: House, *, pace: rates.Pace) -> Iterator[X]:
    """The collector for X. Raises asking.Insecure."""
    with closing(_downloads(house, download.X_HOSTS, pace)) as downloads:
        collector = X(token=house.token, downloads=downloads, pace=pace, base_url=house.url, hashtag=house.hashtag)
        with closing(collector):
            yield collector


@contextmanager
def discord_opened(house: House, *, pace: rates.Pace) -> Iterator[Discord]:
    """The collector for Discord. Raises asking.Insecure."""
    with closing(_downloads(house, download.DISCORD_HOSTS, pace)) as downloads:
        collector = Discord(
            token=house.token, downloads=downloads, pace=pace, base_url=house.url, hashtag=house.hashtag
        )
        with closing(collector):
            yield collector


def _downloads(house: House, hosts: frozenset[str], pace: rates.Pace) -> download.Downloads:
    host = httpx.URL(house.url).host
    reach = Reach(frozenset({host}), loopback_allowed=True) if host in asking.LOOPBACK else Reach(hosts)
    return download.Downloads(reach, pace=pace)
