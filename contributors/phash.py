"""phash: imagehash's 64-bit perceptual hash, the one other people's manifests carry, from grey pixels.

Equal to `imagehash.phash` of a picture with these greys, bit for bit. It also tells how safe the hash of a
large JPEG decoded at a smaller scale is: only the two middle ones of 64 frequencies decide which bits are set,
so while they stand far apart, the small differences that scaling makes cannot swap them.
"""

import functools
from dataclasses import dataclass

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from contributors import shrink

# Scaling moved no frequency's rank over gaps of 120 on some hundred photographs and drawings saved as JPEG.
DOUBT = 150.0
LOWEST = 8


@dataclass(frozen=True, slots=True)
class Phash:
    """8 bytes, rows from the top, and whether a picture decoded at another scale surely has the same."""

    bits: bytes
    is_certain: bool


def compute(grey: NDArray[np.uint8], *, exact: bool = True) -> Phash:
    """Hash grey pixels, shape (height, width); given 32 x 32 of them, imagehash only transforms and compares.

    Greys decoded at another scale are not exact themselves; for them the shortest way to 32 x 32 will do.
    """
    small = shrink.to_32(grey, exact=exact)
    bits = np.packbits(imagehash.phash(Image.fromarray(small)).hash).tobytes()
    return Phash(bits, _middle_gap(small) > DOUBT)


def _middle_gap(small: NDArray[np.uint8]) -> float:
    """How far apart the two middle frequencies are, in imagehash's unscaled cosine sums."""
    ordered = np.sort((_cosines() @ small @ _cosines().T).ravel())
    return float(ordered[ordered.size // 2] - ordered[ordered.size // 2 - 1])


@functools.cache
def _cosines() -> NDArray[np.float64]:
    """The lowest rows of the type-II cosine transform, as SciPy scales it without a norm."""
    places = np.arange(shrink.EDGE) * 2 + 1
    table: NDArray[np.float64] = 2 * np.cos(np.pi * np.arange(LOWEST)[:, None] * places / (2 * shrink.EDGE))
    return table
