"""Woven and dyed patterns, as 白樺つむぎ sets them: each broken somewhere, so that no halves match."""

from __future__ import annotations

import math
from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, UNCUT, Sheet, Surface


def hemp_leaves(sheet: Sheet, chance: Random) -> None:
    """Asanoha stars over drifting colour, some of them filled."""
    sheet.ground(inks.PINE, inks.MOSS)
    size, rise = 9.0, 9.0 * math.sqrt(3) / 2
    for row in range(-1, round(100 / rise) + 2):
        for column in range(-1, round(sheet.across / size) + 2):
            x, y = (column + row % 2 / 2) * size, row * rise
            for apex in (0, 1):
                corners = (
                    [(x, y), (x + size, y), (x + size / 2, y + rise)]
                    if apex
                    else [(x, y), (x + size, y), (x + size / 2, y - rise)]
                )
                middle = (sum(p[0] for p in corners) / 3, sum(p[1] for p in corners) / 3)
                if chance.random() < 0.75 - abs(middle[0] / sheet.across - 0.7) * 1.6:
                    sheet.shape(corners, chance.choice((inks.OCHRE, inks.YOUNG_LEAF, inks.WHEAT)))
                for corner in corners:
                    sheet.line([middle, corner], 0.36, inks.PAPER)
                sheet.line([*corners, corners[0]], 0.36, inks.PAPER)


def seven_treasures(sheet: Sheet, chance: Random) -> None:
    """Shippo: linked circles, their lenses inked, three circles in red."""
    sheet.ground(inks.PAPER)
    radius = 11.0
    for row in range(-1, 11):
        for column in range(-1, round(sheet.across / radius) + 2):
            if (row + column) % 2:
                continue
            x, y = column * radius, row * radius
            chosen = (row, column) in ((2, 4), (3, 5), (6, 2))
            for turn in (45, 135, 225, 315):
                ink = (
                    inks.VERMILION
                    if chosen
                    else inks.along((inks.PLUM, inks.INDIGO, inks.ASAGI), chance.random() * 0.4 + y / 160)
                )
                start = curves.polar(x, y, turn - 45, radius)
                sheet.shape(curves.petal(*start, turn + 90, radius * math.sqrt(2), radius * 0.52), ink)


def tortoise_shell(sheet: Sheet, chance: Random) -> None:
    """Kikko hexagons, nested, some of them blossoming."""
    sheet.ground(inks.MADDER)
    size = 9.5
    for row in range(-1, 9):
        for column in range(-1, round(sheet.across / size) + 1):
            x, y = (column + row % 2 / 2) * size * math.sqrt(3), row * size * 1.5
            kind = chance.randrange(4)
            sheet.shape(curves.polygon(x, y, size * 0.92, 6, 30), inks.WHEAT)
            sheet.shape(
                curves.polygon(x, y, size * 0.8, 6, 30),
                (inks.MADDER, inks.PLUM, inks.VERMILION, inks.SUMI)[kind],
            )
            for leaf in range(6 if kind else 0):
                sheet.shape(
                    curves.petal(x, y, leaf * 60 + 30 * (kind - 1), size * 0.66, size * 0.36, 0.62),
                    inks.WHEAT,
                )
            sheet.disc(x, y, size * (0.13 if kind else 0.4), inks.OCHRE)


def arrow_feathers(sheet: Sheet, chance: Random) -> None:
    """Yagasuri: feathers up and down, the columns slipped against each other."""
    sheet.ground(inks.SNOW)
    wide, tall = sheet.across / 7, 25.0
    for column in range(7):
        slip, ink = chance.uniform(0, tall), (inks.PLUM, inks.INDIGO, inks.PLUM, inks.VERMILION)[column % 4]
        for step in range(-2, 6):
            x, y = column * wide, step * tall + slip
            for side in (-1, 1):
                middle, edge = x + wide / 2 + side * 0.45, x + wide / 2 + side * wide * 0.45
                lean = wide * 0.5 if column % 2 else -wide * 0.5
                sheet.shape(
                    [
                        (middle, y),
                        (edge, y + lean),
                        (edge, y + lean + tall * 0.55),
                        (middle, y + tall * 0.55),
                    ],
                    ink,
                )
                sheet.shape(
                    [
                        (middle, y + tall * 0.62),
                        (edge, y + lean + tall * 0.62),
                        (edge, y + lean + tall * 0.7),
                        (middle, y + tall * 0.7),
                    ],
                    inks.between(ink, inks.SNOW, 0.45),
                )


def checks_at_dusk(sheet: Sheet, chance: Random) -> None:
    """Ichimatsu checks, paling and shrinking from right to left."""
    sheet.ground(inks.WHEAT, inks.ROSE)
    left, column = sheet.across, 0
    width = 15.0
    while left > 0:
        for row in range(-1, 9):
            if (row + column) % 2:
                y = row * 12.5
                tone = inks.along((inks.ROSE, inks.PLUM, inks.NIGHT), left / sheet.across + chance.uniform(-0.12, 0.12))
                sheet.box(left - width, y, left, y + 12.5, tone)
        left, column, width = left - width, column + 1, max(1.4, width * 0.86)
    sheet.disc(sheet.across * 0.2, 28, 10, inks.VERMILION)


def fish_scales(sheet: Sheet, chance: Random) -> None:
    """Uroko triangles thinning out upwards."""
    sheet.ground(inks.PAPER)
    side, rise = 10.0, 8.66
    for row in range(12):
        for column in range(-1, round(sheet.across / side) + 1):
            x, y = column * side + row % 2 * side / 2, row * rise
            share = y / 100 * 1.1 + (x / sheet.across - 0.5) * 0.5
            if chance.random() < share:
                ink = (
                    inks.VERMILION
                    if chance.random() < 0.12
                    else inks.along((inks.CELADON, inks.ASAGI, inks.PINE), share)
                )
                sheet.shape([(x, y + rise), (x + side, y + rise), (x + side / 2, y)], ink)


def rising_steam(sheet: Sheet, chance: Random) -> None:
    """Tatewaku: swelling bands that bow together, on a slope of colour."""
    sheet.ground(inks.OCHRE, inks.MADDER)
    for band in range(-1, 9):
        x = band * sheet.across / 7
        for side in (-1, 1):
            edge = [
                (x + side * (2.6 + 3.0 * math.sin(y / 11 + band * math.pi)) + y * 0.06, y) for y in range(-2, 104, 2)
            ]
            sheet.line(edge, 1.0, inks.PAPER)
            sheet.line([(px + side * 1.6, py) for px, py in edge], 0.35, inks.WHEAT)
        if band in (2, 3, 5):
            sheet.disc(x + 3, 20 + band * 12, 3.6, inks.SNOW)


def patched_cloth(sheet: Sheet, chance: Random) -> None:
    """Boro: patches of indigo cotton, stitched by hand."""
    sheet.ground(inks.DEEP)
    for patch in range(70):
        x, y = patch % 10 * 15 - 12 + chance.uniform(-6, 6), patch * 7 % 10 * 11 - 8 + chance.uniform(-6, 6)
        wide, tall = chance.uniform(12, 36), chance.uniform(10, 26)
        ink = chance.choice(
            (
                inks.INDIGO,
                inks.ASAGI,
                inks.NIGHT,
                inks.between(inks.INDIGO, inks.ASH, 0.5),
                inks.SKY,
                inks.DEEP,
            )
        )
        sheet.shape(curves.turned([(0, 0), (wide, 0), (wide, tall), (0, tall)], x, y, chance.uniform(-5, 5)), ink)
        seam, gap = inks.between(inks.PAPER, ink, 0.2), chance.choice((2.2, 3.0, 4.0))
        for row in range(1, int(tall / gap)):
            for stitch in range(int(wide / 2.4)):
                left = x + 1 + stitch * 2.4 + row % 2
                sheet.line([(left, y + row * gap), (left + 1.3, y + row * gap)], 0.32, seam)
    sheet.shape(curves.turned([(0, 0), (15, 0), (15, 11), (0, 11)], sheet.across * 0.62, 58, -4), inks.VERMILION)


def fans(sheet: Sheet, chance: Random) -> None:
    """Folding fans thrown on the floor; the sheet shows through between them."""
    looks = (
        (inks.VERMILION, inks.WHEAT),
        (inks.INDIGO, inks.SNOW),
        (inks.OCHRE, inks.MADDER),
        (inks.PINE, inks.SAKURA),
        (inks.PLUM, inks.SKY),
    )
    for (x, y, size, lie), (leaf, mark) in zip(
        ((34, 44, 34, -120), (76, 56, 38, -70), (20, 92, 30, -100), (52, 98, 26, -30), (88, 98, 24, -110)),
        looks,
        strict=True,
    ):
        paper = sheet.block()
        paper.wedge(x, y, size, lie - 62, lie + 62, CUT)
        paper.wedge(x, y, size * 0.42, 0, 360, UNCUT)
        marks = _marks(sheet, x, y, size, lie, chance)
        for rib in range(-60, 61, 12):
            sheet.ray(x, y, lie + rib, 0, size * 0.5, 0.9, inks.EARTH)
        sheet.press(paper, leaf)
        sheet.press(canvas.within(marks, paper), mark)
        sheet.disc(x, y, 1.5, inks.SUMI)


def _marks(sheet: Sheet, x: float, y: float, size: float, lie: float, chance: Random) -> Surface:
    marks = sheet.block()
    sun = curves.polar(x, y, lie + chance.uniform(-25, 25), size * 0.72)
    marks.disc(*sun, size * 0.17, CUT)
    for step in range(3):
        marks.ring(x, y, size * (0.5 + step * 0.05), 0.6, CUT)
    return marks
