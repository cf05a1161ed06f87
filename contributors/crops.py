"""Crops: PDQs of a picture's sub-windows, so that a piece cut out of it is found again.

Takes the small grey pixels that PDQ is computed on; gives one hash for each window, largest first. They are
stored beside the picture and compared with the whole PDQ of an asking one by `kin`.
"""

import numpy as np

from contributors import pdq

# (windows along each edge, share of the edge that one covers)
GRIDS = ((3, 0.95), (5, 0.9), (7, 0.8), (9, 0.7))
LEAST_QUALITY = 80


def windows(grey: pdq.Grey) -> tuple[bytes, ...]:
    """Give up to 164 hashes, grid by grid, from left to right and top to bottom; flat windows are left out."""
    found = (pdq.compute(grey[rows, columns]) for rows, columns in boxes(*grey.shape))
    return tuple(one.bits for one in found if one.quality >= LEAST_QUALITY)


def boxes(height: int, width: int) -> tuple[tuple[slice, slice], ...]:
    """Give the windows in px; neighbours in one grid overlap and the outer ones touch the picture's edges."""
    return tuple(
        (rows, columns)
        for count, share in GRIDS
        for rows in _spans(height, count, share)
        for columns in _spans(width, count, share)
    )


def _spans(edge_px: int, count: int, share: float) -> tuple[slice, ...]:
    size = max(1, round(edge_px * share))
    firsts = np.linspace(0, edge_px - size, count).round().astype(int)
    return tuple(slice(int(first), int(first) + size) for first in firsts)
