"""Kin: which pictures are the same, nearly the same, or possibly so; exact, never approximate.

Takes hashes and fingerprints made by `fingerprints` under one load rule; gives pairs, and for two pictures a
verdict with its reason. A hash alone never accuses: what is weaker than a near-duplicate goes before a person.
Who gave first, and what follows, is `duplicates`'.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from contributors.fingerprints import Fingerprint

Hashes = NDArray[np.uint8]
Pairs = NDArray[np.int64]

Tier = Literal["same_file", "same_pixels", "near_duplicate", "possible", "none"]
Reason = Literal["", "trimmed", "recoloured", "turned", "mirrored", "cropped", "distant", "phash"]

# What goes before a person is bounded so that over 1,639 real drawings all flags together stay near 1/40 of
# those of phash 64 <= 10; looked at by eye, PDQ <= 31 alone was always the same design.
NEAR_BITS = 31
FAR_BITS = 40
TURNED_BITS = 36
CROPPED_BITS = 40
PHASH_BITS = 4
PHASH_PDQ_BITS = 56
QUARTER_TURNS = 3
LEAST_QUALITY = 50
COLOUR_STEP = 24
BLOCK_PAIRS = 1 << 22


class RulesDiffer(Exception):
    """Two fingerprints cannot be compared, because they were made under different load rules."""

    def __init__(self, one: str, other: str) -> None:
        self.one, self.other = one, other
        super().__init__(f"Hashes of {one} and {other} cannot be compared. Hash the older picture again.")


class HashesDiffer(Exception):
    """Two arrays of hashes cannot be joined, because their hashes differ in length."""

    def __init__(self, one_bytes: int, other_bytes: int) -> None:
        self.one_bytes, self.other_bytes = one_bytes, other_bytes
        super().__init__(f"Hashes of {one_bytes} and {other_bytes} bytes cannot be compared. Join one kind.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two pictures are kin, why, and the PDQ distance in bits that says so (0 where digests agree)."""

    tier: Tier
    reason: Reason
    distance_bits: int


def judge(
    asked: Fingerprint,
    known: Fingerprint,
    *,
    orientations: tuple[bytes, ...] = (),
    windows: tuple[bytes, ...] = (),
) -> Verdict:
    """Say how the asking picture is kin to a known one.

    `orientations` are the asking picture's eight PDQs, `windows` those of the known one's sub-windows that are
    good enough to compare (`crops`). Under quality 50 on either side only digests speak. Raises RulesDiffer.
    """
    if asked.sha256 == known.sha256:
        return Verdict("same_file", "", 0)
    if asked.load_rule != known.load_rule:
        raise RulesDiffer(asked.load_rule, known.load_rule)
    if asked.pixels_sha256 == known.pixels_sha256:
        return Verdict("same_pixels", "", 0)
    if min(asked.pdq_quality, known.pdq_quality) < LEAST_QUALITY:
        return Verdict("none", "", distance(asked.pdq, known.pdq))
    return _upright(asked, known) or _turned(known, orientations) or _cropped(asked, windows) or _weaker(asked, known)


def _upright(asked: Fingerprint, known: Fingerprint) -> Verdict | None:
    whole, inner = distance(asked.pdq, known.pdq), _inner(asked, known)
    nearest = min(whole, inner)
    if nearest > NEAR_BITS:
        return None
    if recoloured(asked.colours, known.colours):
        return Verdict("possible", "recoloured", nearest)
    return Verdict("near_duplicate", "" if whole <= NEAR_BITS else "trimmed", nearest)


def _turned(known: Fingerprint, orientations: tuple[bytes, ...]) -> Verdict | None:
    """Mirrored letters and arrows are other works, so a turned or mirrored twin only goes before a person."""
    distances = [distance(turned, known.pdq) for turned in orientations[1:]]
    if not distances or min(distances) > TURNED_BITS:
        return None
    place = distances.index(min(distances))
    return Verdict("possible", "turned" if place < QUARTER_TURNS else "mirrored", distances[place])


def _cropped(asked: Fingerprint, windows: tuple[bytes, ...]) -> Verdict | None:
    nearest = min((distance(asked.pdq, window) for window in windows), default=CROPPED_BITS + 1)
    return Verdict("possible", "cropped", nearest) if nearest <= CROPPED_BITS else None


def _weaker(asked: Fingerprint, known: Fingerprint) -> Verdict:
    whole, inner = distance(asked.pdq, known.pdq), distance(asked.trimmed_pdq, known.trimmed_pdq)
    if max(whole, inner) <= FAR_BITS:
        return Verdict("possible", "distant", whole)
    if whole <= PHASH_PDQ_BITS and distance(asked.phash, known.phash) <= PHASH_BITS:
        return Verdict("possible", "phash", whole)
    return Verdict("none", "", whole)


def _inner(asked: Fingerprint, known: Fingerprint) -> int:
    """The nearest with the border of either or both taken away."""
    return min(
        distance(asked.trimmed_pdq, known.trimmed_pdq),
        distance(asked.trimmed_pdq, known.pdq),
        distance(asked.pdq, known.trimmed_pdq),
    )


def distance(one: bytes, other: bytes) -> int:
    """Count the bits in which two hashes of one length differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def recoloured(one: bytes, other: bytes) -> bool:
    """Whether two 4 x 4 colour grids differ in hue, whatever their brightness."""
    tints = [_tint(np.frombuffer(grid, np.uint8).reshape(-1, 3).astype(np.int16)) for grid in (one, other)]
    return float(np.abs(tints[0] - tints[1]).mean()) > COLOUR_STEP


def _tint(grid: NDArray[np.int16]) -> NDArray[np.int16]:
    return np.stack([grid[:, 0] - grid[:, 1], grid[:, 2] - grid[:, 1]])


def pairs(hashes: Hashes, radius_bits: int) -> Pairs:
    """Give every pair (i, j), i < j, of rows at most `radius_bits` apart, sorted; hashes are (n, 8 or 32) bytes.

    By brute force in blocks: exact, for some ten thousand hashes.
    """
    found = between(hashes, hashes, radius_bits)
    return found[found[:, 0] < found[:, 1]]


def between(asked: Hashes, known: Hashes, radius_bits: int) -> Pairs:
    """Give every (row of asked, row of known) at most `radius_bits` apart, sorted; raises HashesDiffer."""
    if asked.shape[1] != known.shape[1]:
        raise HashesDiffer(asked.shape[1], known.shape[1])
    ours, theirs = _words(asked), _words(known)
    rows = max(1, BLOCK_PAIRS // max(1, len(theirs)))
    found = [_block(ours[at : at + rows], theirs, radius_bits) + np.array([at, 0]) for at in range(0, len(ours), rows)]
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def _words(hashes: Hashes) -> NDArray[np.uint64]:
    return np.ascontiguousarray(hashes, np.uint8).view(np.uint64)


def _block(asked: NDArray[np.uint64], known: NDArray[np.uint64], radius_bits: int) -> Pairs:
    bits = np.zeros((len(asked), len(known)), np.uint16)
    for word in range(asked.shape[1]):
        bits += np.bitwise_count(asked[:, word, None] ^ known[None, :, word])
    return np.argwhere(bits <= radius_bits).astype(np.int64)
