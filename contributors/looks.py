"""Looks: whether two pictures show the same, turned or mirrored or not, by a small grey copy of each.

A hash says where to look; a look says whether it was right. Of two grey copies of 32 x 32, the brightness steps
between neighbours are correlated: light, contrast and gamma hardly move that number, another drawing of the same
layout does. Takes looks and 4 x 4 colour grids as `fingerprints` makes them; what follows is `kin`'s.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

EDGE = 32
COLOUR_EDGE = 4
CACHED = 4_096

# In the order of `pdq.orientations`: as it is, three quarter turns, top-bottom, left-right, both diagonals.
TURNINGS: tuple[Callable[[Array], Array], ...] = (
    lambda grid: grid,
    lambda grid: np.rot90(grid, 1),
    lambda grid: np.rot90(grid, 2),
    lambda grid: np.rot90(grid, 3),
    lambda grid: np.flipud(grid),
    lambda grid: np.fliplr(grid),
    lambda grid: np.swapaxes(grid, 0, 1),
    lambda grid: np.swapaxes(np.rot90(grid, 2), 0, 1),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two looks agree, -1 to 1, in the asking picture's best orientation, and which that is (0 upright)."""

    correlation: float
    orientation: int


def agreement(asked: bytes, known: bytes) -> Agreement:
    """Compare in all eight orientations; looks without any step agree with nothing."""
    if not asked or not known:
        return Agreement(0.0, 0)
    correlations = _steps_all_ways(asked) @ _steps(_grid(known))
    best = int(np.argmax(correlations))
    return Agreement(float(correlations[best]), best)


def tint_distance(asked: bytes, known: bytes, orientation: int = 0) -> float:
    """The mean difference in tint of two colour grids, 0 to 255, whatever their brightness."""
    turned = TURNINGS[orientation](_colours(asked))
    return float(np.abs(_tints(turned) - _tints(_colours(known))).mean())


def cast_distance(asked: bytes, known: bytes) -> float:
    """The difference in tint of two pictures as wholes, so that a cropping may be compared with its picture."""
    casts = [_tints(_colours(one)).mean(axis=(0, 1)) for one in (asked, known)]
    return float(np.abs(casts[0] - casts[1]).mean())


@functools.lru_cache(maxsize=CACHED)
def _steps_all_ways(asked: bytes) -> Array:
    grid = _grid(asked)
    return np.stack([_steps(turn(grid)) for turn in TURNINGS])


def _grid(greys: bytes) -> Array:
    return np.frombuffer(greys, np.uint8).reshape(EDGE, EDGE).astype(np.float32)


def _steps(grid: Array) -> Array:
    """Steps down and across as one vector of length one, or all zero where there are none."""
    steps = np.concatenate([np.diff(grid, axis=0)[:, :-1].ravel(), np.diff(grid, axis=1)[:-1].ravel()])
    steps -= steps.mean()
    length = np.linalg.norm(steps)
    return np.asarray(steps / length if length > 0 else steps, np.float32)


def _colours(grid: bytes) -> Array:
    return np.frombuffer(grid, np.uint8).reshape(COLOUR_EDGE, COLOUR_EDGE, 3).astype(np.float32)


def _tints(grid: Array) -> Array:
    """Red and blue, each against green."""
    return np.stack([grid[..., 0] - grid[..., 1], grid[..., 2] - grid[..., 1]], axis=-1)
