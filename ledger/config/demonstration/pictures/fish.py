"""What lives in the water, by the same hand as `sea`: carp, goldfish, a whale."""

from __future__ import annotations

import math
from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, UNCUT, Sheet
from ledger.config.demonstration.pictures.curves import Point


def carp(sheet: Sheet, spine: list[Point], girth: float, spots: list[tuple[int, float]], spot: inks.Ink) -> None:
    """One carp seen from above along a spine that runs from its head to its tail."""
    body, marks = sheet.block(), sheet.block()
    path = curves.smooth(spine, 16)
    for place, (x, y) in enumerate(path):
        share = place / len(path)
        body.disc(x, y, girth * (0.55 + 1.5 * share) * (1 - share) ** 0.75, CUT)
    (ax, ay), (bx, by) = path[-8], path[-1]
    tail = math.degrees(math.atan2(by - ay, bx - ax))
    _fins(sheet, path, girth, tail)
    sheet.press(body, inks.SNOW, inks.PAPER)
    for place, size in spots:
        x, y = path[min(place, len(path) - 1)]
        marks.oval(x, y, girth * size, girth * size * 0.8, CUT)
    sheet.press(canvas.within(marks, body), spot)
    (hx, hy), (nx, ny) = path[4], path[0]
    look = math.degrees(math.atan2(ny - hy, nx - hx))
    for side in (-50, 50):
        sheet.disc(*curves.polar(hx, hy, look + side, girth * 0.62), girth * 0.11, inks.SUMI)


def _fins(sheet: Sheet, path: list[Point], girth: float, tail: float) -> None:
    fins = sheet.block()
    for side in (-24, 0, 24):
        fins.shape(curves.petal(*path[-6], tail + side, girth * 2.6, girth * 0.9, 0.65), CUT)
    (ax, ay), (bx, by) = path[6], path[16]
    lie = math.degrees(math.atan2(by - ay, bx - ax))
    for side in (-55, 55):
        fins.shape(curves.petal(ax, ay, lie + side, girth * 2.2, girth, 0.6), CUT)
    sheet.press(fins, inks.SNOW, strength=0.75)


def two_carp(sheet: Sheet, chance: Random) -> None:
    """Two carp circling each other under drifting leaves."""
    sheet.ground(inks.ASAGI, inks.PINE)
    sheet.mist(chance, inks.CELADON, 0.6, 0, 100)
    carp(
        sheet,
        [(22, 26), (34, 18), (50, 20), (62, 32), (64, 46)],
        5.6,
        [(3, 0.9), (22, 1.1), (40, 0.9)],
        inks.VERMILION,
    )
    carp(sheet, [(52, 80), (38, 84), (22, 76), (14, 60), (18, 46)], 5.0, [(10, 1.0), (34, 1.0)], inks.SUMI)
    for x, y, size in ((66, 84, 8), (76, 74, 5), (8, 14, 6), (70, 8, 7)):
        sheet.wedge(x, y, size, chance.uniform(0, 90) + 30, 385, inks.MOSS)


def goldfish(sheet: Sheet, chance: Random) -> None:
    """Three goldfish with veil tails; nothing but air about them, so the sheet shows through."""
    for x, y, size, lie, ink in (
        (38, 24, 9, 200, inks.VERMILION),
        (64, 54, 12, 330, inks.PERSIMMON),
        (28, 74, 8, 20, inks.SUMI),
    ):
        tail = curves.polar(x, y, lie, size * 0.9)
        for side in (-38, -14, 14, 38):
            veil = sheet.block()
            veil.shape(curves.petal(*tail, lie + side, size * 2.1, size * 0.9, 0.68), CUT)
            sheet.press(veil, ink, inks.SAKURA, 0.72)
        for side in (-75, 75):
            sheet.shape(curves.petal(x, y, lie + side, size * 1.1, size * 0.5, 0.6), inks.between(ink, inks.SNOW, 0.3))
        sheet.shape(curves.petal(*curves.polar(x, y, lie + 180, size), lie, size * 2.3, size * 1.25, 0.42), ink)
        for side in (-55, 55):
            sheet.disc(
                *curves.polar(*curves.polar(x, y, lie + 180, size * 0.66), lie + side, size * 0.26),
                size * 0.11,
                inks.SNOW,
            )


def whale(sheet: Sheet, chance: Random) -> None:
    """A whale below, a small boat above."""
    sheet.ground(inks.SKY, inks.DEEP)
    sheet.box(0, 0, sheet.across, 20, inks.PAPER)
    sheet.shape(curves.down_to(curves.swell(sheet.across, 20, 0.8, 17), 24), inks.SKY)
    middle = sheet.across / 2
    sheet.shape([(middle + 20, 16.5), (middle + 34, 16.5), (middle + 31, 21), (middle + 23, 21)], inks.VERMILION)
    sheet.line([(middle + 27, 17), (middle + 27, 5)], 0.6, inks.SUMI)
    sheet.shape([(middle + 28, 5), (middle + 28, 15), (middle + 35, 15)], inks.SNOW)
    body, belly = sheet.block(), sheet.block()
    back = curves.smooth(
        [(middle - 52, 64), (middle - 44, 50), (middle - 16, 43), (middle + 18, 52), (middle + 50, 44)]
    )
    under = curves.smooth(
        [(middle + 50, 46), (middle + 22, 66), (middle - 12, 80), (middle - 42, 78), (middle - 52, 64)]
    )
    body.shape(back + under, CUT)
    for angle in (-75, -5):
        body.shape(curves.petal(middle + 47, 46, angle, 20, 9, 0.6), CUT)
    belly.shape(
        curves.smooth(
            [
                (middle - 54, 66),
                (middle - 30, 69),
                (middle, 67),
                (middle + 24, 62),
                (middle + 10, 90),
                (middle - 54, 90),
            ]
        ),
        CUT,
    )
    for groove in range(5):
        belly.line(
            curves.smooth(
                [
                    (middle - 54, 69 + groove * 2.6),
                    (middle - 20, 72 + groove * 2.4),
                    (middle + 12, 69 + groove),
                ]
            ),
            0.4,
            UNCUT,
        )
    sheet.press(body, inks.DEEP, inks.NIGHT)
    sheet.press(canvas.within(belly, body), inks.SKY, inks.PAPER)
    sheet.shape(curves.petal(middle - 18, 68, 62, 24, 8, 0.55), inks.NIGHT)
    sheet.disc(middle - 38, 63, 1, inks.SNOW)
