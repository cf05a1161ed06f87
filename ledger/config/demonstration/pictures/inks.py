"""The inks of the gallery: warm paper, sumi, vermilion, indigo, moss and ochre, with their neighbours.

Colours are 8-bit sRGB triples, named after the traditional colours they are taken from by eye.
"""

from __future__ import annotations

Ink = tuple[int, int, int]

PAPER: Ink = (244, 235, 220)
WASHI: Ink = (236, 223, 200)
SNOW: Ink = (251, 247, 239)
SUMI: Ink = (38, 35, 31)
ASH: Ink = (167, 159, 146)
STONE: Ink = (112, 106, 98)
VERMILION: Ink = (214, 66, 42)
MADDER: Ink = (158, 44, 40)
PERSIMMON: Ink = (226, 130, 60)
OCHRE: Ink = (203, 150, 52)
WHEAT: Ink = (230, 198, 128)
SAKURA: Ink = (240, 200, 188)
ROSE: Ink = (217, 138, 128)
PLUM: Ink = (108, 58, 82)
MOSS: Ink = (107, 122, 58)
PINE: Ink = (46, 74, 56)
YOUNG_LEAF: Ink = (170, 180, 96)
CELADON: Ink = (160, 192, 170)
ASAGI: Ink = (90, 152, 160)
SKY: Ink = (176, 206, 208)
INDIGO: Ink = (36, 76, 112)
DEEP: Ink = (22, 48, 78)
NIGHT: Ink = (18, 26, 44)
EARTH: Ink = (118, 78, 52)


def between(one: Ink, other: Ink, share: float) -> Ink:
    """The ink that lies `share` (0 to 1) of the way from one to the other."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def along(inks: tuple[Ink, ...], share: float) -> Ink:
    """The ink at `share` (0 to 1) of a scale of two or more inks."""
    place = min(0.9999, max(0.0, share)) * (len(inks) - 1)
    return between(inks[int(place)], inks[int(place) + 1], place - int(place))
