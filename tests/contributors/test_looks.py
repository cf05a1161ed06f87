"""Looks: the same drawing is recognised in any orientation and light, another of the same layout is not."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from contributors import fingerprints, looks, pdq
from tests.contributors.test_kin import adas_scene

WAYS = [
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
]


def look(picture: Image.Image) -> bytes:
    return fingerprints.look(np.asarray(picture.convert("L")))


def colours(picture: Image.Image) -> bytes:
    return picture.resize((4, 4), Image.Resampling.BOX).tobytes()


def card(*places: tuple[int, int]) -> Image.Image:
    """A playing card, as one of many that share their frame."""
    picture = Image.new("RGB", (240, 320), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([6, 6, 234, 314], outline="black", width=4)
    for left, top in places:
        pen.ellipse([left, top, left + 50, top + 50], fill="red")
    return picture


@pytest.mark.parametrize("change", [ImageEnhance.Brightness, ImageEnhance.Contrast])
def test_light_and_contrast_hardly_move_a_look(change: type[ImageEnhance.Brightness]) -> None:
    asked, known = look(change(adas_scene()).enhance(0.8)), look(adas_scene())
    told = looks.agreement(asked, known)
    assert (told.orientation, told.correlation > 0.98) == (0, True)


@pytest.mark.parametrize("way", WAYS)
def test_a_turned_picture_agrees_in_the_orientation_in_which_its_hash_is_nearest(way: Image.Transpose) -> None:
    turned = adas_scene().transpose(way)
    told = looks.agreement(look(turned), look(adas_scene()))
    known = pdq.compute(np.asarray(adas_scene().convert("L"))).bits
    file = io.BytesIO()
    turned.save(file, "PNG")
    distances = [
        (int.from_bytes(one) ^ int.from_bytes(known)).bit_count() for one in fingerprints.orientations(file.getvalue())
    ]
    assert told.correlation > 0.98
    assert told.orientation == distances.index(min(distances))
    assert looks.tint_distance(colours(turned), colours(adas_scene()), told.orientation) < 1
    assert looks.tint_distance(colours(turned), colours(adas_scene())) > 1


def test_two_cards_of_one_pack_agree_less_than_a_card_with_itself() -> None:
    one, other = look(card((40, 40), (150, 230))), look(card((90, 130), (40, 230), (150, 40)))
    assert looks.agreement(one, one).correlation > 0.999
    assert looks.agreement(one, other).correlation < 0.95


def test_a_plain_picture_agrees_with_nothing() -> None:
    plain = look(Image.new("RGB", (80, 60), "teal"))
    assert looks.agreement(plain, look(adas_scene())) == looks.Agreement(0.0, 0)
    assert looks.agreement(plain, plain) == looks.Agreement(0.0, 0)


def test_a_fingerprint_of_an_older_rule_has_no_look_and_agrees_with_nothing() -> None:
    assert looks.agreement(look(adas_scene()), b"") == looks.Agreement(0.0, 0)


def test_grey_is_another_tint_and_darkness_is_not() -> None:
    scene, grey = colours(adas_scene()), colours(ImageOps.grayscale(adas_scene()).convert("RGB"))
    assert looks.tint_distance(grey, scene) > 20
    assert looks.tint_distance(bytes([40] * 48), bytes([200] * 48)) == 0
    assert looks.cast_distance(bytes([40] * 48), bytes([200, 0, 0] * 16)) == 100
