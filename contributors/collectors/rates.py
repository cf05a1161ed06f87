"""Waiting: how often something is tried again, and how long is waited in between.

Takes the attempt as a function, and the clock, the sleep and the chance from its caller; gives the attempt's
answer, or refuses when patience is used up. Knows no provider and no HTTP.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

Answer = TypeVar("Answer")


class SourceUnavailable(Exception):
    """Cannot be asked now, because the other side keeps failing; asking again later goes on from the same place."""

    def __init__(self, where: str, attempts: int, last: str) -> None:
        super().__init__(f"{where} failed {attempts} times, at last with: {last}; ask again later")
        self.where = where
        self.attempts = attempts
        self.last = last


class RateLimited(Exception):
    """Cannot be asked now, because the other side allows no more until ``until_at`` (None: it does not say)."""

    def __init__(self, where: str, until_at: datetime | None) -> None:
        until = f"until {until_at:%Y-%m-%d %H:%M:%S %Z}" if until_at else "for now"
        super().__init__(f"{where} allows no more requests {until}; ask again then")
        self.where = where
        self.until_at = until_at


class Again(Exception):
    """One attempt failed in a way that may pass.

    ``free_at`` is when the other side says it may be asked again; ``final`` is what it amounts to if it never passes.
    """

    def __init__(self, why: str, *, free_at: datetime | None = None, final: Exception | None = None) -> None:
        super().__init__(why)
        self.free_at = free_at
        self.final = final


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a collector is, and what it waits by. ``jitter`` gives 0 <= chance < 1; waits are in seconds."""

    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    attempts: int = 6
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    longest_rate_wait_seconds: float = 16 * 60.0


def patiently(attempt: Callable[[], Answer], *, where: str, pace: Pace) -> Answer:
    """The attempt's first answer. Raises SourceUnavailable, RateLimited, or an attempt's ``final`` refusal."""
    for count in range(1, pace.attempts + 1):
        try:
            return attempt()
        except Again as again:
            if count == pace.attempts:
                raise _used_up(again, where, count) from again
            _wait_out(again, count, where, pace)
    raise SourceUnavailable(where, 0, "no attempt is allowed")


def rest_until(free_at: datetime, *, where: str, pace: Pace) -> None:
    """Sleep until a moment that the other side named. Raises RateLimited where that is too far off."""
    left_seconds = (free_at - pace.clock()).total_seconds()
    if left_seconds > pace.longest_rate_wait_seconds:
        raise RateLimited(where, free_at)
    if left_seconds > 0:
        pace.sleep(left_seconds)


def backoff_seconds(count: int, pace: Pace) -> float:
    """Seconds to wait after the ``count``-th failure: doubling, bounded, between half and all of it by chance."""
    whole = min(pace.longest_wait_seconds, pace.first_wait_seconds * 2.0 ** (count - 1))
    return whole * (0.5 + 0.5 * pace.jitter())


def _wait_out(again: Again, count: int, where: str, pace: Pace) -> None:
    """A named moment may lie in the past by a skewed clock: at least the backoff is waited then."""
    if again.free_at is not None and again.free_at > pace.clock() + timedelta(seconds=backoff_seconds(count, pace)):
        rest_until(again.free_at, where=where, pace=pace)
    else:
        pace.sleep(backoff_seconds(count, pace))


def _used_up(again: Again, where: str, count: int) -> Exception:
    if again.final is not None:
        return again.final
    return SourceUnavailable(where, count, str(again))
