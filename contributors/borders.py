"""Borders: finds the part of a picture inside a plain border.

Takes RGB pixels and gives a box; a frame added around somebody's picture then does not hide it from `pdq`.
Lines whose pixels are all alike are cut away from every side, again and again until none is left.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PLAIN_RANGE = 16
LEAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Box:
    """Which rows and columns are inside; `is_whole` when nothing was cut."""

    rows: slice
    columns: slice
    is_whole: bool


def trimmed(pixels: NDArray[np.uint8]) -> Box:
    """Cut plain lines off RGB pixels, shape (height, width, 3); the whole where too little would be left."""
    height, width = pixels.shape[:2]
    top, bottom, left, right = 0, height, 0, width
    before = None
    while before != (top, bottom, left, right):
        before = (top, bottom, left, right)
        top, bottom = _busy(pixels[top:bottom, left:right], 1, top)
        if bottom - top < LEAST_SHARE * height:
            return Box(slice(0, height), slice(0, width), True)
        left, right = _busy(pixels[top:bottom, left:right], 0, left)
        if right - left < LEAST_SHARE * width:
            return Box(slice(0, height), slice(0, width), True)
    return Box(slice(top, bottom), slice(left, right), (top, bottom, left, right) == (0, height, 0, width))


def _busy(pixels: NDArray[np.uint8], across: int, start: int) -> tuple[int, int]:
    """The span of lines, counted from `start`, between the first and last that are not plain."""
    first, last = np.take(pixels, (0,), 1 - across), np.take(pixels, (-1,), 1 - across)
    if not _plain(first, across).any() and not _plain(last, across).any():
        return start, start + pixels.shape[1 - across]
    lines = np.flatnonzero(~_plain(pixels, across))
    if lines.size == 0:
        return start, start
    return start + int(lines[0]), start + int(lines[-1]) + 1


def _plain(pixels: NDArray[np.uint8], across: int) -> NDArray[np.bool_]:
    """Which lines vary by no more than noise in every channel."""
    spread = pixels.max(axis=across).astype(np.int16) - pixels.min(axis=across)
    return np.asarray(spread.max(axis=1) <= PLAIN_RANGE)
