"""Scan: exactly the rows that counting bits by hand finds near."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributors import kin, scan


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([8, 32]), st.integers(0, 60), st.integers(0, 130))
def test_what_is_near_is_what_brute_force_finds(seed: int, width: int, count: int, radius: int) -> None:
    chance = np.random.default_rng(seed)
    kept = chance.integers(0, 256, (count, width), dtype=np.uint8)
    asked = np.concatenate([kept[::4] ^ np.uint8(1), chance.integers(0, 256, (2, width), dtype=np.uint8)])
    expected = sorted(set(kin.between(asked, kept, radius)[:, 1].tolist()))
    assert scan.near(asked.view(np.uint64), kept.view(np.uint64), radius).tolist() == expected


@pytest.mark.parametrize("rows", [0, 3])
def test_nothing_asked_is_nothing_found(rows: int) -> None:
    kept = np.zeros((rows, 4), np.uint64)
    assert scan.near(np.empty((0, 4), np.uint64), kept, 31).tolist() == []
