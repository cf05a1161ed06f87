"""Town and city, as Bartholomew Featherstonehaugh-Wintergreen paints them: windows, roofs, stairs."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, Sheet
from ledger.config.demonstration.pictures.inks import Ink


def evening_windows(sheet: Sheet, chance: Random) -> None:
    """Tower blocks with their windows lit."""
    sheet.ground(inks.INDIGO, inks.PERSIMMON)
    for layer, tone in enumerate((inks.between(inks.INDIGO, inks.ROSE, 0.4), inks.DEEP, inks.NIGHT)):
        left = chance.uniform(-8, 0)
        while left < sheet.across:
            width, top = chance.uniform(11, 20), chance.uniform(16, 44) + layer * 17
            sheet.box(left, top, left + width, 101, tone)
            _windows(sheet, chance, left, top, width, 0.25 + layer * 0.16)
            left += width + chance.uniform(0, 7)


def _windows(sheet: Sheet, chance: Random, left: float, top: float, width: float, lit: float) -> None:
    columns, rows = int(width / 3.2), int((100 - top) / 4.4)
    for row in range(rows):
        for column in range(columns):
            if chance.random() < lit:
                x, y = left + 1 + column * 3.2, top + 2 + row * 4.4
                sheet.box(x, y, x + 1.9, y + 2.7, chance.choice((inks.WHEAT, inks.WHEAT, inks.SNOW, inks.OCHRE)))


def tiled_roofs(sheet: Sheet, chance: Random) -> None:
    """Roof behind tiled roof, a persimmon tree between."""
    sheet.ground(inks.ROSE, inks.WHEAT)
    sheet.shape(
        curves.down_to(curves.ridge(chance, sheet.across, 34, 18, 2), 101),
        inks.between(inks.ROSE, inks.PLUM, 0.4),
    )
    for x, y, wide, ink in (
        (70, 40, 70, inks.STONE),
        (14, 54, 64, inks.INDIGO),
        (92, 66, 74, inks.SUMI),
        (34, 84, 80, inks.between(inks.STONE, inks.INDIGO, 0.5)),
    ):
        roof, tiles = sheet.block(), sheet.block()
        roof.shape(
            curves.smooth([(x - wide / 2, y + 2), (x - wide / 4, y - 5), (x - 8, y - 17)])
            + curves.smooth([(x + 8, y - 17), (x + wide / 4, y - 5), (x + wide / 2, y + 2)]),
            CUT,
        )
        for step in range(-12, 13):
            tiles.line([(x + step * 1.3, y - 18), (x + step * wide / 25, y + 4)], 0.5, CUT)
        sheet.box(x - wide * 0.4, y - 2, x + wide * 0.4, 101, inks.PAPER)
        for beam in range(-3, 4):
            sheet.box(x + beam * wide * 0.12 - 0.7, y, x + beam * wide * 0.12 + 0.7, 101, inks.EARTH)
        sheet.press(roof, ink, inks.between(ink, inks.SUMI, 0.4))
        sheet.press(canvas.within(tiles, roof), inks.between(ink, inks.SNOW, 0.35))
        sheet.line([(x - 9, y - 17.5), (x + 9, y - 17.5)], 2.2, inks.SUMI)
    for _ in range(9):
        sheet.disc(chance.gauss(112, 6), chance.gauss(24, 7), 2.6, inks.VERMILION)
    sheet.taper(curves.smooth([(122, 66), (116, 40), (106, 16)]), 2, 0.5, inks.EARTH)


def lantern_lane(sheet: Sheet, chance: Random) -> None:
    """A narrow lane hung with lanterns."""
    sheet.ground(inks.PLUM, inks.PERSIMMON)
    middle = sheet.across / 2
    sheet.disc(middle, 26, 4.5, inks.WHEAT)
    sheet.shape([(middle - 6, 58), (middle + 6, 58), (sheet.across + 8, 101), (-8, 101)], inks.STONE)
    for row in range(10):
        y = 59 + row**1.5 * 1.7
        sheet.line([(middle - 5 - (y - 58), y), (middle + 5 + (y - 58), y)], 0.35, inks.SUMI)
    for depth in range(4, -1, -1):
        near = 0.78**depth
        for side in (-1, 1):
            _lane_house(sheet, middle, side, near, inks.between(inks.SUMI, inks.MADDER, depth / 7))
        for side in (-1, 1):
            x, y, size = middle + side * 24 * near, 30 - 16 * near + (side + depth % 2) * near, 6.2 * near
            sheet.glow(x, y, size * 3, inks.PERSIMMON, 0.75)
            sheet.oval(x, y, size * 0.82, size, inks.VERMILION if (depth + side) % 4 else inks.SNOW)
            for band in (-0.5, 0, 0.5):
                sheet.line(
                    [(x - size * 0.66, y + band * size), (x + size * 0.66, y + band * size)],
                    0.25,
                    inks.MADDER,
                )
            sheet.box(x - size * 0.35, y - size * 1.12, x + size * 0.35, y - size * 0.9, inks.SUMI)


def _lane_house(sheet: Sheet, middle: float, side: int, near: float, ink: Ink) -> None:
    x, far, foot = middle + side * 40 * near, middle + side * 31 * near, 58 + 42 * near
    sheet.shape([(x, -1), (far, -1), (far, foot - 9 * near), (x, foot)], ink)
    eaves, sill = 42 - 20 * near, 42 + 22 * near
    for pane in range(3):
        left, right = (x + (far - x) * (0.12 + 0.28 * pane + gap) for gap in (0, 0.2))
        sheet.shape([(left, eaves), (right, eaves + 1), (right, sill - 2 * near), (left, sill)], inks.OCHRE)
    sheet.shape(
        [(x - side * 3, eaves - 4 * near), (far - side * 3 * near, eaves - 2), (far, eaves + 1), (x, eaves)],
        inks.SUMI,
    )


def cube(sheet: Sheet, x: float, y: float, size: float, inks_: tuple[Ink, Ink, Ink]) -> None:
    """One cube seen from above its corner; inks for its top, left and right."""
    rim = curves.polygon(x, y, size, 6, -90)
    for face, ink in zip(((0, 1, 5), (5, 4, 3), (1, 2, 3)), inks_, strict=True):
        a, b, c = (rim[corner] for corner in face)
        order = [a, b, (x, y), c] if face == (0, 1, 5) else [a, b, c, (x, y)]
        sheet.shape(order, ink)


def stacked_houses(sheet: Sheet, chance: Random) -> None:
    """A hill town of cubes."""
    sheet.ground(inks.SKY, inks.SAKURA)
    walls = (
        (inks.SNOW, inks.WASHI, inks.ASH),
        (inks.ROSE, inks.VERMILION, inks.MADDER),
        (inks.WHEAT, inks.OCHRE, inks.EARTH),
        (inks.CELADON, inks.ASAGI, inks.INDIGO),
        (inks.SNOW, inks.WHEAT, inks.PERSIMMON),
    )
    for row in range(8):
        for column in range(-1, 8):
            x, y = (column + row % 2 / 2) * 13.9, 30 + row * 11.4 + abs(column - 3) * 2
            if chance.random() < 0.95:
                cube(sheet, x, y, 8, chance.choice(walls))
                if chance.random() < 0.6:
                    sheet.shape(
                        [(x - 4.6, y + 0.6), (x - 2.6, y + 1.8), (x - 2.6, y + 5), (x - 4.6, y + 3.8)],
                        inks.SUMI,
                    )
    sheet.disc(78, 14, 7, inks.VERMILION)


def endless_stairs(sheet: Sheet, chance: Random) -> None:
    """Three flights of stairs crossing, with one blue door."""
    sheet.ground(inks.SKY, inks.SNOW)
    sheet.disc(sheet.across * 0.24, 16, 8, inks.VERMILION)
    flights = (
        (0.0, 66, 1, inks.WHEAT, inks.OCHRE),
        (sheet.across, 88, -1, inks.PERSIMMON, inks.VERMILION),
        (0.0, 112, 1, inks.MADDER, inks.PLUM),
    )
    for start, foot, side, lit, dim in flights:
        if lit == inks.MADDER:
            sheet.box(9, 58, 20, 101, inks.INDIGO)
            sheet.oval(14.5, 58, 5.5, 6, inks.INDIGO)
            sheet.disc(17.6, 74, 0.8, inks.WHEAT)
        for step in range(12):
            near, far = start + side * step * sheet.across / 12, start + side * (step + 1) * sheet.across / 12
            left, right, top = min(near, far), max(near, far), foot - step * 5.2
            sheet.box(left, top, right + 0.1, 101, inks.between(lit, dim, step / 11))
            sheet.box(left, top, right + 0.1, top + 1.3, inks.SNOW)
            sheet.box(near - 0.25, top, near + 0.25, top + 5.2, inks.between(dim, inks.SUMI, 0.4))


def tram_wires(sheet: Sheet, chance: Random) -> None:
    """A green tram under its wires."""
    sheet.ground(inks.SNOW, inks.SAKURA)
    for _ in range(7):
        x = chance.uniform(0, sheet.across)
        sheet.box(
            x,
            chance.uniform(26, 44),
            x + chance.uniform(12, 24),
            82,
            chance.choice((inks.WASHI, inks.ROSE, inks.SAKURA, inks.ASH)),
        )
    for y, bend in ((8, 3), (13, 5), (19, 2)):
        sheet.line(
            curves.smooth([(-2, y), (sheet.across * 0.5, y + bend), (sheet.across + 2, y - 3)]),
            0.4,
            inks.SUMI,
        )
    left, right = sheet.across * 0.14, sheet.across * 0.8
    sheet.line([(left + 30, 34), (left + 38, 24), (left + 30, 14)], 0.7, inks.SUMI)
    sheet.shape([(left, 38), (left + 4, 33), (right - 4, 33), (right, 38), (right, 80), (left, 80)], inks.PINE)
    sheet.box(left, 60, right, 67, inks.WHEAT)
    for window in range(6):
        x = left + 4 + window * (right - left - 6) / 6
        sheet.box(x, 40, x + (right - left) / 6 - 4, 56, inks.SKY if window != 3 else inks.PERSIMMON)
    sheet.disc(right - 3.5, 63.5, 1.8, inks.SNOW)
    sheet.box(0, 84, sheet.across, 101, inks.STONE)
    for x in (0.26, 0.36, 0.58, 0.68):
        sheet.disc(sheet.across * x, 82, 4.6, inks.SUMI)
        sheet.disc(sheet.across * x, 82, 1.6, inks.ASH)
    sheet.box(0, 87, sheet.across, 88, inks.SUMI)
