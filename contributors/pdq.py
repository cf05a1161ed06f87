"""PDQ, the 256-bit perceptual hash: grey pixels in; hash, quality and the eight orientations out.

Bit for bit what Meta's reference gives on the same pixels (D. Rosenquist, K. Hsiao et al., "The TMK+PDQF
Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019): blur, 64 x 64 samples, 16 x 16 lowest
frequencies, one bit for each above their median. The blur runs as matrix products; only where single-precision
rounding could decide a bit is the reference's own order of sums repeated. Which pixels go in is
`fingerprints`' load rule; what a distance means is `kin`'s.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

SAMPLES = 64
FREQUENCIES = 16
LEAST_EDGE_PX = 5
PASSES = 2
HASH_BYTES = FREQUENCIES * FREQUENCIES // 8
ORIENTATIONS = 8
CACHED_EDGES = 128

# Single precision moved samples by at most 0.0009 and frequencies by at most 0.004 over 250 real pictures;
# ten times as much is taken for doubt, and doubt is settled exactly.
DOUBT_SAMPLE = 0.01
DOUBT_FREQUENCY = 0.04


@dataclass(frozen=True, slots=True)
class Pdq:
    """A hash of 32 bytes (the reference's hexadecimal order) and its quality, 0 to 100."""

    bits: bytes
    quality: int


def compute(grey: Grey) -> Pdq:
    """Give the hash of grey pixels, shape (height, width); all zero at quality 0 under 5 px."""
    return _measured(grey, 1)[0]


def orientations(grey: Grey) -> tuple[bytes, ...]:
    """Give the hashes of the picture as it is, turned by 90, 180 and 270 degrees, and its four mirrorings.

    The order is the reference's: as it is, 90, 180, 270, top-bottom, left-right, and both diagonals.
    """
    return tuple(one.bits for one in _measured(grey, ORIENTATIONS))


def dihedral(grey: Grey) -> tuple[Pdq, ...]:
    """Give what `compute` and `orientations` give, at the price of one of them, upright first."""
    return _measured(grey, ORIENTATIONS)


def _measured(grey: Grey, count: int) -> tuple[Pdq, ...]:
    """Hash by matrix products where that decides every bit, else in the reference's order of sums."""
    if min(grey.shape) < LEAST_EDGE_PX:
        return (Pdq(bytes(HASH_BYTES), 0),) * count
    near = _near_samples(grey)
    table = cosines()
    turned = _turnings(np.asarray(table @ near @ table.T, np.float32))[:count]
    least, most = _quality(near, -DOUBT_SAMPLE), _quality(near, DOUBT_SAMPLE)
    if least != most or not all(map(_is_certain, turned)):
        samples = _samples(grey)
        turned, least = _turnings(_frequencies(samples))[:count], _quality(samples, 0.0)
    return tuple(Pdq(_bits(one), least) for one in turned)


def _is_certain(frequencies: Floats) -> bool:
    """Only the two middle values decide which bits are set; rounding must not be able to swap them."""
    middle = HASH_BYTES * 4
    ordered = np.partition(frequencies.ravel(), (middle - 1, middle))
    return bool(ordered[middle] - ordered[middle - 1] > DOUBT_FREQUENCY)


def _turnings(upright: Floats) -> tuple[Floats, ...]:
    """A turned picture has the same frequencies with other signs, transposed for quarter turns."""
    rows = np.where(np.arange(FREQUENCIES) % 2 == 0, -1, 1).astype(np.float32)[:, None]
    columns = rows.T
    return (
        upright,
        (upright * columns).T,
        upright * rows * columns,
        (upright * rows).T,
        upright * rows,
        upright * columns,
        upright.T,
        (upright * rows * columns).T,
    )


def _bits(frequencies: Floats) -> bytes:
    """The median of an even count is the lower middle one; the last frequency is the first bit written."""
    values = frequencies.ravel()
    median = np.partition(values, values.size // 2 - 1)[values.size // 2 - 1]
    return np.packbits((values > median)[::-1]).tobytes()


def _quality(samples: Floats, doubt: float) -> int:
    """Steps between neighbours in whole hundredths of the grey range, scaled and capped as the reference does."""
    steps = 0
    for axis in (0, 1):
        hundredths = np.abs(np.diff(samples, axis=axis) * np.float32(100) / np.float32(255))
        steps += int(np.floor(hundredths + np.float32(doubt)).clip(0).sum(dtype=np.float64))
    return min(steps // 90, 100)


def _near_samples(grey: Grey) -> Floats:
    """The 64 x 64 samples as two matrix products, right to a few thousandths."""
    lines = grey.astype(np.float32)
    if grey.shape == (SAMPLES, SAMPLES):
        return lines
    return np.asarray(blur(grey.shape[0]) @ lines @ blur(grey.shape[1]).T, np.float32)


@functools.lru_cache(maxsize=CACHED_EDGES)
def blur(edge_px: int) -> Floats:
    """Give two averages and the choice of points as one matrix, shape (64, edge_px)."""
    window = _window(edge_px)
    half, place = (window + 2) // 2, np.arange(edge_px)
    first = np.maximum(0, place - (window - half))[:, None]
    last = np.minimum(edge_px, place + half)[:, None]
    average = ((place >= first) & (place < last)) / (last - first)
    return np.asarray(average[_points(edge_px)] @ average, np.float32)


def _samples(grey: Grey) -> Floats:
    """Blur twice along rows and columns, then take 64 x 64 points: every rounding as in the reference."""
    lines = grey.astype(np.float32)
    height, width = grey.shape
    if (height, width) == (SAMPLES, SAMPLES):
        return lines
    across = np.ascontiguousarray(lines.T)
    for _ in range(PASSES - 1):
        across = _box(across, _window(width))
        across = np.ascontiguousarray(_box(np.ascontiguousarray(across.T), _window(height)).T)
    across = _box(across, _window(width))[_points(width)]
    return _box(np.ascontiguousarray(across.T), _window(height))[_points(height)]


def _window(edge_px: int) -> int:
    return (edge_px + 2 * SAMPLES - 1) // (2 * SAMPLES)


@functools.cache
def _points(edge_px: int) -> NDArray[np.intp]:
    return ((np.arange(SAMPLES) + 0.5) * edge_px / SAMPLES).astype(np.intp)


def _box(lines: Floats, window: int) -> Floats:
    """Average along axis 0 with a running sum in single precision, in the reference's order of sums."""
    length, half = lines.shape[0], (window + 2) // 2
    full = length - window
    steps = np.empty((window + 2 * full + half - 1, lines.shape[1]), np.float32)
    steps[:window] = lines[:window]
    steps[window : window + 2 * full : 2] = lines[window:]
    np.negative(lines[:full], out=steps[window + 1 : window + 2 * full : 2])
    np.negative(lines[full : full + half - 1], out=steps[window + 2 * full :])
    sums = np.add.accumulate(steps, axis=0)
    reached, sizes = _reached(length, window)
    return np.asarray(sums[reached] / sizes[:, None], np.float32)


@functools.cache
def _reached(length: int, window: int) -> tuple[NDArray[np.intp], Floats]:
    """After which step each average is complete, and over how many pixels it goes."""
    half, full = (window + 2) // 2, length - window
    growing = np.arange(half - 1, window)
    sliding = window + 1 + 2 * np.arange(full)
    shrinking = window + 2 * full + np.arange(half - 1)
    sizes = np.concatenate([growing + 1, np.full(full, window), window - 1 - np.arange(half - 1)])
    return np.concatenate([growing, sliding, shrinking]), sizes.astype(np.float32)


def _frequencies(samples: Floats) -> Floats:
    """Both products with the cosine table, summed in single precision from first to last."""
    table = cosines()
    down = np.add.accumulate(table[:, :, None] * samples[None, :, :], axis=1)[:, -1, :]
    across = np.add.accumulate(down[:, None, :] * table[None, :, :], axis=2)[:, :, -1]
    return np.asarray(across, np.float32)


@functools.cache
def cosines() -> Floats:
    """Give the table that turns 64 samples into 16 frequencies, shape (16, 64)."""
    order = np.arange(1, FREQUENCIES + 1)[:, None]
    place = 2 * np.arange(SAMPLES)[None, :] + 1
    scale = np.float64(np.float32(np.sqrt(2.0 / SAMPLES)))
    table = scale * np.cos((np.pi / 2.0 / SAMPLES) * order * place)
    return np.asarray(table, np.float32)
