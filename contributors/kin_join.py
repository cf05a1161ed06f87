"""Kin join: every pair of near hashes in whole collections, exact, by multi-index hashing in Numba.

Takes hashes as rows of bytes and a radius in bits; gives pairs of rows. If two hashes differ in at most r bits,
then among m bands whose allowances t add up so that the sum of (t + 1) is r + 1, at least one band differs in
at most its allowance (Norouzi, Punjani, Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012).
So rows are sorted by each band and only buckets that near are compared; a pair is told at its first such band.
Equal hashes are joined once, as one. For one asking picture, and for the same answer by counting, see `kin`.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from contributors.kin import Hashes, HashesDiffer, Pairs

Words = NDArray[np.uint64]

MANY_HASHES = 3_000_000
LARGEST_BAND_BITS = 26
FIRST_ROOM = 1 << 16


@dataclass(frozen=True, slots=True)
class Plan:
    """How the bits are cut into bands: where each begins, how long it is, and how many bits may differ in it."""

    firsts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    allowances: NDArray[np.int64]


def pairs(hashes: Hashes, radius_bits: int) -> Pairs:
    """Give every pair (i, j), i < j, of rows at most `radius_bits` apart, sorted; hashes are (n, 8 or 32) bytes."""
    distinct, members = _grouped(hashes)
    near = _joined(distinct, distinct, radius_bits, same=True)
    found = np.concatenate([_spread(near, members, members), _within(members)])
    ordered = np.sort(found, axis=1)
    return _sorted(ordered)


def between(asked: Hashes, known: Hashes, radius_bits: int) -> Pairs:
    """Give every (row of asked, row of known) at most `radius_bits` apart, sorted; raises HashesDiffer."""
    if asked.shape[1] != known.shape[1]:
        raise HashesDiffer(asked.shape[1], known.shape[1])
    ours, our_members = _grouped(asked)
    theirs, their_members = _grouped(known)
    near = _joined(ours, theirs, radius_bits, same=False)
    return _sorted(_spread(near, our_members, their_members))
