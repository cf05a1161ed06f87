"""Shrink: Pillow's Lanczos reduction of grey pixels to 32 x 32, exact to the last bit and several times as fast.

imagehash's phash is defined on those 1,024 numbers, so they must not differ. A single-precision matrix product
gives each of them within a proven bound; the few that lie as near to a half as that bound are summed again
exactly, with the same 22-bit weights. Takes grey pixels from `fingerprints`.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

EDGE = 32
LOBES = 3.0
WEIGHT_BITS = 22
LARGEST_SUM = 400.0
CACHED_EDGES = 64
BLOCK_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """For one edge length: the 32 columns' whole weights, where each begins, and all as fractions (edge, 32)."""

    columns: tuple[NDArray[np.float64], ...]
    firsts: tuple[int, ...]
    fractions: NDArray[np.float32]
    doubt: float


def to_32(grey: Grey) -> Grey:
    """Reduce grey pixels, shape (height, width), as Pillow's `resize((32, 32), LANCZOS)` does.

    Pillow 13 reduces a tall picture downwards first, any other across first; whole greys stand in between.
    """
    height, width = grey.shape
    if _is_tall(height, width):
        return _across(_across(grey.T).T)
    return _across(_across(grey).T).T


def blocks_to_32(grey: Grey, height: int, width: int, scale: int) -> Grey:
    """Reduce as `to_32` would the picture of `height` x `width` px of which only blocks' means are known.

    `grey` holds a mean for every block of `scale` x `scale` px, the last ones perhaps of fewer. A block has the weight
    of all its pixels together, so only what varies within one block is lost: some numbers are one step off.
    """
    across, down = _block_weights(width, scale), _block_weights(height, scale)
    means = grey.astype(np.float32)
    if _is_tall(height, width):
        return _rounded(_rounded(down.T @ means) @ across).astype(np.uint8)
    return _rounded(down.T @ _rounded(means @ across)).astype(np.uint8)


def _is_tall(height: int, width: int) -> bool:
    return height > EDGE and 2 * width < height + EDGE


@functools.lru_cache(maxsize=CACHED_EDGES)
def _block_weights(edge_px: int, scale: int) -> NDArray[np.float32]:
    weights = np.eye(EDGE, dtype=np.float32) if edge_px == EDGE else _weights(edge_px).fractions
    return np.add.reduceat(weights, np.arange(0, edge_px, scale), axis=0)


def _rounded(greys: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.floor(greys + np.float32(0.5)).clip(0, 255), np.float32)


def _across(rows: Grey) -> Grey:
    """Reduce (height, width) to (height, 32), in blocks so that the copy in single precision stays small."""
    if rows.shape[1] == EDGE:
        return rows
    step = max(1, BLOCK_PIXELS // rows.shape[1])
    blocks = [_block(rows[top : top + step]) for top in range(0, rows.shape[0], step)]
    return np.concatenate(blocks)


def _block(rows: Grey) -> Grey:
    weights = _weights(rows.shape[1])
    near = rows.astype(np.float32) @ weights.fractions
    near += np.float32(0.5)
    floor = np.floor(near)
    shrunk: Grey = np.clip(floor, 0, 255).astype(np.uint8)
    near -= floor
    unsure = np.abs(near - np.float32(0.5)) > 0.5 - weights.doubt
    for column in range(EDGE):
        places = np.flatnonzero(unsure[:, column])
        first, whole = weights.firsts[column], weights.columns[column]
        shrunk[places, column] = _exact(rows[places, first : first + whole.size], whole)
    return shrunk


def _exact(rows: Grey, whole: NDArray[np.float64]) -> Grey:
    """Every sum stays far under 2^53, so double precision holds it exactly."""
    greys = np.floor((rows @ whole) / 2.0**WEIGHT_BITS + 0.5)
    shrunk: Grey = np.clip(greys, 0, 255).astype(np.uint8)
    return shrunk


@functools.lru_cache(maxsize=CACHED_EDGES)
def _weights(edge_px: int) -> Weights:
    scale = edge_px / EDGE
    stretch = max(scale, 1.0)
    columns, firsts = [], []
    fractions = np.zeros((edge_px, EDGE), np.float32)
    for column in range(EDGE):
        centre = (column + 0.5) * scale
        first = max(0, int(centre - LOBES * stretch + 0.5))
        last = min(edge_px, int(centre + LOBES * stretch + 0.5))
        whole = _lanczos((np.arange(first, last) - centre + 0.5) / stretch)
        fractions[first:last, column] = whole / 2.0**WEIGHT_BITS
        columns.append(whole)
        firsts.append(first)
    doubt = (max(whole.size for whole in columns) + 2) * 2.0**-24 * LARGEST_SUM
    return Weights(tuple(columns), tuple(firsts), fractions, doubt)


def _lanczos(places: NDArray[np.floating]) -> NDArray[np.float64]:
    """Weights that add up to one, in whole 2^-22ths, rounded away from zero at the half."""
    weights = np.where(np.abs(places) < LOBES, np.sinc(places) * np.sinc(places / LOBES), 0.0)
    scaled = weights / weights.sum() * 2.0**WEIGHT_BITS
    whole: NDArray[np.float64] = np.trunc(scaled + np.copysign(0.5, scaled))
    return whole
