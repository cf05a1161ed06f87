"""Edits: the 31 ways in which pictures come back changed, in seven groups, as files.

Takes an RGB picture and gives what somebody would send: an encoder's bytes where the edit is an encoding, else
lossless. Sizes are shares of the picture's edges, so that every picture is changed alike.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Group = Literal["re-encode", "tone", "overlay", "border", "crop", "shape", "flip", "turn"]
GROUPS: tuple[Group, ...] = ("re-encode", "tone", "overlay", "border", "crop", "shape", "flip", "turn")


@dataclass(frozen=True, slots=True)
class Edit:
    """One way of changing a picture."""

    name: str
    group: Group
    made: Callable[[Image.Image], bytes]


def _lossless(change: Callable[[Image.Image], Image.Image]) -> Callable[[Image.Image], bytes]:
    return lambda picture: _written(change(picture).convert("RGB"), "BMP", 0)


def _encoded(kind: str, quality: int) -> Callable[[Image.Image], bytes]:
    return lambda picture: _written(picture, kind, quality)


def _written(picture: Image.Image, kind: str, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, quality=quality)
    return file.getvalue()


def _scaled(across: float, down: float) -> Callable[[Image.Image], Image.Image]:
    return lambda picture: picture.resize((_share(picture.width, across), _share(picture.height, down)))


def _share(edge_px: int, share: float) -> int:
    return max(1, round(edge_px * share))


def _thumbnail(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((128, 128))
    return small


def _noisy(picture: Image.Image) -> Image.Image:
    noise = np.random.default_rng(12).normal(0, 12, (picture.height, picture.width, 3))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


def _gamma(picture: Image.Image) -> Image.Image:
    return picture.point([round(255 * (step / 255) ** 2) for step in range(256)] * 3)


def _hue(picture: Image.Image) -> Image.Image:
    hue, saturation, value = picture.convert("HSV").split()
    turned = hue.point([(step + 64) % 256 for step in range(256)])
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")


def _lettered(text: str, left: float, top: float, size: float, opacity: int) -> Callable[[Image.Image], Image.Image]:
    def change(picture: Image.Image) -> Image.Image:
        sheet = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        font = ImageFont.load_default(max(6, _share(min(picture.size), size)))
        place = (_share(picture.width, left), _share(picture.height, top))
        pen = ImageDraw.Draw(sheet)
        pen.text(place, text, (255, 255, 255, opacity), font, stroke_width=1, stroke_fill=(0, 0, 0, opacity))
        return Image.alpha_composite(picture.convert("RGBA"), sheet)

    return change


def _captioned(picture: Image.Image) -> Image.Image:
    """A white bar over the lower 12 %, with words on it."""
    told, height = picture.copy(), _share(picture.height, 0.12)
    pen = ImageDraw.Draw(told)
    pen.rectangle([0, picture.height - height, picture.width, picture.height], fill="white")
    font = ImageFont.load_default(max(6, height * 6 // 10))
    pen.text((_share(picture.width, 0.04), picture.height - height), "WHEN IT IS MONDAY", "black", font)
    return told


def _bordered(share: float, colour: str) -> Callable[[Image.Image], Image.Image]:
    return lambda picture: ImageOps.expand(picture, _share(min(picture.size), share), colour)


def _cropped(share: float) -> Callable[[Image.Image], Image.Image]:
    """Cut so much of each edge's length away, half of it on either side."""

    def change(picture: Image.Image) -> Image.Image:
        across, down = round(picture.width * share / 2), round(picture.height * share / 2)
        return picture.crop((across, down, picture.width - across, picture.height - down))

    return change


def _turned(way: Image.Transpose) -> Callable[[Image.Image], Image.Image]:
    return lambda picture: picture.transpose(way)


EDITS = (
    Edit("JPEG 90", "re-encode", _encoded("JPEG", 90)),
    Edit("JPEG 30", "re-encode", _encoded("JPEG", 30)),
    Edit("JPEG 10", "re-encode", _encoded("JPEG", 10)),
    Edit("WebP 50", "re-encode", _encoded("WEBP", 50)),
    Edit("half size", "re-encode", _lossless(_scaled(0.5, 0.5))),
    Edit("1.5 times", "re-encode", _lossless(_scaled(1.5, 1.5))),
    Edit("thumbnail 128 px", "re-encode", _lossless(_thumbnail)),
    Edit("blur 2 px", "re-encode", _lossless(lambda one: one.filter(ImageFilter.GaussianBlur(2)))),
    Edit("noise 12", "re-encode", _lossless(_noisy)),
    Edit("brightness 1.3", "tone", _lossless(lambda one: ImageEnhance.Brightness(one).enhance(1.3))),
    Edit("brightness 0.7", "tone", _lossless(lambda one: ImageEnhance.Brightness(one).enhance(0.7))),
    Edit("contrast 1.4", "tone", _lossless(lambda one: ImageEnhance.Contrast(one).enhance(1.4))),
    Edit("gamma 2", "tone", _lossless(_gamma)),
    Edit("grey", "tone", _lossless(ImageOps.grayscale)),
    Edit("hue +90", "tone", _lossless(_hue)),
    Edit("palette of 16", "tone", _lossless(lambda one: one.quantize(16))),
    Edit("signature", "overlay", _lossless(_lettered("Akari 2026", 0.7, 0.9, 0.06, 255))),
    Edit("watermark", "overlay", _lossless(_lettered("SAMPLE", 0.1, 0.4, 0.22, 96))),
    Edit("caption", "overlay", _lossless(_captioned)),
    Edit("white border 5 %", "border", _lossless(_bordered(0.05, "white"))),
    Edit("black border 10 %", "border", _lossless(_bordered(0.1, "black"))),
    Edit("crop 2 %", "crop", _lossless(_cropped(0.02))),
    Edit("crop 5 %", "crop", _lossless(_cropped(0.05))),
    Edit("crop 10 %", "crop", _lossless(_cropped(0.1))),
    Edit("crop 20 %", "crop", _lossless(_cropped(0.2))),
    Edit("stretch 10 %", "shape", _lossless(_scaled(1.1, 1.0))),
    Edit("rotation 2 degrees", "shape", _lossless(lambda one: one.rotate(2, fillcolor="white"))),
    Edit("flip left-right", "flip", _lossless(_turned(Image.Transpose.FLIP_LEFT_RIGHT))),
    Edit("flip top-bottom", "flip", _lossless(_turned(Image.Transpose.FLIP_TOP_BOTTOM))),
    Edit("turn 90 degrees", "turn", _lossless(_turned(Image.Transpose.ROTATE_90))),
    Edit("turn 180 degrees", "turn", _lossless(_turned(Image.Transpose.ROTATE_180))),
)
