"""Our reduction to 32 x 32 is Pillow's to the last bit, and with it phash is imagehash's."""

import io

import imagehash
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageFilter, ImageOps

from contributors import fingerprints, phash, shrink


def drawn(height: int, width: int, seed: int) -> Image.Image:
    """Noise, hard black and white, or soft fields, by turns."""
    chance = np.random.default_rng(seed)
    noise = chance.integers(0, 256, (height, width), dtype=np.uint8)
    if seed % 3 == 1:
        noise = np.where(noise < 128, 0, 255).astype(np.uint8)
    if seed % 3 == 2:
        noise = noise[: max(1, height // 40), : max(1, width // 40)]
    return Image.fromarray(noise).resize((width, height))


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 1000))
def test_the_reduction_is_pillows_to_the_last_bit(height: int, width: int, seed: int) -> None:
    grey = drawn(height, width, seed)
    expected = np.asarray(grey.resize((32, 32), Image.Resampling.LANCZOS))
    assert np.array_equal(shrink.to_32(np.asarray(grey)), expected)


@pytest.mark.parametrize("size", [(32, 32), (32, 500), (500, 32), (33, 34), (64, 48), (64, 47), (2000, 1016)])
def test_the_edges_of_pillows_own_order_of_passes_are_kept(size: tuple[int, int]) -> None:
    grey = drawn(size[1], size[0], 3)
    expected = np.asarray(grey.resize((32, 32), Image.Resampling.LANCZOS))
    assert np.array_equal(shrink.to_32(np.asarray(grey)), expected)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 600), st.integers(1, 600), st.integers(0, 1000))
def test_phash_is_imagehashs(height: int, width: int, seed: int) -> None:
    grey = drawn(height, width, seed)
    assert phash.compute(np.asarray(grey)) == np.packbits(imagehash.phash(grey).hash).tobytes()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("quality", [75, 95])
def test_a_large_jpegs_phash_is_imagehashs_at_full_size(seed: int, quality: int) -> None:
    chance = np.random.default_rng(seed)
    coarse = Image.fromarray(chance.integers(0, 256, (9 + 7 * seed, 12, 3), dtype=np.uint8))
    picture = coarse.resize((2000, 1500), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    expected = np.packbits(imagehash.phash(Image.open(io.BytesIO(written.getvalue()))).hash).tobytes()
    assert fingerprints.fingerprint(written.getvalue()).phash == expected


def test_a_plain_picture_is_never_certain() -> None:
    assert not phash.estimate(np.full((900, 900), 200, np.uint8), 1800, 1799, 2).is_certain


@settings(max_examples=40, deadline=None)
@given(st.integers(40, 700), st.integers(40, 700), st.sampled_from([2, 4, 8]), st.integers(0, 1000))
def test_of_blocks_that_are_plain_inside_the_reduction_is_the_same(
    height: int, width: int, scale: int, seed: int
) -> None:
    blocks = np.asarray(drawn(-(-height // scale), -(-width // scale), seed))
    whole = np.repeat(np.repeat(blocks, scale, axis=0), scale, axis=1)[:height, :width]
    near = shrink.blocks_to_32(blocks, height, width, scale).astype(int)
    assert np.abs(near - shrink.to_32(whole)).max() <= 1


@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
@pytest.mark.parametrize("size", [(2001, 1503), (1503, 2001), (2000, 1600)])
def test_a_large_jpegs_phash_is_imagehashs_however_it_is_turned_and_wherever_its_blocks_end(
    size: tuple[int, int], orientation: int
) -> None:
    chance = np.random.default_rng(orientation)
    coarse = Image.fromarray(chance.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    turn = Image.Exif()
    turn[ExifTags.Base.Orientation] = orientation
    written = io.BytesIO()
    coarse.resize(size, Image.Resampling.BICUBIC).save(written, "JPEG", quality=90, exif=turn)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(written.getvalue())))
    expected = np.packbits(imagehash.phash(upright).hash).tobytes()
    assert fingerprints.fingerprint(written.getvalue()).phash == expected
