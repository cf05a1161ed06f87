"""Bands: the inner loops of `kin_join`, compiled by Numba.

A plan cuts the bits of a hash into bands with allowances; for each band rows are sorted by counting, and buckets
whose keys differ in at most the band's allowance are compared. Takes and gives arrays; what pairs mean is `kin`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Integers = NDArray[np.int64]
Counts = NDArray[np.int32]

# Of 128 bits outside the band that chance sets, fewer than 32 differ in one pair of some hundred million.
PEEKED_WORDS = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """How the bits are cut: where each band begins, how many bits it has and how many of them may differ."""

    firsts: Integers
    lengths: Integers
    allowances: Integers


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows in order of one band's key: a peek at each hash, its row, and where each key's bucket begins.

    `words` are the whole hashes in the order of their rows; `peeks` are the words that most pairs differ in.
    """

    words: Words
    peeks: Words
    rows: Counts
    starts: Counts


def sort(words: Words, cut: Plan, band: int) -> Sorted:
    """Sort rows by one band's key."""
    first, length = int(cut.firsts[band]), int(cut.lengths[band])
    chosen = _outside(words.shape[1], first, length)
    return Sorted(words, *_ordered(words, _keys(words, first, length), 1 << length, chosen))


def compare(
    ours: Sorted, theirs: Sorted, cut: Plan, band: int, radius_bits: int, same: bool, room: NDArray[np.int32]
) -> int:
    """Write pairs of rows into `room` as far as it reaches, and give how many there are."""
    masks = _masks(int(cut.lengths[band]), int(cut.allowances[band]))
    return _compared(
        ours.words,
        ours.peeks,
        ours.rows,
        ours.starts,
        theirs.words,
        theirs.peeks,
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


def _outside(width: int, first: int, length: int) -> Integers:
    """Words that the band does not touch: near in the band, hashes that are not near differ there."""
    untouched = [word for word in range(width) if word < first // 64 or word > (first + length - 1) // 64]
    return np.array((untouched or range(width))[:PEEKED_WORDS], np.int64)


def _masks(length: int, allowance: int) -> Integers:
    """Every number of `length` bits with at most `allowance` of them set, in order: near keys lie together."""
    chosen = (places for bits in range(allowance + 1) for places in combinations(range(length), bits))
    return np.array(sorted(sum(1 << place for place in places) for places in chosen), np.int64)


def _jumps(masks: Integers) -> Integers:
    """For each mask, the place of the first with a higher highest bit."""
    heights = np.frexp(masks.astype(np.float64))[1]
    return np.searchsorted(heights, heights, side="right").astype(np.int64)


def _count_bits_plain(word: np.uint64) -> np.uint64:
    """The compiler knows this sum and counts with the processor's own instruction, many words at a time."""
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


count_bits: Callable[[np.uint64], np.uint64] = njit(cache=True, inline="always")(_count_bits_plain)
_key: Callable[[Words, int, int, int], np.uint64] = njit(cache=True)(_key_plain)


def _keys_plain(words: Words, first: int, length: int) -> Counts:
    keys = np.empty(words.shape[0], np.int32)
    for row in range(words.shape[0]):
        keys[row] = np.int32(_key(words, row, first, length))
    return keys


def _ordered_plain(words: Words, keys: Counts, size: int, chosen: Integers) -> tuple[Words, Counts, Counts]:
    """Sort by counting: peeks and rows in order, and where each key begins; hashes are read once, as they lie."""
    starts = np.zeros(size + 1, np.int32)
    for key in keys:
        starts[key + 1] += 1
    for key in range(size):
        starts[key + 1] += starts[key]
    ends = starts.copy()
    peeks, rows = np.empty((keys.size, chosen.size), np.uint64), np.empty(keys.size, np.int32)
    for row in range(keys.size):
        place = ends[keys[row]]
        ends[keys[row]] += 1
        rows[place] = row
        for peek in range(chosen.size):
            peeks[place, peek] = words[row, chosen[peek]]
    return peeks, rows, starts


def _told_before_plain(
    one: Words, i: int, other: Words, j: int, firsts: Integers, lengths: Integers, allowances: Integers
) -> bool:
    """Whether an earlier band has told this pair already."""
    for band in range(firsts.size):
        mine = _key(one, i, firsts[band], lengths[band])
        if count_bits(mine ^ _key(other, j, firsts[band], lengths[band])) <= np.uint64(allowances[band]):
            return True
    return False


def _is_near_plain(one: Words, i: int, other: Words, j: int, radius_bits: np.uint64) -> bool:
    bits = np.uint64(0)
    for word in range(one.shape[1]):
        bits += count_bits(one[i, word] ^ other[j, word])
    return bool(bits <= radius_bits)


_keys: Callable[[Words, int, int], Counts] = njit(cache=True)(_keys_plain)
_ordered: Callable[[Words, Counts, int, Integers], tuple[Words, Counts, Counts]] = njit(cache=True)(_ordered_plain)
_told_before: Callable[[Words, int, Words, int, Integers, Integers, Integers], bool] = njit(cache=True)(
    _told_before_plain
)
_is_near: Callable[[Words, int, Words, int, np.uint64], bool] = njit(cache=True)(_is_near_plain)


def _spanned_plain(
    key: int, starts: Counts, masks: Integers, jumps: Integers, same: bool, spans: Words
) -> tuple[np.uint64, np.uint64]:
    """Look up the buckets near a key, all before any is read, so that the memory answers many at once.

    Within one collection only upwards, so that no two buckets meet twice. Gives how many buckets and hashes.
    """
    count, size, place = np.uint64(0), np.uint64(0), 0
    while place < masks.size:
        near = np.uint64(key ^ masks[place])
        if same and near < np.uint64(key):
            place = jumps[place]
            continue
        place += 1
        spans[count, 0] = np.uint64(starts[near])
        spans[count, 1] = np.uint64(starts[near + np.uint64(1)])
        size += spans[count, 1] - spans[count, 0]
        count += np.uint64(1)
    return count, size


def _gathered_plain(peeks: Words, spans: Words, count: np.uint64, near: Words, places: Counts) -> None:
    """Lay the hashes of those buckets side by side, each peeked word in a line of its own."""
    at, wide = np.uint64(0), peeks.shape[1] > 1
    for span in range(count):
        for place in range(spans[span, 0], spans[span, 1]):
            near[0, at] = peeks[place, 0]
            if wide:
                near[1, at] = peeks[place, 1]
            places[at] = np.int32(place)
            at += np.uint64(1)


def _flagged_plain(
    peeks: Words, i: int, near: Words, first: np.uint64, last: np.uint64, radius: np.uint64
) -> np.uint64:
    """Count hashes that a peek finds no farther than the radius; almost always none."""
    count, one = np.uint64(0), peeks[i, 0]
    if peeks.shape[1] > 1:
        other = peeks[i, 1]
        for at in range(first, last):
            count += np.uint64(count_bits(one ^ near[0, at]) + count_bits(other ^ near[1, at]) <= radius)
    else:
        for at in range(first, last):
            count += np.uint64(count_bits(one ^ near[0, at]) <= radius)
    return count


_spanned: Callable[[int, Counts, Integers, Integers, bool, Words], tuple[np.uint64, np.uint64]] = njit(cache=True)(
    _spanned_plain
)
_gathered: Callable[[Words, Words, np.uint64, Words, Counts], None] = njit(cache=True)(_gathered_plain)
_flagged: Callable[[Words, int, Words, np.uint64, np.uint64, np.uint64], np.uint64] = njit(cache=True)(_flagged_plain)


def _compared_plain(
    our_words: Words,
    our_peeks: Words,
    our_rows: Counts,
    our_starts: Counts,
    their_words: Words,
    their_peeks: Words,
    their_rows: Counts,
    their_starts: Counts,
    masks: Integers,
    jumps: Integers,
    firsts: Integers,
    lengths: Integers,
    allowances: Integers,
    radius_bits: np.uint64,
    same: bool,
    room: NDArray[np.int32],
) -> int:
    """Bring all near buckets before each bucket, and compare hash by hash in one unbroken line."""
    count, spans = 0, np.empty((masks.size, 2), np.uint64)
    near, places, wide = np.empty((2, 0), np.uint64), np.empty(0, np.int32), our_peeks.shape[1] > 1
    for key in range(our_starts.size - 1):
        begin, end = our_starts[key], our_starts[key + 1]
        if begin == end:
            continue
        buckets, size = _spanned(key, their_starts, masks, jumps, same, spans)
        if size > np.uint64(places.size):
            near, places = np.empty((2, 2 * size), np.uint64), np.empty(2 * size, np.int32)
        _gathered(their_peeks, spans, buckets, near, places)
        for i in range(begin, end):
            first = np.uint64(i - begin + 1 if same else 0)
            if _flagged(our_peeks, i, near, first, size, radius_bits) == 0:
                continue
            row = our_rows[i]
            for at in range(first, size):
                bits = count_bits(our_peeks[i, 0] ^ near[0, at])
                if wide:
                    bits += count_bits(our_peeks[i, 1] ^ near[1, at])
                if bits > radius_bits:
                    continue
                their_row = their_rows[places[at]]
                if not _is_near(our_words, row, their_words, their_row, radius_bits):
                    continue
                if _told_before(our_words, row, their_words, their_row, firsts, lengths, allowances):
                    continue
                if count < room.shape[0]:
                    room[count, 0], room[count, 1] = row, their_row
                count += 1
    return count


_compared: Callable[..., int] = njit(cache=True, nogil=True)(_compared_plain)
