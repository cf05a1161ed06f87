"""Kin: which pictures are the same, nearly the same, or possibly so; exact, never approximate.

Takes hashes and fingerprints made by `fingerprints` under one load rule; gives pairs, and for two pictures a
verdict with its reason. A hash alone never accuses: what is weaker than a near-duplicate goes before a person.
Who gave first, and what follows, is `duplicates`'.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from contributors import looks
from contributors.fingerprints import Fingerprint

Hashes = NDArray[np.uint8]
Pairs = NDArray[np.int64]

Tier = Literal["same_file", "same_pixels", "near_duplicate", "possible", "none"]
Reason = Literal["", "trimmed", "recoloured", "turned", "mirrored", "cropped", "distant", "phash"]

# PDQ <= 31 was always the same design, looked at by eye. What is weaker goes before a person only where the looks
# of both pictures agree too; the bounds keep all flags over 1,640 real drawings under 1/40 of phash 64 <= 10's.
NEAR_BITS = 31
FAR_BITS, FAR_CORRELATION = 48, 0.5
REACH_BITS, REACH_CORRELATION = 70, 0.7
PHASH_BITS, PHASH_CORRELATION = 2, 0.995
CROPPED_BITS = 36
RECOLOURED_CORRELATION = 0.98
RECOLOURED_TINT = 24
SAME_TINT = 4
SAME_CAST = 24
QUARTER_TURNS = 3
LEAST_QUALITY = 50
# Under quality 50 a distance alone says nothing; together with a look it may still bring a pair before a person.
LOOK_QUALITY = 10
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
    good enough to compare (`crops`). Under quality 50 on either side nothing but digests speaks alone, under 10
    nothing else speaks at all. Raises RulesDiffer.
    """
    if asked.sha256 == known.sha256:
        return Verdict("same_file", "", 0)
    if asked.load_rule != known.load_rule:
        raise RulesDiffer(asked.load_rule, known.load_rule)
    if asked.pixels_sha256 == known.pixels_sha256:
        return Verdict("same_pixels", "", 0)
    quality, nearest = min(asked.pdq_quality, known.pdq_quality), _nearest(asked, known, orientations)
    if quality < LOOK_QUALITY:
        return Verdict("none", "", nearest)
    agreement = looks.agreement(asked.look, known.look)
    by_hash = (
        (_upright(asked, known, agreement) or _cropped(asked, known, windows)) if quality >= LEAST_QUALITY else None
    )
    return by_hash or _by_look(asked, known, nearest, agreement)


def _upright(asked: Fingerprint, known: Fingerprint, agreement: looks.Agreement) -> Verdict | None:
    """Within 31 bits as a whole or without borders; a border tints the grid, so looks judge colours without one."""
    whole, nearest = distance(asked.pdq, known.pdq), _inner(asked, known)
    if nearest > NEAR_BITS:
        return None
    if looks.tint_distance(asked.colours, known.colours) <= RECOLOURED_TINT:
        return Verdict("near_duplicate", "" if whole <= NEAR_BITS else "trimmed", nearest)
    if whole > NEAR_BITS or agreement.correlation >= RECOLOURED_CORRELATION:
        return Verdict("possible", "recoloured", nearest)
    return None


def _cropped(asked: Fingerprint, known: Fingerprint, windows: tuple[bytes, ...]) -> Verdict | None:
    nearest = min((distance(asked.pdq, window) for window in windows), default=CROPPED_BITS + 1)
    if nearest > CROPPED_BITS or looks.cast_distance(asked.colours, known.colours) > SAME_CAST:
        return None
    return Verdict("possible", "cropped", nearest)


def _by_look(asked: Fingerprint, known: Fingerprint, nearest: int, agreement: looks.Agreement) -> Verdict:
    """Mirrored letters and arrows are other works, so a turned or mirrored twin only goes before a person."""
    phash_bits, seen = distance(asked.phash, known.phash), agreement.correlation
    agrees = (
        (nearest <= REACH_BITS and seen >= REACH_CORRELATION)
        or (nearest <= FAR_BITS and seen >= FAR_CORRELATION)
        or (phash_bits <= PHASH_BITS and seen >= PHASH_CORRELATION)
    )
    if not agrees or looks.tint_distance(asked.colours, known.colours, agreement.orientation) > SAME_TINT:
        return Verdict("none", "", nearest)
    return Verdict("possible", _weak_reason(nearest, agreement.orientation), nearest)


def _weak_reason(nearest: int, orientation: int) -> Reason:
    if orientation:
        return "turned" if orientation <= QUARTER_TURNS else "mirrored"
    return "distant" if nearest <= REACH_BITS else "phash"


def _nearest(asked: Fingerprint, known: Fingerprint, orientations: tuple[bytes, ...]) -> int:
    """The fewest bits apart in any orientation, or with borders taken away."""
    return min([_inner(asked, known), *(distance(turned, known.pdq) for turned in orientations)])


def _inner(asked: Fingerprint, known: Fingerprint) -> int:
    """The fewest bits apart upright, with the border of either or both taken away or none."""
    return min(
        distance(one, other) for one in (asked.pdq, asked.trimmed_pdq) for other in (known.pdq, known.trimmed_pdq)
    )


def distance(one: bytes, other: bytes) -> int:
    """Count the bits in which two hashes of one length differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


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
