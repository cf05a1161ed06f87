"""Planted: random hashes for the joins, with near pairs sown among them, so that recall can be counted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contributors.kin import Hashes, Pairs

PLANTED_SHARE = 100


@dataclass(frozen=True, slots=True)
class Collection:
    """Hashes, and pairs of rows (n, 2) that are known to be near."""

    hashes: Hashes
    planted: Pairs


@dataclass(frozen=True, slots=True)
class Two:
    """A collection that is asked, one that is known, and planted pairs (row of asked, row of known)."""

    asked: Hashes
    known: Hashes
    planted: Pairs


def one(count: int, width_bytes: int, radius_bits: int) -> Collection:
    """Each hundredth hash is another one with up to `radius_bits` bits changed."""
    chance = np.random.default_rng(count)
    hashes = chance.integers(0, 256, (count, width_bytes), dtype=np.uint8)
    copies = np.arange(0, count - 1, PLANTED_SHARE)
    hashes[copies] = _moved(hashes[copies + 1], radius_bits, chance)
    return Collection(hashes, np.stack([copies, copies + 1], axis=1))


def two(asked_count: int, known_count: int, width_bytes: int, radius_bits: int) -> Two:
    """Each hundredth asking hash is a known one with up to `radius_bits` bits changed."""
    chance = np.random.default_rng(known_count)
    known = chance.integers(0, 256, (known_count, width_bytes), dtype=np.uint8)
    asked = chance.integers(0, 256, (asked_count, width_bytes), dtype=np.uint8)
    copies = np.arange(0, asked_count, PLANTED_SHARE)
    originals = chance.choice(known_count, copies.size, replace=False)
    asked[copies] = _moved(known[originals], radius_bits, chance)
    return Two(asked, known, np.stack([copies, originals], axis=1))


def recall(found: Pairs, planted: Pairs) -> float:
    """What share of the planted pairs was found."""
    return float(np.isin(_numbers(planted), _numbers(found)).mean())


def _numbers(pairs: Pairs) -> NDArray[np.int64]:
    return pairs[:, 0] * (1 << 31) + pairs[:, 1]


def _moved(hashes: Hashes, radius_bits: int, chance: np.random.Generator) -> Hashes:
    """Change at most so many bits: a place drawn twice counts once, as bits are set and then compared."""
    bits = np.unpackbits(hashes, axis=1)
    rows = np.arange(len(bits))
    wanted = chance.integers(0, radius_bits + 1, len(bits))
    for step in range(radius_bits):
        changing = rows[wanted > step]
        bits[changing, chance.integers(0, bits.shape[1], changing.size)] ^= 1
    return np.packbits(bits, axis=1)
