"""Bands: the inner loops of `kin_join`, compiled by Numba.

A plan cuts the bits of a hash into bands with allowances; for each band rows are sorted by counting, and buckets
whose keys differ in at most the band's allowance are compared. Takes and gives arrays; what pairs mean is `kin`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Integers = NDArray[np.int64]

LONGEST_BAND_BITS = 24
# What one probe of a bucket costs, counted in comparisons of two hashes.
PROBE_COST = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How the bits are cut: where each band begins, how many bits it has and how many of them may differ."""

    firsts: Integers
    lengths: Integers
    allowances: Integers


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows in order of one band's key: their hashes, their numbers, and where each key's bucket begins."""

    words: Words
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]


def plan(bits: int, radius_bits: int, asked: int, known: int) -> Plan:
    """Choose the number of bands that asks for the fewest comparisons, were the hashes random."""
    fewest = -(-bits // LONGEST_BAND_BITS)
    plans = [_cut(bits, radius_bits, count) for count in range(fewest, bits // 4 + 1)]
    return min(plans, key=lambda one: _cost(one, asked, known))


def _cut(bits: int, radius_bits: int, count: int) -> Plan:
    """Cut evenly; bands that may not even be equal are left out, as others will tell every pair."""
    edges = np.arange(count + 1) * bits // count
    share, rest = divmod(radius_bits + 1, count)
    allowances = np.full(count, share - 1, np.int64)
    allowances[:rest] += 1
    used = allowances >= 0
    return Plan(edges[:-1][used], np.diff(edges)[used], np.minimum(allowances, np.diff(edges))[used])


def _cost(one: Plan, asked: int, known: int) -> float:
    total = 0.0
    for length, allowance in zip(one.lengths.tolist(), one.allowances.tolist(), strict=True):
        probes = sum(comb(length, bits) for bits in range(allowance + 1))
        total += probes * (min(asked, 2.0**length) * PROBE_COST + asked * (known / 2.0**length)) + 2.0**length
    return total


def sort(words: Words, cut: Plan, band: int) -> Sorted:
    """Sort rows by one band's key."""
    keys = _keys(words, int(cut.firsts[band]), int(cut.lengths[band]))
    starts, rows = _counted(keys, 1 << int(cut.lengths[band]))
    return Sorted(words[rows], rows, starts)


def compare(
    ours: Sorted, theirs: Sorted, cut: Plan, band: int, radius_bits: int, same: bool, room: NDArray[np.int32]
) -> int:
    """Write pairs of rows into `room` as far as it reaches, and give how many there are."""
    masks = _masks(int(cut.lengths[band]), int(cut.allowances[band]))
    return _compared(
        ours.words,
        ours.rows,
        ours.starts,
        theirs.words,
        theirs.rows,
        theirs.starts,
        masks,
        _jumps(masks),
        cut.firsts[:band],
        cut.lengths[:band],
        cut.allowances[:band],
        np.uint64(radius_bits),
        same,
        room,
    )


def _masks(length: int, allowance: int) -> Integers:
    """Every number of `length` bits with at most `allowance` of them set, in order of the highest set bit."""
    chosen = (places for bits in range(allowance + 1) for places in combinations(range(length), bits))
    return np.array(sorted(sum(1 << place for place in places) for places in chosen), np.int64)


def _jumps(masks: Integers) -> Integers:
    """For each mask, the place of the first with a higher highest bit."""
    heights = np.frexp(masks.astype(np.float64))[1]
    return np.searchsorted(heights, heights, side="right").astype(np.int64)


def _count_bits_plain(word: np.uint64) -> np.uint64:
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)


def _key_plain(words: Words, row: int, first: int, length: int) -> np.uint64:
    """The bits from `first` on; a band may lie across two words."""
    word, shift = first // 64, first % 64
    key = words[row, word] >> np.uint64(shift)
    if shift + length > 64:
        key |= words[row, word + 1] << np.uint64(64 - shift)
    whole: np.uint64 = key & ((np.uint64(1) << np.uint64(length)) - np.uint64(1))
    return whole


_count_bits: Callable[[np.uint64], np.uint64] = njit(cache=True, inline="always")(_count_bits_plain)
_key: Callable[[Words, int, int, int], np.uint64] = njit(cache=True)(_key_plain)


def _keys_plain(words: Words, first: int, length: int) -> NDArray[np.int32]:
    keys = np.empty(words.shape[0], np.int32)
    for row in range(words.shape[0]):
        keys[row] = np.int32(_key(words, row, first, length))
    return keys


def _counted_plain(keys: NDArray[np.int32], size: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Sort by counting: where each key begins, and the rows in order."""
    starts = np.zeros(size + 1, np.int32)
    for key in keys:
        starts[key + 1] += 1
    for key in range(size):
        starts[key + 1] += starts[key]
    rows, ends = np.empty(keys.size, np.int32), starts.copy()
    for row in range(keys.size):
        rows[ends[keys[row]]] = row
        ends[keys[row]] += 1
    return starts, rows


def _told_before_plain(
    one: Words, i: int, other: Words, j: int, firsts: Integers, lengths: Integers, allowances: Integers
) -> bool:
    """Whether an earlier band has told this pair already."""
    for band in range(firsts.size):
        mine = _key(one, i, firsts[band], lengths[band])
        if _count_bits(mine ^ _key(other, j, firsts[band], lengths[band])) <= np.uint64(allowances[band]):
            return True
    return False


def _is_near_plain(one: Words, i: int, other: Words, j: int, radius_bits: np.uint64) -> bool:
    """Count from word to word and stop where the radius is passed: most pairs end at the first or second."""
    bits = np.uint64(0)
    for word in range(one.shape[1]):
        bits += _count_bits(one[i, word] ^ other[j, word])
        if bits > radius_bits:
            return False
    return True


_keys: Callable[[Words, int, int], NDArray[np.int32]] = njit(cache=True)(_keys_plain)
_counted: Callable[[NDArray[np.int32], int], tuple[NDArray[np.int32], NDArray[np.int32]]] = njit(cache=True)(
    _counted_plain
)
_told_before: Callable[[Words, int, Words, int, Integers, Integers, Integers], bool] = njit(cache=True)(
    _told_before_plain
)
_is_near: Callable[[Words, int, Words, int, np.uint64], bool] = njit(cache=True, inline="always")(_is_near_plain)


def _compared_plain(
    our_words: Words,
    our_rows: NDArray[np.int32],
    our_starts: NDArray[np.int32],
    their_words: Words,
    their_rows: NDArray[np.int32],
    their_starts: NDArray[np.int32],
    masks: Integers,
    jumps: Integers,
    firsts: Integers,
    lengths: Integers,
    allowances: Integers,
    radius_bits: np.uint64,
    same: bool,
    room: NDArray[np.int32],
) -> int:
    """Look from each bucket into those near it; within one collection only upwards, so that none is met twice."""
    count, wide = 0, our_words.shape[1] > 1
    for key in range(our_starts.size - 1):
        begin, end = our_starts[key], our_starts[key + 1]
        if begin == end:
            continue
        place = 0
        while place < masks.size:
            mask = masks[place]
            if same and key ^ mask < key:
                place = jumps[place]
                continue
            near_begin, near_end = their_starts[key ^ mask], their_starts[(key ^ mask) + 1]
            place += 1
            for i in range(begin, end):
                first = our_words[i, 0]
                second = our_words[i, 1] if wide else first
                for j in range(i + 1 if same and mask == 0 else near_begin, near_end):
                    bits = _count_bits(first ^ their_words[j, 0])
                    if wide:
                        bits += _count_bits(second ^ their_words[j, 1])
                    if bits > radius_bits:
                        continue
                    if wide and not _is_near(our_words, i, their_words, j, radius_bits):
                        continue
                    if _told_before(our_words, i, their_words, j, firsts, lengths, allowances):
                        continue
                    if count < room.shape[0]:
                        room[count, 0] = our_rows[i]
                        room[count, 1] = their_rows[j]
                    count += 1
    return count


_compared: Callable[..., int] = njit(cache=True, nogil=True)(_compared_plain)
