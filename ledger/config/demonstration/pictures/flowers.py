"""Flowers and leaves, as Ada Larkspur paints them: heads, stems, seeds and branches."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, Sheet
from ledger.config.demonstration.pictures.inks import Ink


def poppy(sheet: Sheet, chance: Random) -> None:
    """One great poppy, leaning."""
    sheet.ground(inks.PAPER, inks.WASHI)
    sheet.taper(curves.smooth([(40, 102), (25, 80), (28, 60), (36, 44)]), 2, 1.2, inks.MOSS)
    for angle, length in ((150, 26), (20, 20), (200, 18)):
        sheet.shape(curves.petal(26, 82, angle - 30, length, 6, 0.4), inks.PINE)
    for angle, ink in (
        (-150, inks.MADDER),
        (-30, inks.MADDER),
        (-90, inks.VERMILION),
        (90, inks.VERMILION),
        (10, inks.PERSIMMON),
    ):
        leaf = sheet.block()
        leaf.shape(curves.petal(37, 36, angle, 31, 36, 0.62), CUT)
        sheet.press(leaf, ink, inks.between(ink, inks.MADDER, 0.5), 0.93)
    for seed in range(26):
        sheet.ray(37, 36, seed * 360 / 26, 4, chance.uniform(7, 10), 0.5, inks.SUMI)
        sheet.disc(*curves.polar(37, 36, seed * 360 / 26, chance.uniform(7, 10)), 0.8, inks.SUMI)
    sheet.disc(37, 36, 4.5, inks.YOUNG_LEAF)


def wild_garden(sheet: Sheet, chance: Random) -> None:
    """A bed of small flowers on thin stems."""
    sheet.ground(inks.SNOW, inks.CELADON)
    for _ in range(60):
        x, lean = chance.uniform(0, sheet.across), chance.uniform(-100, -80)
        sheet.shape(
            curves.petal(x, 102, lean, chance.uniform(16, 44), 2.6, 0.35),
            chance.choice((inks.MOSS, inks.PINE, inks.YOUNG_LEAF)),
        )
    for _ in range(30):
        foot, x, y = (
            chance.uniform(0, sheet.across),
            chance.uniform(4, sheet.across - 4),
            chance.uniform(12, 74),
        )
        sheet.line(curves.smooth([(foot * 0.4 + x * 0.6, 102), (x + 3, (y + 100) / 2), (x, y)]), 0.5, inks.PINE)
        ink = chance.choice((inks.VERMILION, inks.OCHRE, inks.PLUM, inks.INDIGO, inks.ROSE, inks.SNOW))
        _daisy(sheet, x, y, chance.uniform(3, 6.5), chance.choice((5, 6, 8, 12)), ink)


def _daisy(sheet: Sheet, x: float, y: float, size: float, petals: int, ink: Ink) -> None:
    for leaf in range(petals):
        sheet.shape(curves.petal(x, y, leaf * 360 / petals + x * 7, size, size * 4.4 / petals + 0.3, 0.62), ink)
    sheet.disc(x, y, size * 0.26, inks.OCHRE if ink != inks.OCHRE else inks.SUMI)


def chrysanthemum(sheet: Sheet, chance: Random) -> None:
    """A chrysanthemum of eight rings, running off the sheet."""
    sheet.ground(inks.INDIGO, inks.DEEP)
    for ring in range(8, 0, -1):
        for leaf in range(22):
            turn = (leaf + ring % 2 / 2) * 360 / 22 + chance.uniform(-2, 2)
            tone = inks.along(
                (inks.SNOW, inks.WHEAT, inks.OCHRE, inks.PERSIMMON), ring / 8 + chance.uniform(-0.08, 0.08)
            )
            sheet.shape(curves.petal(64, 42, turn, ring * 6.6 + 3, 2.2 + ring * 1.05, 0.72), inks.DEEP)
            sheet.shape(curves.petal(64, 42, turn, ring * 6.6 + 2.4, 1.5 + ring * 0.95, 0.72), tone)
    sheet.disc(64, 42, 4, inks.MOSS)


def plum_branch(sheet: Sheet, chance: Random) -> None:
    """A plum branch against a round window."""
    sheet.ground(inks.WASHI)
    sheet.disc(sheet.across * 0.6, 46, 37, inks.SNOW)
    sheet.ring(sheet.across * 0.6, 46, 38, 1.2, inks.SUMI)
    limb = curves.smooth([(-4, 92), (24, 74), (46, 70), (66, 50), (92, 44), (116, 22)], 14)
    sheet.taper(limb, 5.5, 1, inks.SUMI)
    for place, angle, length in ((20, -70, 26), (34, -86, 30), (36, 30, 22), (48, -50, 20), (58, 20, 20)):
        x, y = limb[place]
        sheet.taper([curves.polar(x, y, angle + s * 0.5, length * s / 12) for s in range(13)], 2, 0.5, inks.SUMI)
        for step in range(3, 13, 2):
            _plum(
                sheet,
                *curves.polar(x + chance.uniform(-2, 2), y, angle + step * 0.5, length * step / 12),
                chance,
            )


def _plum(sheet: Sheet, x: float, y: float, chance: Random) -> None:
    size, turn = chance.uniform(1.2, 2.6), chance.uniform(0, 72)
    ink = chance.choice((inks.VERMILION, inks.VERMILION, inks.ROSE))
    for leaf in range(5):
        sheet.disc(*curves.polar(x, y, turn + leaf * 72, size * 0.8), size * 0.72, ink)
    sheet.disc(x, y, size * 0.45, inks.WHEAT)


def ferns(sheet: Sheet, chance: Random) -> None:
    """Three fern fronds uncurling; the sheet shows through about them."""
    for foot, knots, ink in (
        (0, [(40, 100), (34, 70), (20, 40), (6, 24)], inks.PINE),
        (1, [(42, 100), (44, 66), (46, 36), (38, 6)], inks.MOSS),
        (2, [(44, 100), (54, 76), (64, 56), (66, 38)], inks.YOUNG_LEAF),
    ):
        stem = curves.smooth(knots, 12)
        sheet.taper(stem, 1.4, 0.5, ink)
        for place in range(4, len(stem) - 1):
            x, y = stem[place]
            length = 16 * (1 - place / len(stem)) ** 0.7 + 1
            for side in (-1, 1):
                sheet.shape(
                    curves.petal(x, y, -90 + side * (62 - place * 0.5) - 18 * (1 - foot), length, 2.6, 0.4),
                    ink,
                )


def sunflower(sheet: Sheet, chance: Random) -> None:
    """Seeds set at the golden angle, ringed with petals."""
    sheet.ground(inks.CELADON, inks.ASAGI)
    x, y = sheet.across * 0.42, 56.0
    for ring, ink in ((44, inks.OCHRE), (40, inks.WHEAT), (37, inks.PERSIMMON)):
        for leaf in range(24):
            sheet.shape(
                curves.petal(x, y, leaf * 15 + ring * 5 + chance.uniform(-3, 3), ring + chance.uniform(-3, 3), 8, 0.68),
                ink,
            )
    sheet.disc(x, y, 25, inks.SUMI)
    for seed in range(420):
        far = seed**0.5 * 1.18
        tone = inks.along((inks.MOSS, inks.EARTH, inks.OCHRE, inks.WHEAT), far / 25)
        sheet.disc(*curves.polar(x, y, seed * 137.508, far), 0.34 + far * 0.016, tone)


def fallen_leaves(sheet: Sheet, chance: Random) -> None:
    """Autumn leaves strewn over a dark floor, larger towards the lower right."""
    sheet.ground(inks.SUMI, inks.PLUM)
    for _ in range(90):
        x, y = chance.uniform(-4, sheet.across + 4), chance.uniform(-4, 104)
        size = 7 + (x / sheet.across + y / 100) * 8
        ink = chance.choice((inks.VERMILION, inks.PERSIMMON, inks.OCHRE, inks.WHEAT, inks.MADDER, inks.MOSS))
        turn = chance.uniform(0, 360)
        sheet.shape(curves.petal(x, y, turn, size, size * 0.45, 0.42), ink)
        sheet.ray(x, y, turn, -size * 0.2, size * 0.9, 0.35, inks.between(ink, inks.SUMI, 0.45))


def tulips(sheet: Sheet, chance: Random) -> None:
    """A row of tulips like a line of people."""
    sheet.ground(inks.SAKURA)
    sheet.box(0, 84, sheet.across, 101, inks.PERSIMMON)
    inks_ = (inks.VERMILION, inks.SNOW, inks.PLUM, inks.OCHRE, inks.VERMILION, inks.MADDER, inks.SNOW)
    for place, ink in enumerate(inks_):
        x, top = (place + 0.7) * sheet.across / 7.4, 22 + (place * 37 % 23)
        sheet.line([(x, top + 8), (x, 86)], 1.1, inks.PINE)
        for side in (-1, 1):
            sheet.shape(curves.petal(x, 86, -90 + side * chance.uniform(14, 24), 36, 6, 0.45), inks.MOSS)
        for turn, tint in ((-108, 0.12), (-72, 0.12), (-90, 0.0)):
            sheet.shape(curves.petal(x, top + 11, turn, 19, 10, 0.4), inks.between(ink, inks.SUMI, tint))


def dandelion(sheet: Sheet, chance: Random) -> None:
    """A seed head, and the wind taking it."""
    sheet.ground(inks.ASAGI, inks.WHEAT)
    x, y = sheet.across * 0.3, 44.0
    sheet.taper(curves.smooth([(x - 4, 102), (x + 3, 76), (x, y)]), 1.3, 0.9, inks.PINE)
    spots = [(curves.polar(x, y, n * 137.5, 20 * (n / 70) ** 0.4), n * 137.5) for n in range(70)]
    spots += [
        ((chance.uniform(x + 24, sheet.across), chance.uniform(6, 60)), chance.uniform(-60, 10)) for _ in range(17)
    ]
    for (sx, sy), turn in spots:
        if abs(sx - x) < 22:
            sheet.line([(x, y), (sx, sy)], 0.2, inks.PAPER)
        for spread in range(-50, 51, 20):
            sheet.ray(sx, sy, turn + spread, 0, 4, 0.25, inks.SNOW)
        sheet.disc(sx, sy, 0.5, inks.EARTH)
    sheet.disc(x, y, 2.6, inks.EARTH)
