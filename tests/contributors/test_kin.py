"""Kin: exact pairs, and verdicts that accuse nobody."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from contributors import fingerprints, kin


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    picture.save(written, kind)
    return written.getvalue()


def adas_scene(seed: int = 1) -> Image.Image:
    """Soft blots of many colours: rich enough for a quality of 50 and more, unlike its own mirror image."""
    chance = np.random.default_rng(seed)
    picture = Image.new("RGB", (480, 360), (230, 220, 200))
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        left, top, size = (int(chance.integers(0, most)) for most in (440, 320, 140))
        colour = tuple(int(part) for part in chance.integers(0, 256, 3))
        pen.ellipse([left, top, left + size + 20, top + size + 10], fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1))


def judged(asked: Image.Image, known: Image.Image, kind: str = "PNG") -> kin.Verdict:
    content = saved(asked, kind)
    return kin.judge(
        fingerprints.fingerprint(content),
        fingerprints.fingerprint(saved(known)),
        orientations=fingerprints.orientations(content),
    )


def framed(picture: Image.Image) -> Image.Image:
    return ImageOps.expand(picture, 40, "black")


def test_the_same_file_is_the_same_file() -> None:
    assert judged(adas_scene(), adas_scene()) == kin.Verdict("same_file", "", 0)


def test_the_same_pixels_in_another_format_are_the_same_pixels() -> None:
    assert judged(adas_scene(), adas_scene(), "BMP") == kin.Verdict("same_pixels", "", 0)


def test_a_re_encoded_picture_is_a_near_duplicate() -> None:
    assert judged(adas_scene(), adas_scene(), "JPEG").tier == "near_duplicate"


def test_a_framed_picture_is_a_near_duplicate_by_its_inside() -> None:
    verdict = judged(framed(adas_scene()), adas_scene())
    assert (verdict.tier, verdict.reason) == ("near_duplicate", "trimmed")


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (Image.Transpose.FLIP_LEFT_RIGHT, "mirrored"),
        (Image.Transpose.FLIP_TOP_BOTTOM, "mirrored"),
        (Image.Transpose.TRANSPOSE, "mirrored"),
        (Image.Transpose.ROTATE_90, "turned"),
        (Image.Transpose.ROTATE_180, "turned"),
        (Image.Transpose.ROTATE_270, "turned"),
    ],
)
def test_a_turned_or_mirrored_picture_goes_before_a_person(turn: Image.Transpose, reason: str) -> None:
    verdict = judged(adas_scene().transpose(turn), adas_scene())
    assert (verdict.tier, verdict.reason) == ("possible", reason)


def test_a_cropping_goes_before_a_person() -> None:
    cropped, whole = saved(adas_scene().crop((60, 40, 444, 328))), saved(adas_scene())
    asked, known = fingerprints.fingerprint(cropped), fingerprints.fingerprint(whole)
    verdict = kin.judge(asked, known, windows=fingerprints.windows(whole))
    assert (verdict.tier, verdict.reason) == ("possible", "cropped")


def test_a_recoloured_picture_goes_before_a_person() -> None:
    verdict = judged(ImageOps.grayscale(adas_scene()), adas_scene())
    assert (verdict.tier, verdict.reason) == ("possible", "recoloured")


def test_another_picture_is_none() -> None:
    assert judged(adas_scene(1), adas_scene(2)).tier == "none"


def test_a_flat_picture_speaks_by_its_digest_only() -> None:
    grey = fingerprints.fingerprint(saved(Image.new("RGB", (90, 90), "grey")))
    paler = fingerprints.fingerprint(saved(Image.new("RGB", (90, 90), "lightgrey")))
    assert grey.pdq_quality < kin.LEAST_QUALITY
    assert kin.judge(grey, paler).tier == "none"
    assert kin.judge(grey, grey).tier == "same_file"


def test_hashes_of_two_load_rules_are_not_compared() -> None:
    today = fingerprints.fingerprint(saved(adas_scene(1)))
    former = replace(fingerprints.fingerprint(saved(adas_scene(2))), load_rule="henrei-load/0")
    with pytest.raises(kin.RulesDiffer, match="henrei-load/0"):
        kin.judge(today, former)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([8, 32]), st.integers(0, 60), st.integers(0, 48))
def test_pairs_are_those_that_counting_bits_finds(seed: int, width: int, count: int, radius: int) -> None:
    chance = np.random.default_rng(seed)
    hashes = chance.integers(0, 256, (count, width), dtype=np.uint8)
    hashes[count // 2 :] = hashes[: count - count // 2]
    for row in range(count // 2, count):
        for bit in chance.integers(0, width * 8, seed % 40):
            hashes[row, bit // 8] ^= np.uint8(1 << (bit % 8))
    expected = [
        [one, other]
        for one in range(count)
        for other in range(one + 1, count)
        if kin.distance(hashes[one].tobytes(), hashes[other].tobytes()) <= radius
    ]
    assert kin.pairs(hashes, radius).tolist() == expected


def test_hashes_of_two_lengths_are_not_joined() -> None:
    with pytest.raises(kin.HashesDiffer):
        kin.between(np.zeros((2, 8), np.uint8), np.zeros((2, 32), np.uint8), 3)
