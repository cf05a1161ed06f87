"""Mountains and fields, as 早乙女リク paints them: ridges in mist, terraces, snow, forest and road."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, UNCUT, Sheet


def red_mountain(sheet: Sheet, chance: Random) -> None:
    """A red cone at daybreak under streaks of cloud."""
    sheet.ground(inks.INDIGO, inks.PAPER)
    for _ in range(16):
        x, y, length = chance.uniform(0, sheet.across), chance.uniform(12, 62), chance.uniform(6, 24)
        sheet.oval(x, y, length, chance.uniform(0.5, 1.3), inks.PAPER)
    peak = sheet.across * 0.62
    slope = curves.smooth(
        [
            (peak - 72, 93),
            (peak - 40, 72),
            (peak - 16, 36),
            (peak - 5, 16),
            (peak + 5, 16.5),
            (peak + 20, 42),
            (peak + 44, 74),
            (peak + 80, 93),
        ]
    )
    cone, snow = sheet.block(), sheet.block()
    cone.shape(slope, CUT)
    sheet.press(cone, inks.MADDER, inks.PERSIMMON)
    for gully in range(11):
        x = peak - 11 + gully * 2.2
        snow.shape([(x - 1.3, 12), (x + 1.3, 12), (x + (x - peak) * 0.9, chance.uniform(26, 44))], CUT)
    sheet.press(canvas.within(snow, cone), inks.SNOW)
    for layer, ink in ((86, inks.MOSS), (92, inks.PINE)):
        sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, layer, 5, 9), 101), ink)


def ridges_in_mist(sheet: Sheet, chance: Random) -> None:
    """Seven ridges, each paler than the one before it."""
    sheet.ground(inks.PAPER, inks.SAKURA)
    sheet.disc(sheet.across * 0.24, 24, 9, inks.VERMILION)
    for layer in range(7):
        share = layer / 6
        line = curves.down_to(curves.ridge(chance, sheet.across, 34 + layer * 10.5, 20 - layer, 2 + layer * 0.5), 101)
        ridge = sheet.block()
        ridge.shape(line, CUT)
        tone = inks.along((inks.SKY, inks.ASAGI, inks.INDIGO, inks.NIGHT), share)
        sheet.press(ridge, tone, inks.between(tone, inks.PAPER, 0.55))


def rice_terraces(sheet: Sheet, chance: Random) -> None:
    """Terraces stepping down a slope, sky lying in the water."""
    sheet.ground(inks.WHEAT, inks.PAPER)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 22, 12, 2), 101), inks.ASAGI)
    knots = [(x * sheet.across / 6, chance.uniform(-6, 6)) for x in range(-1, 8)]
    for step in range(13):
        drop = 24 + step**1.25 * 3.4
        line = curves.smooth([(x, drop + bend * (1 + step * 0.12) + chance.uniform(-1, 1)) for x, bend in knots])
        sheet.shape(curves.down_to(line, 101), inks.PINE)
        lower = [(x, y + 0.7 + step * 0.12) for x, y in line]
        tone = (inks.YOUNG_LEAF, inks.SKY, inks.MOSS, inks.CELADON, inks.WHEAT)[(step * 3 + chance.randrange(2)) % 5]
        sheet.shape(curves.down_to(lower, 101), tone)
    for _ in range(5):
        x, y = chance.uniform(10, sheet.across - 10), chance.uniform(60, 92)
        sheet.disc(x, y, 1.2, inks.VERMILION)
        sheet.line([(x, y + 1), (x, y + 3.6)], 0.8, inks.SUMI)


def striped_hills(sheet: Sheet, chance: Random) -> None:
    """Tea hills combed in rows under a big white sun."""
    sheet.ground(inks.PERSIMMON, inks.WHEAT)
    sheet.disc(sheet.across * 0.36, 32, 19, inks.SNOW)
    for x, y, radius, ink, row in (
        (1.02, 112, 74, inks.MOSS, inks.YOUNG_LEAF),
        (0.16, 132, 76, inks.PINE, inks.MOSS),
        (0.7, 152, 84, inks.YOUNG_LEAF, inks.PINE),
    ):
        hill, rows = sheet.block(), sheet.block()
        hill.disc(x * sheet.across, y, radius, CUT)
        for line in range(24):
            shift = (line - 12) * radius * 0.14
            rows.ring(x * sheet.across + shift, y, radius * 0.9, 1.3, CUT, down=radius * 1.05)
        sheet.press(hill, ink)
        sheet.press(canvas.within(rows, hill), row)


def winter_birches(sheet: Sheet, chance: Random) -> None:
    """White trunks before a blue mountain, a red tail vanishing among them."""
    sheet.ground(inks.SKY, inks.SNOW)
    sheet.shape(
        curves.down_to(curves.ridge(chance, sheet.across, 44, 26, 2), 76),
        inks.between(inks.ASAGI, inks.SKY, 0.3),
    )
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 74, 4, 2), 101), inks.SNOW)
    sheet.shape(curves.petal(sheet.across * 0.62, 85, -12, 17, 6, 0.4), inks.VERMILION)
    sheet.shape(curves.petal(sheet.across * 0.63, 85, 200, 13, 3.6, 0.6), inks.PERSIMMON)
    for x in (6.0, 15, 21, 38, 52, 58, 69):
        x, width = x / 75 * sheet.across + chance.uniform(-2, 2), chance.uniform(1.6, 4.2)
        sheet.box(x, -1, x + width, chance.uniform(78, 98), inks.PAPER)
        sheet.box(x + width * 0.72, -1, x + width, 80, inks.ASH)
        for _ in range(11):
            y = chance.uniform(0, 78)
            sheet.box(x, y, x + width * chance.uniform(0.3, 0.8), y + chance.uniform(0.4, 1.4), inks.SUMI)


def cedars(sheet: Sheet, chance: Random) -> None:
    """Cedars standing in rows of fog."""
    sheet.ground(inks.CELADON, inks.PAPER)
    for row in range(5):
        tone = inks.along((inks.CELADON, inks.between(inks.PINE, inks.CELADON, 0.5), inks.PINE, inks.SUMI), row / 4)
        trees = sheet.block()
        for _ in range(15 - row * 2):
            x, foot, tall = chance.uniform(0, sheet.across), 42 + row * 16, chance.uniform(20, 30) + row * 7
            for tier in range(6):
                y, half = foot - tall * tier / 6.2, tall * 0.17 * (1 - tier / 7)
                trees.shape([(x - half, y), (x + half, y), (x, y - tall * 0.3)], CUT)
        sheet.press(trees, tone, inks.between(tone, inks.PAPER, 0.45))
        sheet.mist(chance, inks.PAPER, 0.9, 26 + row * 14, 58 + row * 14)


def winding_road(sheet: Sheet, chance: Random) -> None:
    """A pale road over the downs to a lone tree."""
    sheet.ground(inks.SAKURA, inks.SNOW)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 40, 8, 2), 101), inks.ROSE)
    sheet.shape(curves.down_to(curves.swell(sheet.across, 52, 5, 130, 0.3), 101), inks.OCHRE)
    sheet.shape(curves.down_to(curves.swell(sheet.across, 66, 6, 150, 0.75), 101), inks.PERSIMMON)
    left = curves.smooth([(20, 102), (70, 90), (96, 78), (66, 68), (88, 57), (104, 49)], 14)
    for place, (x, y) in enumerate(left):
        share = place / len(left)
        sheet.oval(x, y, 11 * (1 - share) ** 1.6 + 0.5, 4 * (1 - share) ** 1.6 + 0.3, inks.SNOW)
    sheet.line([(112, 49), (112, 32)], 1.3, inks.SUMI)
    sheet.oval(112, 25, 8, 11, inks.MADDER)
    sheet.oval(109, 22, 4, 6, inks.VERMILION)


def waterfall(sheet: Sheet, chance: Random) -> None:
    """A white fall between dark rocks, maples above."""
    sheet.ground(inks.STONE, inks.SUMI)
    middle = sheet.across * 0.52
    fall = sheet.block()
    fall.shape([(middle - 7, -1), (middle + 8, -1), (middle + 14, 84), (middle - 15, 84)], CUT)
    for _ in range(40):
        x = chance.uniform(-8, 8)
        top = chance.uniform(0, 70)
        fall.line([(middle + x, top), (middle + x * 1.5, top + chance.uniform(8, 26))], 0.35, UNCUT)
    sheet.press(fall, inks.SKY, inks.SNOW)
    for side in (-1, 1):
        for step in range(6):
            x, y, size = (
                middle + side * (13 + step * 2 + chance.uniform(0, 4)),
                step * 17.0 + 6,
                chance.uniform(10, 15),
            )
            sheet.shape(
                curves.polygon(x + side * 6, y, size, 6, chance.uniform(0, 60)),
                inks.between(inks.SUMI, inks.STONE, chance.random() * 0.6),
            )
    sheet.oval(middle, 92, 26, 9, inks.ASAGI)
    sheet.oval(middle, 87, 17, 4.5, inks.SNOW)
    for _ in range(120):
        x, y = chance.gauss(sheet.across * 0.12, 10), abs(chance.gauss(0, 17))
        sheet.disc(x, y, chance.uniform(0.8, 2.2), chance.choice((inks.VERMILION, inks.PERSIMMON, inks.MADDER)))


def dunes(sheet: Sheet, chance: Random) -> None:
    """Dunes with a lit and a dark side, and a far caravan of dots."""
    sheet.ground(inks.ASAGI, inks.PAPER)
    for step, (foot, peak, tall) in enumerate(((40, 0.25, 20), (56, 0.85, 26), (72, 0.4, 30), (92, 0.75, 26))):
        x, top = peak * sheet.across, foot - tall * 0.55
        crest = curves.smooth(
            [
                (-5, foot),
                (x * 0.6, foot - tall * 0.2),
                (x, top),
                (x + 20, foot - tall * 0.15),
                (sheet.across + 5, foot),
            ]
        )
        lit, dark = sheet.block(), sheet.block()
        lit.shape(curves.down_to(crest, 101), CUT)
        edge = curves.smooth([(x, top), (x - 8, top + tall * 0.5), (x + 6, top + tall), (x - 10, 110)])
        dark.shape([*edge, (sheet.across + 5, 110), (sheet.across + 5, top), (x, top)], CUT)
        sheet.press(lit, inks.WHEAT, inks.OCHRE)
        sheet.press(canvas.within(dark, lit), inks.between(inks.EARTH, inks.PERSIMMON, 1 - step / 4), inks.EARTH)
    for step in range(6):
        sheet.oval(sheet.across * 0.1 + step * 4, 35.5 + step * 0.35, 0.9, 1.4, inks.SUMI)
