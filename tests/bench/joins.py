"""Joins measured: all near pairs of whole collections, against FAISS, and at ten million.

Takes random hashes with planted near pairs; gives seconds, peaks and ratios. FAISS answers sampled queries, in
one thread, with exact settings only, and is charged for all rows in proportion; building its index is not
charged. Ours is charged for everything from hashes to sorted pairs.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import faiss
import numpy as np

from contributors import kin_join
from contributors.kin import Hashes
from tests.bench import alone, measuring, planted
from tests.bench.alone import Outcome
from tests.bench.measuring import Figure, Goal

NAMES = (
    "join_1m_64_vs_faiss",
    "join_1m_pdq_vs_faiss",
    "join_10m_pdq_seconds",
    "join_10m_peak_gb",
    "join_10m_x_1m_seconds",
)
UNIT = "s of processor time, one core"
MILLION = 1_000_000
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """Tables of a multi-hash index, the bits of each and the flips allowed; exact while flips suffice."""

    tables: int
    bits: int
    flips: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Hashes of one length and radius, the ratio to reach, and FAISS's exact settings to choose the best from."""

    name: str
    width_bytes: int
    radius_bits: int
    goal: float
    settings: tuple[Setting, ...]


KINDS = (
    Kind("join_1m_64_vs_faiss", 8, 8, 35, (Setting(3, 21, 2), Setting(4, 16, 2))),
    Kind("join_1m_pdq_vs_faiss", 32, 31, 45, (Setting(16, 16, 1), Setting(11, 23, 2))),
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """How FAISS was set, and seconds for all rows were each to cost what the sampled ones did."""

    setting: str
    seconds: float


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure all; quick means a fifth of the million, and a million or half of one for the ten."""
    faiss.omp_set_num_threads(1)
    for kind in KINDS:
        yield _beside_faiss(kind, MILLION // 5 if quick else MILLION, quick=quick)
    yield from _ten_million(quick=quick)


def _beside_faiss(kind: Kind, count: int, *, quick: bool) -> Figure:
    collection = planted.one(count, kind.width_bytes, kind.radius_bits)
    kin_join.pairs(collection.hashes[:2000], kind.radius_bits)
    ours = measuring.seconds(lambda: kin_join.pairs(collection.hashes, kind.radius_bits), 1 if quick else 3)
    found = kin_join.pairs(collection.hashes, kind.radius_bits)
    share = planted.recall(found, collection.planted)
    asked = 64 if quick else 256
    peers = [_flat(collection.hashes, kind, asked)]
    peers += [_multi_hash(collection.hashes, kind, one, asked) for one in kind.settings[: 1 if quick else 2]]
    best = min(peers, key=lambda one: one.seconds)
    told = "; ".join(f"{one.setting} {one.seconds:.0f} s" for one in peers)
    return Figure(
        kind.name,
        ours,
        UNIT,
        f"{count:,} hashes of {kind.width_bytes * 8} bits, radius {kind.radius_bits}, recall {share:.4f}; "
        f"FAISS {told}, each the fastest of {SAMPLES} samples of {asked} queries, without building; "
        f"best: {best.setting}",
        best.seconds / ours,
        Goal("ratio", "at least", kind.goal, judged=count == MILLION and share == 1),
    )


def _flat(hashes: Hashes, kind: Kind, asked: int) -> Sampled:
    index = faiss.IndexBinaryFlat(kind.width_bytes * 8)
    index.add(hashes)
    return Sampled("Flat", _charged(index, hashes, kind, asked))


def _multi_hash(hashes: Hashes, kind: Kind, one: Setting, asked: int) -> Sampled:
    index = faiss.IndexBinaryMultiHash(kind.width_bytes * 8, one.tables, one.bits)
    index.nflip = one.flips
    index.add(hashes)
    return Sampled(f"MultiHash {one.tables} x {one.bits}, {one.flips} flips", _charged(index, hashes, kind, asked))


def _charged(index: faiss.IndexBinary, hashes: Hashes, kind: Kind, asked: int) -> float:
    """The fastest of some samples; FAISS finds what is nearer than its radius, so one more bit is asked for."""
    chance = np.random.default_rng(asked)
    samples = [chance.choice(len(hashes), asked, replace=False) for _ in range(SAMPLES)]
    return min(_answered(index, hashes[rows], kind.radius_bits + 1) for rows in samples) / asked * len(hashes)


def _answered(index: faiss.IndexBinary, queries: Hashes, radius: int) -> float:
    begun = time.process_time()
    index.range_search(queries, radius)
    return time.process_time() - begun


def _ten_million(*, quick: bool) -> Iterator[Figure]:
    full, tenth = (MILLION, MILLION // 10) if quick else (10 * MILLION, MILLION)
    single = alone.apart(0, full)
    told = f"{full:,} PDQs with each other, radius 31, {_outcome(single)}"
    judged = not quick and single.recall == 1
    yield Figure("join_10m_pdq_seconds", single.processor_seconds, UNIT, told, None, _at_most(200, judged))
    yield Figure("join_10m_peak_gb", single.peak_gb, "GB", told, None, _at_most(1.5, judged))
    both = alone.apart(tenth, full)
    told = f"{tenth:,} PDQs against {full:,}, radius 31, peak {both.peak_gb:.2f} GB, {_outcome(both)}"
    judged = not quick and both.recall == 1
    yield Figure("join_10m_x_1m_seconds", both.processor_seconds, UNIT, told, None, _at_most(60, judged))


def _at_most(bound: float, judged: bool) -> Goal:
    return Goal("value", "at most", bound, judged=judged)


def _outcome(one: Outcome) -> str:
    return f"recall {one.recall:.4f}, {one.pairs:,} pairs, {one.wall_seconds:.0f} s by the clock beside what else ran"
