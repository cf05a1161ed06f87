"""Flat search in FAISS: one picture against many millions of hashes, exact, faster than PostgreSQL counts bits.

Takes and gives what `kin.between` does. The only importer of FAISS, which is asked for above a million pictures;
`kin_join` stands in where it is not installed.
"""

import faiss
import numpy as np

from contributors.kin import Hashes, HashesDiffer, Pairs


class Flat:
    """Hashes kept ready for many questions; one copy of them in memory."""

    def __init__(self, known: Hashes) -> None:
        """Take the hashes, shape (n, 8 or 32) bytes, in."""
        self._width_bytes = known.shape[1]
        self._index = faiss.IndexBinaryFlat(known.shape[1] * 8)
        self._index.add(np.ascontiguousarray(known, np.uint8))

    def between(self, asked: Hashes, radius_bits: int) -> Pairs:
        """Give every (row of asked, row of known) at most `radius_bits` apart, sorted; raises HashesDiffer."""
        if asked.shape[1] != self._width_bytes:
            raise HashesDiffer(asked.shape[1], self._width_bytes)
        # FAISS gives what is nearer than the radius, not what is as near.
        ends, _distances, rows = self._index.range_search(np.ascontiguousarray(asked, np.uint8), radius_bits + 1)
        ours = np.repeat(np.arange(len(asked)), np.diff(ends.astype(np.int64)))
        found = np.stack([ours, rows.astype(np.int64)], axis=1)
        return found[np.lexsort((found[:, 1], found[:, 0]))]


def between(asked: Hashes, known: Hashes, radius_bits: int) -> Pairs:
    """Give every (row of asked, row of known) at most `radius_bits` apart, sorted; raises HashesDiffer."""
    return Flat(known).between(asked, radius_bits)
