"""Alignment: how a picture must be turned or mirrored to lie as another does, so that the eye can compare the two.

Takes two images; gives one of eight turns, the one in which the search found that their looks agree best.
"""

from typing import Literal, get_args

from contributors import looks
from contributors.models import Image

Turn = Literal["upright", "left", "over", "right", "top-bottom", "left-right", "diagonal", "antidiagonal"]

# In the order of `looks.TURNINGS`: quarter turns against the clock, then the four mirrorings.
TURNS: tuple[Turn, ...] = get_args(Turn)


def turn(image: Image, *, beside: Image) -> Turn:
    """How ``image`` is turned to lie as ``beside`` does; upright where nothing agrees better, or a look is not kept."""
    if image.fingerprint is None or beside.fingerprint is None:
        return "upright"
    seen = looks.agreement(bytes(image.fingerprint.look), bytes(beside.fingerprint.look))
    return TURNS[seen.orientation]
