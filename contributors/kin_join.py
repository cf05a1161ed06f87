"""Kin join: every pair of near hashes in whole collections, exact, by multi-index hashing in Numba.

Takes hashes as rows of bytes and a radius in bits; gives pairs of rows, the same as `kin` by brute force. If two
hashes differ in at most r bits, then among bands whose allowances t add up so that the sum of (t + 1) is r + 1,
at least one band differs in at most its allowance (Norouzi, Punjani, Fleet, "Fast Search in Hamming Space with
Multi-Index Hashing", 2012). So rows are sorted by each band, only buckets that near are compared, and a pair is
told at its first such band. Equal hashes are joined once, as one.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from contributors import bands
from contributors.bands import Plan, Words
from contributors.kin import Hashes, HashesDiffer, Pairs

FIRST_ROOM = 1 << 16
LONGEST_BAND_BITS = 24
# What looking up a bucket, ordering a row and keeping a key cost, counted in comparisons of two hashes.
BUCKET_COST = 200.0
ROW_COST = 150.0
KEY_COST = 4.0


@dataclass(frozen=True, slots=True)
class Groups:
    """Distinct hashes as words (n, 1 or 4), and the rows that hold each: `rows[starts[g] : starts[g + 1]]`."""

    words: Words
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]


def pairs(hashes: Hashes, radius_bits: int) -> Pairs:
    """Give every pair (i, j), i < j, of rows at most `radius_bits` apart, sorted; hashes are (n, 8 or 32) bytes.

    Many equal hashes make many pairs; for those, take `groups` and `near_groups`.
    """
    grouped = groups(hashes)
    found = np.concatenate([_spread(near_groups(grouped, radius_bits), grouped, grouped), _within(grouped)])
    return _sorted(np.sort(found, axis=1))


def between(asked: Hashes, known: Hashes, radius_bits: int) -> Pairs:
    """Give every (row of asked, row of known) at most `radius_bits` apart, sorted; raises HashesDiffer."""
    if asked.shape[1] != known.shape[1]:
        raise HashesDiffer(asked.shape[1], known.shape[1])
    ours, theirs = groups(asked), groups(known)
    near = _joined(ours.words, theirs.words, radius_bits, same=False)
    return _sorted(_spread(near, ours, theirs))


def near_groups(grouped: Groups, radius_bits: int) -> Pairs:
    """Give every pair of distinct hashes at most `radius_bits` apart, as numbers of groups, in no order."""
    return _joined(grouped.words, grouped.words, radius_bits, same=True)


def groups(hashes: Hashes) -> Groups:
    """Bring equal hashes together."""
    words = np.ascontiguousarray(hashes, np.uint8).view(np.uint64)
    order = _order(words)
    ordered = words[order]
    new = np.ones(len(ordered), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    firsts = np.flatnonzero(new)
    distinct = ordered if len(firsts) == len(ordered) else ordered[firsts]
    return Groups(distinct, order, np.append(firsts, len(ordered)))


def _order(words: Words) -> NDArray[np.int64]:
    """Sort by one mixed word; only where two hashes mix alike, which chance all but forbids, by all of them."""
    mixed = np.zeros(len(words), np.uint64)
    for place in range(words.shape[1]):
        mixed = (mixed ^ words[:, place]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed)
    alike = mixed[order[1:]] == mixed[order[:-1]]
    if (words[order[1:][alike]] != words[order[:-1][alike]]).any():
        return np.lexsort(words.T)
    return order


def plan(bits: int, radius_bits: int, asked: int, known: int) -> Plan:
    """Choose the number of bands that costs least, were the hashes random."""
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
        buckets = sum(comb(length, bits) for bits in range(allowance + 1))
        total += buckets * (min(asked, 2.0**length) * BUCKET_COST + asked * (known / 2.0**length))
        total += (asked + known) * ROW_COST + 2.0**length * KEY_COST
    return total


def _joined(asked: Words, known: Words, radius_bits: int, *, same: bool) -> Pairs:
    cut = plan(known.shape[1] * 64, radius_bits, len(asked), len(known))
    found = [_band(asked, known, cut, band, radius_bits, same=same) for band in range(len(cut.firsts))]
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def _band(asked: Words, known: Words, cut: Plan, band: int, radius_bits: int, *, same: bool) -> Pairs:
    """Join over one band; told how many pairs there are when the room was too small, do it again with enough."""
    theirs = bands.sort(known, cut, band)
    ours = theirs if same else bands.sort(asked, cut, band)
    room = np.empty((max(FIRST_ROOM, len(known) // 4), 2), np.int32)
    count = bands.compare(ours, theirs, cut, band, radius_bits, same, room)
    if count > len(room):
        room = np.empty((count, 2), np.int32)
        bands.compare(ours, theirs, cut, band, radius_bits, same, room)
    return room[:count].astype(np.int64)


def _spread(near: Pairs, ours: Groups, theirs: Groups) -> Pairs:
    """Every row of one group with every row of the other."""
    our_counts, their_counts = np.diff(ours.starts)[near[:, 0]], np.diff(theirs.starts)[near[:, 1]]
    counts = our_counts * their_counts
    which = np.repeat(np.arange(len(near)), counts)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    one = ours.rows[ours.starts[near[which, 0]] + step // their_counts[which]]
    other = theirs.rows[theirs.starts[near[which, 1]] + step % their_counts[which]]
    return np.stack([one, other], axis=1)


def _within(grouped: Groups) -> Pairs:
    """Every two rows of one group."""
    shared = np.flatnonzero(np.diff(grouped.starts) > 1)
    inner = _spread(np.stack([shared, shared], axis=1), grouped, grouped)
    return inner[inner[:, 0] < inner[:, 1]]


def _sorted(found: Pairs) -> Pairs:
    return found[np.lexsort((found[:, 1], found[:, 0]))]
