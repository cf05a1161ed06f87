"""Drawn: large pictures to measure on, made here, for no photograph may be kept in this house.

Gives JPEG files of an edge asked for: some like photographs (light that falls off, blots, fine texture and a
sensor's grain, which fill a file as a photograph does), some like illustrations (flat colours, clean edges).
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SHAPE = (4, 3)
QUALITY = 90
GRAIN = 3.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A JPEG file and what it resembles."""

    kind: str
    content: bytes


def pictures(edge_px: int, photographs: int, illustrations: int) -> tuple[Drawing, ...]:
    """Draw JPEGs whose longer edge is `edge_px`."""
    size = (edge_px, edge_px * SHAPE[1] // SHAPE[0])
    like_photographs = (Drawing("photograph", _saved(_photograph(size, seed))) for seed in range(photographs))
    like_drawings = (Drawing("illustration", _saved(_illustration(size, seed))) for seed in range(illustrations))
    return (*like_photographs, *like_drawings)


def _saved(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _illustration(size: tuple[int, int], seed: int) -> Image.Image:
    chance = np.random.default_rng(1000 + seed)
    picture = Image.new("RGB", size, (236, 228, 210))
    pen = ImageDraw.Draw(picture)
    for _ in range(120):
        reach = int(chance.integers(size[0] // 50, size[0] // 6))
        left, top = (int(chance.integers(-reach, edge)) for edge in size)
        colour = tuple(int(part) for part in chance.integers(20, 240, 3))
        draw = pen.ellipse if chance.random() < 0.5 else pen.rectangle
        draw([left, top, left + reach, top + reach], fill=colour, outline=(30, 30, 40), width=max(2, size[0] // 700))
    return picture


def _photograph(size: tuple[int, int], seed: int) -> Image.Image:
    """Textures of natural scenes lose power with the square of their frequency; grain does not."""
    chance = np.random.default_rng(seed)
    soft = _illustration(size, 500 + seed).filter(ImageFilter.GaussianBlur(size[0] / 300))
    pixels = np.asarray(soft).astype(np.float32)
    pixels += 30 * _texture(size, chance)[:, :, None]
    pixels += chance.normal(0, GRAIN, pixels.shape).astype(np.float32)
    whole = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return whole.filter(ImageFilter.GaussianBlur(0.6))


def _texture(size: tuple[int, int], chance: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    width, height = size
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    power = 1 / np.maximum(np.hypot(down, across), 1 / max(size))
    turned = np.exp(2j * np.pi * chance.random(power.shape))
    field = np.fft.irfft2(power * turned, s=(height, width))
    return np.asarray(field / field.std(), np.float32)
