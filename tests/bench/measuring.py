"""Measuring: peer and ours in turn, in one run, on the same input; figures with their goals.

Takes functions to time; gives medians of processor time, so that others who use the machine move neither side.
A figure measured at another size than its goal speaks of is not judged.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

# What libraries read before they start threads of their own: one core, for peer and ours alike.
ONE_CORE = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that the value or the ratio has to reach; `judged` is false where the size is not the goal's."""

    of: Literal["value", "ratio"]
    side: Literal["at least", "at most"]
    bound: float
    judged: bool = True

    def __str__(self) -> str:
        return f"{self.side} {self.bound:g}{'x' if self.of == 'ratio' else ''}"

    def is_met(self, value: float | None, ratio: float | None) -> bool | None:
        """Give None where nothing can be said."""
        reached = value if self.of == "value" else ratio
        if not self.judged or reached is None:
            return None
        return reached >= self.bound if self.side == "at least" else reached <= self.bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `ratio` is the peer's cost over ours, `against` says on what it was measured.

    Where nothing could be measured, `value` is None and `against` says why.
    """

    name: str
    value: float | None
    unit: str
    against: str
    ratio: float | None = None
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.goal.is_met(self.value, self.ratio)


@dataclass(frozen=True, slots=True)
class Paired:
    """Median seconds of processor time of a peer and of ours."""

    peer: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.peer / self.ours


def in_turn(peer: Callable[[], object], ours: Callable[[], object], rounds: int) -> Paired:
    """Time both alternately, after one round that only warms caches."""
    peer()
    ours()
    times = [(_seconds(peer), _seconds(ours)) for _ in range(rounds)]
    return Paired(statistics.median(one for one, _ in times), statistics.median(one for _, one in times))


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Give the median of some rounds."""
    return statistics.median(_seconds(work) for _ in range(rounds))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
