"""Resembling: which known pictures a hash alone points to, where nobody has the file that it is of.

Takes PDQs (32 bytes) or phashes (8 bytes) that somebody wrote down; gives the known fingerprints near them. Exact. A
hash without its picture has no look, no colours and no quality, so only the narrowest reach is asked, and only among
pictures with enough structure. It says where to look, and never what something is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from contributors import kin, kin_join, known

Kind = Literal["pdq", "phash"]

# Over 240 drawings made smaller or encoded again, see docs/decisions.md.
REACH_BITS: dict[Kind, int] = {"pdq": kin.NEAR_BITS, "phash": 4}
WIDTH_BYTES: dict[Kind, int] = {"pdq": known.PDQ_BYTES, "phash": known.PHASH_BYTES}
MOST_BY_BRUTE_FORCE = 5_000_000


@dataclass(frozen=True, slots=True)
class Near:
    """A hash that was asked about, by its place, and a known fingerprint that it is near to."""

    place: int
    fingerprint: int
    distance_bits: int


def near(asked: Sequence[bytes], kind: Kind, among: known.Collection) -> Iterator[Near]:
    """Give the pictures near each asked hash, by place and then the nearest first. Ask each hash once only."""
    columns = 2 if kind == "pdq" else 1
    theirs = (among.pdqs if kind == "pdq" else among.phashes).reshape(-1, WIDTH_BYTES[kind])
    ours = known.hashes(asked, WIDTH_BYTES[kind])
    between = kin.between if len(ours) * len(theirs) <= MOST_BY_BRUTE_FORCE else kin_join.between
    told: dict[tuple[int, int], int] = {}
    for place, row in between(ours, theirs, REACH_BITS[kind]).tolist():
        pair = (place, int(among.ids[row // columns]))
        bits = kin.distance(asked[place], theirs[row].tobytes())
        told[pair] = min(bits, told.get(pair, bits))
    for (place, fingerprint), bits in sorted(told.items(), key=lambda one: (one[0][0], one[1], one[0][1])):
        yield Near(place, fingerprint, bits)


def collection() -> known.Collection:
    """The known pictures that a hash alone may point to."""
    return known.collection(quality=kin.LEAST_QUALITY)
