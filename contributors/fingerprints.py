"""Fingerprints: the bytes of a picture file in; digests, perceptual hashes and facts out, from one decode.

Which pixels a file stands for, and what is refused, is `pictures`' load rule;
what a distance between hashes means is `kin`'s; what a contributor is told is `guidelines`'.
"""

import hashlib
from dataclasses import dataclass
from math import isqrt

import numpy as np
from PIL import Image

from contributors import borders, crops, jpeg, looks, pdq, phash, pictures
from contributors import traces as notes
from contributors.claims import NONE, Claims
from contributors.pictures import (
    LOAD_RULE,
    MAX_PIXELS,
    DepthUnknown,
    EmptyFile,
    NotAPicture,
    PictureRefused,
    TextTooLarge,
    TooManyPixels,
    TruncatedPicture,
    opened,
)

__all__ = [
    "LOAD_RULE",
    "MAX_PIXELS",
    "DepthUnknown",
    "EmptyFile",
    "Fingerprint",
    "NotAPicture",
    "PictureRefused",
    "Reading",
    "TextTooLarge",
    "TooManyPixels",
    "TruncatedPicture",
    "fingerprint",
    "look",
    "opaque",
    "opened",
    "orientations",
    "read",
    "small_grey",
    "traces",
    "windows",
]

SMALL_PIXELS = 120_000
NOT_DIGESTED = bytes(32)

# Under this quality a PDQ says nothing of its picture (the threshold of Meta's own PDQ tools).
LEAST_QUALITY = 50


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is known of one file; hashes are comparable only under the same `load_rule`.

    `sha256` is of the file. Equal `pixels_sha256` means equal pixels: of a JPEG it is the digest of what
    codes them, so metadata may differ; of other files, of the opaque RGB pixels and their size. `phash` equals
    `imagehash.phash` of the opaque picture at full size (for large JPEGs, see `phash`), 8 bytes; `pdq` and
    `trimmed_pdq` (without a plain border) are 32 bytes; `colours` is a 4 x 4 grid of RGB, 48 bytes;
    `look` a 32 x 32 grid of grey, 1,024 bytes (`looks`). `width` and `height` are as seen, in px. `windows` are the
    PDQs of its sub-windows (`crops`), empty where not asked for.
    """

    load_rule: str
    sha256: bytes
    pixels_sha256: bytes
    phash: bytes
    pdq: bytes
    pdq_quality: int
    trimmed_pdq: bytes
    colours: bytes
    look: bytes
    width: int
    height: int
    frames: int
    mode: str
    format: str
    size_bytes: int
    windows: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture as it is hashed: its grey, shape (height, width), a small copy, that in grey, its pixels' digest."""

    grey: pdq.Grey
    small: Image.Image
    small_grey: pdq.Grey
    pixels_sha256: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one decode tells: the stored fingerprint, eight PDQs for asking, the notes programs left.

    What content credentials claim is no matter of pixels: `recognition` adds it.
    """

    fingerprint: Fingerprint
    orientations: tuple[bytes, ...]
    traces: tuple[tuple[str, str], ...]
    claims: Claims = NONE


def fingerprint(content: bytes) -> Fingerprint:
    """Decode once and give everything that is stored of a picture; raises PictureRefused."""
    return read(content).fingerprint


def orientations(content: bytes) -> tuple[bytes, ...]:
    """Give the picture's PDQ in its eight orientations, upright first; raises PictureRefused."""
    return pdq.orientations(small_grey(content))


def traces(content: bytes) -> tuple[tuple[str, str], ...]:
    """Give the notes that programs left in the file, as (name, text), sorted; raises PictureRefused."""
    return read(content).traces


def read(content: bytes, *, with_windows: bool = False) -> Reading:
    """Decode once and give fingerprint, orientations and traces; raises PictureRefused.

    The sub-windows cost as much again; only those of a picture that its PDQ can speak for are computed.
    """
    picture = pictures.opened(content)
    frames, mode, named = pictures.frames(picture), picture.mode, picture.format or ""
    width, height = pictures.upright_size(picture)
    scale = pictures.scale_down(picture)
    seen = _look(pictures.decoded(picture, len(content)), _coded_digest(content, picture))
    turned = pdq.dihedral(seen.small_grey)
    known = Fingerprint(
        load_rule=LOAD_RULE,
        sha256=hashlib.sha256(content).digest(),
        pixels_sha256=seen.pixels_sha256,
        phash=_phash(content, picture, seen.grey, (width, height), scale),
        pdq=turned[0].bits,
        pdq_quality=turned[0].quality,
        trimmed_pdq=_trimmed_pdq(seen) or turned[0].bits,
        colours=seen.small.resize((4, 4), Image.Resampling.BOX).tobytes(),
        look=look(seen.small_grey),
        width=width,
        height=height,
        frames=frames,
        mode=mode,
        format=named,
        size_bytes=len(content),
        windows=crops.windows(seen.small_grey) if with_windows and turned[0].quality >= LEAST_QUALITY else (),
    )
    return Reading(known, tuple(one.bits for one in turned), notes.left_in(picture))


def windows(content: bytes) -> tuple[bytes, ...]:
    """Give the PDQs of the picture's sub-windows, for finding its croppings; raises PictureRefused."""
    return crops.windows(small_grey(content))


def small_grey(content: bytes) -> pdq.Grey:
    """Give the very pixels that PDQ is computed on, shape (height, width); raises PictureRefused."""
    picture = pictures.opened(content)
    pictures.scale_down(picture)
    return _look(pictures.decoded(picture, len(content)), NOT_DIGESTED).small_grey


def look(grey: pdq.Grey) -> bytes:
    """Give 32 x 32 greys, row by row, each the mean of the pixels it stands for (`looks`)."""
    edges = (looks.EDGE, looks.EDGE)
    return Image.fromarray(grey).resize(edges, Image.Resampling.BOX).tobytes()


def opaque(content: bytes) -> Image.Image:
    """Give the whole picture as RGB under the load rule; raises PictureRefused."""
    picture = pictures.decoded(pictures.opened(content), len(content))
    whole = Image.new("RGB", picture.size)
    for top, strip in pictures.strips(picture, 1, pictures.to_srgb(picture)):
        whole.paste(strip, (0, top))
    return whole


def _look(picture: Image.Image, coded: bytes | None) -> Sight:
    """Go over the picture in strips, so that no second copy of it stands in memory but its grey."""
    width, height = picture.size
    factor = max(1, isqrt(width * height // SMALL_PIXELS))
    profile = pictures.to_srgb(picture)
    if coded is not None and pictures.is_opaque_srgb(picture, profile):
        small = picture.reduce(factor) if factor > 1 else picture
        return Sight(_grey(picture), small, _grey(small), coded)
    digest = hashlib.sha256(f"{width}x{height} RGB\n".encode())
    grey = np.empty((height, width), np.uint8)
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top, strip in pictures.strips(picture, factor, profile):
        if coded is None:
            digest.update(strip.tobytes())
        grey[top : top + strip.height] = _grey(strip)
        small.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return Sight(grey, small, _grey(small), coded or digest.digest())


def _coded_digest(content: bytes, picture: Image.Image) -> bytes | None:
    if picture.format not in ("JPEG", "MPO"):
        return None
    return jpeg.coded_digest(content, pictures.orientation(picture))


def _trimmed_pdq(seen: Sight) -> bytes | None:
    inner = borders.trimmed(np.asarray(seen.small))
    return None if inner.is_whole else pdq.compute(seen.small_grey[inner.rows, inner.columns]).bits


def _grey(picture: Image.Image) -> pdq.Grey:
    return np.asarray(picture.convert("L"))


def _phash(content: bytes, picture: Image.Image, grey: pdq.Grey, size: tuple[int, int], scale: int) -> bytes:
    """Take the scaled picture's phash only where scaling cannot matter; else decode again, at full size.

    A turned picture may begin with a broken block, of which the weights know nothing.
    """
    width, height = size
    if scale == 1:
        return phash.compute(grey)
    if pictures.orientation(picture) == 1 or (width % scale == 0 and height % scale == 0):
        near = phash.estimate(grey, height, width, scale)
        if near.is_certain:
            return near.bits
    whole = pictures.decoded(pictures.opened(content), len(content))
    return phash.compute(_look(whole, NOT_DIGESTED).grey)
