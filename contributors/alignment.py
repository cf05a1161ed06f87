"""Alignment: how a picture must be turned or mirrored to lie as another does, so that the eye can compare the two.

Takes two images; gives one of eight turns. The picture that is turned is read from its small copy, since only its
eight hashes are asked for.
"""

from typing import Literal, get_args

from contributors import fingerprints, kin, originals
from contributors.models import Image

Turn = Literal["upright", "left", "over", "right", "top-bottom", "left-right", "diagonal", "antidiagonal"]

# In the order of `fingerprints.orientations`: quarter turns against the clock, then the four mirrorings.
TURNS: tuple[Turn, ...] = get_args(Turn)


def turn(image: Image, *, beside: Image) -> Turn:
    """How ``image`` is turned to lie as ``beside`` does; upright where nothing is nearer, or its file is not there."""
    if beside.fingerprint is None:
        return "upright"
    try:
        hashes = fingerprints.orientations(originals.thumbnail_of(bytes(image.sha256)))
    except (fingerprints.PictureRefused, FileNotFoundError):
        return "upright"
    asked = bytes(beside.fingerprint.pdq)
    distances = [kin.distance(hashed, asked) for hashed in hashes]
    return TURNS[distances.index(min(distances))]
