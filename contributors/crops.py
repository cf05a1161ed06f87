"""Crops: PDQs of a picture's sub-windows, so that a piece cut out of it is found again.

Takes the small grey pixels that PDQ is computed on; gives one hash for each window, largest first. They are
stored beside the picture and compared with the whole PDQ of an asking one by `kin`. All windows of one grid are
sampled together; only where the rounding of the reference could decide a bit is one hashed by itself.
"""

import numpy as np
from numpy.typing import NDArray

from contributors import pdq

# (windows along each edge, share of the edge that one covers)
GRIDS = ((3, 0.95), (5, 0.9), (7, 0.8), (9, 0.7))
LEAST_QUALITY = 80

# As far as the rounding of the reference was ever seen to move a frequency; our own sums are finer.
DOUBT_FREQUENCY = 0.004
# Steps of 1/100 of the grey range, moved by rounding by less than this.
DOUBT_STEP = np.float32(0.01)


def windows(grey: pdq.Grey) -> tuple[bytes, ...]:
    """Give up to 164 hashes, grid by grid, from left to right and top to bottom; flat windows are left out.

    A picture of an edge under 7 px has none.
    """
    if round(min(grey.shape) * GRIDS[-1][1]) < pdq.LEAST_EDGE_PX:
        return ()
    samples = _samples(grey)
    frequencies = _frequencies(samples)
    ordered = np.partition(frequencies, (127, 128), axis=1)
    middle, gap = ordered[:, 127], ordered[:, 128] - ordered[:, 127]
    bits = np.packbits((frequencies > middle[:, None])[:, ::-1], axis=1)
    rich = _qualities(samples, -DOUBT_STEP) >= LEAST_QUALITY
    perhaps = ~rich
    perhaps[perhaps] = _qualities(samples[perhaps], DOUBT_STEP) >= LEAST_QUALITY
    doubtful = (gap <= DOUBT_FREQUENCY) | perhaps
    kept = np.flatnonzero(rich | perhaps).tolist()
    alone = boxes(*grey.shape)
    hashed = (pdq.compute(grey[alone[at]]) if doubtful[at] else pdq.Pdq(bits[at].tobytes(), 100) for at in kept)
    return tuple(one.bits for one in hashed if one.quality >= LEAST_QUALITY)


def boxes(height: int, width: int) -> tuple[tuple[slice, slice], ...]:
    """Give the windows in px; neighbours in one grid overlap and the outer ones touch the picture's edges."""
    return tuple(
        (rows, columns)
        for count, share in GRIDS
        for rows in _spans(height, count, share)
        for columns in _spans(width, count, share)
    )


def _samples(grey: pdq.Grey) -> pdq.Floats:
    """The 64 x 64 samples of every window, shape (windows, 64, 64): first down all rows, then along columns."""
    height, width = grey.shape
    lines, found = grey.astype(np.float32), []
    for count, share in GRIDS:
        down = _sampled(lines, _spans(height, count, share))
        along = np.ascontiguousarray(down.transpose(2, 0, 1)).reshape(width, -1)
        both = _sampled(along, _spans(width, count, share)).reshape(count, pdq.SAMPLES, count, pdq.SAMPLES)
        found.append(both.transpose(2, 0, 3, 1).reshape(-1, pdq.SAMPLES, pdq.SAMPLES))
    return np.concatenate(found)


def _sampled(lines: pdq.Floats, spans: tuple[slice, ...]) -> pdq.Floats:
    """The 64 averages of each span along axis 0, shape (spans, 64, rest)."""
    blur = pdq.blur(spans[0].stop - spans[0].start)
    return np.stack([blur @ lines[span] for span in spans])


def _frequencies(samples: pdq.Floats) -> pdq.Doubles:
    table = pdq.cosines().astype(np.float64)
    return np.asarray(table @ samples @ table.T, np.float64).reshape(len(samples), -1)


def _qualities(samples: pdq.Floats, doubt: np.float32) -> NDArray[np.float64]:
    """PDQ's quality of each window, were its steps larger by `doubt`."""
    steps = np.zeros(len(samples))
    for axis in (1, 2):
        hundredths = np.abs(np.diff(samples, axis=axis))
        hundredths *= np.float32(100 / 255)
        hundredths += doubt
        steps += np.floor(hundredths, out=hundredths).clip(0).sum(axis=(1, 2), dtype=np.float64)
    return np.minimum(steps // 90, 100)


def _spans(edge_px: int, count: int, share: float) -> tuple[slice, ...]:
    size = max(1, round(edge_px * share))
    firsts = np.linspace(0, edge_px - size, count).round().astype(int)
    return tuple(slice(int(first), int(first) + size) for first in firsts)
