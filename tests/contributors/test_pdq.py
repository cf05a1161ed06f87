"""PDQ equals Meta's reference, bit for bit, on the same pixels."""

import numpy as np
import pdqhash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributors import pdq


def reference(grey: pdq.Grey) -> tuple[bytes, int]:
    vector, quality = pdqhash.compute(np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2)))
    return np.packbits(vector.astype(np.uint8)).tobytes(), int(quality)


def reference_orientations(grey: pdq.Grey) -> tuple[bytes, ...]:
    vectors, _ = pdqhash.compute_dihedral(np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2)))
    return tuple(np.packbits(vector.astype(np.uint8)).tobytes() for vector in vectors)


def noise(height: int, width: int, seed: int) -> pdq.Grey:
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def waves(height: int, width: int, seed: int) -> pdq.Grey:
    down, across = np.mgrid[:height, :width]
    return np.asarray(128 + 100 * np.sin(down / 31 + across / (7 + seed % 40)), np.uint8)


def card(height: int, width: int, seed: int) -> pdq.Grey:
    """A symmetric card: half its frequencies are nothing but rounding, so every rounding must be alike."""
    grey = np.full((height, width), 255, np.uint8)
    grey[height // 4 : height // 2, width // 5 : width // 3] = seed % 200
    return np.minimum(grey, grey[:, ::-1])


def plain(height: int, width: int, seed: int) -> pdq.Grey:
    return np.full((height, width), seed % 256, np.uint8)


PICTURES = st.builds(
    lambda draw, height, width, seed: draw(height, width, seed),
    st.sampled_from([noise, waves, card, plain]),
    st.integers(1, 700),
    st.integers(1, 700),
    st.integers(0, 10_000),
)


@settings(max_examples=120, deadline=None)
@given(PICTURES)
def test_hash_and_quality_are_the_references_bit_for_bit(grey: pdq.Grey) -> None:
    found = pdq.compute(grey)
    assert (found.bits, found.quality) == reference(grey)


@settings(max_examples=60, deadline=None)
@given(PICTURES.filter(lambda grey: grey.shape != (64, 64)))
def test_all_eight_orientations_are_the_references_bit_for_bit(grey: pdq.Grey) -> None:
    assert pdq.orientations(grey) == reference_orientations(grey)


def test_a_picture_of_64_by_64_is_not_blurred() -> None:
    grey = noise(64, 64, 5)
    found = pdq.compute(grey)
    assert (found.bits, found.quality) == reference(grey)


@pytest.mark.parametrize("shape", [(4, 100), (100, 4), (1, 1)])
def test_a_sliver_has_no_hash_and_no_quality(shape: tuple[int, int]) -> None:
    assert pdq.compute(noise(*shape, 0)) == pdq.Pdq(bytes(32), 0)


def test_a_mirrored_picture_is_found_among_the_orientations() -> None:
    grey = waves(200, 300, 3)
    mirrored = pdq.compute(np.ascontiguousarray(grey[:, ::-1])).bits
    nearest = min((int.from_bytes(mirrored) ^ int.from_bytes(one)).bit_count() for one in pdq.orientations(grey))
    assert nearest <= 20
