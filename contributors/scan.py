"""Scan: some hashes against all that are kept in memory, one after the other, compiled by Numba.

For questions that come one by one while the collection grows, where sorting for `kin_join` would never pay off.
Takes hashes as words; gives which of the kept ones are near. Nothing is copied on the way.
"""

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from contributors.bands import Words, count_bits


def near(asked: Words, kept: Words, radius_bits: int) -> NDArray[np.int64]:
    """Give the rows of `kept`, shape (n, words), at most `radius_bits` from any row of `asked`, in order."""
    found = np.empty(len(kept), np.bool_)
    _mark(np.ascontiguousarray(asked), kept, np.uint64(radius_bits), found)
    return np.flatnonzero(found)


def _mark_plain(asked: Words, kept: Words, radius_bits: np.uint64, found: NDArray[np.bool_]) -> None:
    for row in range(kept.shape[0]):
        found[row] = False
        for one in range(asked.shape[0]):
            bits = np.uint64(0)
            for word in range(kept.shape[1]):
                bits += count_bits(asked[one, word] ^ kept[row, word])
            if bits <= radius_bits:
                found[row] = True
                break


_mark: Callable[[Words, Words, np.uint64, NDArray[np.bool_]], None] = njit(cache=True, nogil=True)(_mark_plain)
