"""The join finds exactly what brute force finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributors import kin

kin_join = pytest.importorskip("contributors.kin_join", reason="skipped: Numba is not installed")

HASHES = st.builds(
    lambda seed, width, count, moved: related(seed, width, count, moved),
    st.integers(0, 2**32),
    st.sampled_from([8, 32]),
    st.integers(0, 400),
    st.integers(0, 60),
)


def related(seed: int, width: int, count: int, moved_bits: int) -> kin.Hashes:
    """Hashes of which the second half are the first with some bits changed."""
    chance = np.random.default_rng(seed)
    hashes = chance.integers(0, 256, (count, width), dtype=np.uint8)
    half = count // 2
    hashes[half : 2 * half] = hashes[:half]
    for row in range(half, 2 * half):
        for bit in chance.integers(0, width * 8, int(chance.integers(0, moved_bits + 1))):
            hashes[row, bit // 8] ^= np.uint8(1 << (bit % 8))
    return hashes


@settings(max_examples=60, deadline=None)
@given(HASHES, st.integers(0, 48))
def test_all_pairs_are_those_of_brute_force(hashes: kin.Hashes, radius: int) -> None:
    radius = min(radius, hashes.shape[1] * 2)
    assert np.array_equal(kin_join.pairs(hashes, radius), kin.pairs(hashes, radius))


@settings(max_examples=40, deadline=None)
@given(HASHES, st.integers(0, 48), st.integers(1, 5))
def test_two_collections_are_joined_as_by_brute_force(hashes: kin.Hashes, radius: int, step: int) -> None:
    radius = min(radius, hashes.shape[1] * 2)
    asked = hashes[::step]
    assert np.array_equal(kin_join.between(asked, hashes, radius), kin.between(asked, hashes, radius))


def test_equal_hashes_are_joined_once() -> None:
    hashes = np.zeros((30_000, 32), np.uint8)
    hashes[-1, 0] = 1
    grouped = kin_join.groups(hashes)
    assert np.diff(grouped.starts).tolist() in ([29_999, 1], [1, 29_999])
    assert kin_join.near_groups(grouped, 31).tolist() == [[0, 1]]


def test_hashes_of_two_lengths_are_not_joined() -> None:
    with pytest.raises(kin.HashesDiffer):
        kin_join.between(np.zeros((2, 8), np.uint8), np.zeros((2, 32), np.uint8), 3)
