"""Nights, as 月島ほたる paints them: moons, stars, fireflies, fireworks and lanterns."""

from __future__ import annotations

import math
from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, UNCUT, Sheet


def _stars(sheet: Sheet, chance: Random, count: int, lowest: float) -> None:
    for _ in range(count):
        x, y, size = chance.uniform(0, sheet.across), chance.uniform(0, lowest), chance.uniform(0.12, 0.45)
        sheet.disc(x, y, size, inks.between(inks.SKY, inks.SNOW, chance.random()))


def harvest_moon(sheet: Sheet, chance: Random) -> None:
    """A great moon behind pampas grass."""
    sheet.ground(inks.NIGHT, inks.PLUM)
    sheet.disc(sheet.across * 0.55, 42, 32, inks.WHEAT)
    shade = sheet.block()
    for x, y, size in ((46.0, 32.0, 8), (54, 50, 11), (36, 52, 5), (58, 30, 4)):
        shade.disc(x, y, size, CUT)
    sheet.press(canvas.softened(shade, 1.5), inks.OCHRE, strength=0.4)
    for _ in range(16):
        x, lean, length = (
            chance.uniform(-4, sheet.across * 0.8),
            chance.uniform(4, 26),
            chance.uniform(34, 76),
        )
        tip = (x + lean, 102 - length)
        sheet.line(curves.smooth([(x, 102), (x + lean * 0.25, 102 - length * 0.6), tip]), 0.55, inks.SUMI)
        for strand in range(30):
            sx, sy = tip[0] - lean * strand * 0.014, tip[1] + strand * 0.55
            ink = inks.between(inks.PAPER, inks.ROSE, strand / 40)
            sheet.shape(curves.petal(sx, sy, chance.uniform(-50, 62), 2.5 + strand * 0.2, 0.7, 0.4), ink)


def phases(sheet: Sheet, chance: Random) -> None:
    """The moon from new to full, along a rising line."""
    sheet.ground(inks.DEEP, inks.INDIGO)
    _stars(sheet, chance, 60, 100)
    for place in range(7):
        x, y, size = (
            16 + place * (sheet.across - 32) / 6,
            72 - place * 6.5 + (place - 3) ** 2 * 1.2,
            7.5 + place * 0.45,
        )
        moon, night = sheet.block(), sheet.block()
        moon.disc(x, y, size, CUT)
        night.disc(x - size * place * 0.36, y + place * 0.3, size * (1 + place * 0.015), CUT)
        sheet.press(moon, inks.NIGHT)
        sheet.press(canvas.without(moon, night) if place else _new_moon(sheet, x, y, size), inks.SNOW, inks.WHEAT)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 92, 7, 5), 101), inks.NIGHT)


def _new_moon(sheet: Sheet, x: float, y: float, size: float) -> canvas.Surface:
    """The thin edge of a new moon."""
    edge = sheet.block()
    edge.ring(x, y, size, 0.35, CUT)
    return edge


def star_trails(sheet: Sheet, chance: Random) -> None:
    """Stars wheeling about the pole above one tree."""
    sheet.ground(inks.NIGHT, inks.ASAGI)
    for _ in range(170):
        far, turn = chance.uniform(3, 115), chance.uniform(0, 360)
        ink = inks.along((inks.SNOW, inks.WHEAT, inks.SKY, inks.ROSE), chance.random())
        path = [curves.polar(sheet.across * 0.34, 40, turn + step * 2.5, far) for step in range(18)]
        sheet.line(path, 0.28, ink)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 86, 6, 2), 101), inks.SUMI)
    x = sheet.across * 0.74
    sheet.taper(curves.smooth([(x, 88), (x + 0.6, 74), (x - 1, 52)]), 3, 1.4, inks.SUMI)
    for _ in range(150):
        turn, far = chance.uniform(0, 360), 15 * chance.random() ** 0.5
        leaf = curves.polar(x, 54, turn, far * (0.8 + 0.3 * math.sin(math.radians(turn * 3))))
        sheet.disc(*leaf, chance.uniform(0.6, 2.4), inks.SUMI)


def fireflies(sheet: Sheet, chance: Random) -> None:
    """Fireflies along a stream."""
    sheet.ground(inks.NIGHT, inks.PINE)
    stream = curves.smooth(
        [
            (sheet.across * 0.62, 42),
            (sheet.across * 0.5, 56),
            (sheet.across * 0.66, 72),
            (sheet.across * 0.4, 104),
        ],
        14,
    )
    for place, (x, y) in enumerate(stream):
        sheet.oval(x, y, 1.5 + place * 0.42, 1 + place * 0.12, inks.INDIGO)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 40, 10, 4), 46), inks.SUMI)
    for side in (0.05, 0.95):
        for _ in range(26):
            x = chance.gauss(side * sheet.across, 7)
            sheet.shape(curves.petal(x, 103, chance.uniform(-110, -70), chance.uniform(24, 58), 2.2, 0.3), inks.SUMI)
    for _ in range(40):
        x, y, size = (
            chance.gauss(sheet.across * 0.5, sheet.across * 0.23),
            chance.gauss(60, 16),
            chance.uniform(2, 6),
        )
        sheet.glow(x, y, size, inks.YOUNG_LEAF, 0.7)
        sheet.disc(x, y, size * 0.13, inks.SNOW)


def fireworks(sheet: Sheet, chance: Random) -> None:
    """Three bursts over a dark town."""
    sheet.ground(inks.NIGHT)
    for x, y, size, warm in (
        (28, 34, 31, (inks.SNOW, inks.WHEAT, inks.PERSIMMON, inks.VERMILION)),
        (62, 24, 21, (inks.SNOW, inks.SKY, inks.ASAGI, inks.INDIGO)),
        (56, 62, 15, (inks.SNOW, inks.SAKURA, inks.ROSE, inks.PLUM)),
    ):
        sheet.glow(x, y, size * 1.3, warm[-1], 0.45)
        for spark in range(46):
            turn, reach = spark * 360 / 46 + chance.uniform(-2, 2), size * chance.uniform(0.75, 1.05)
            for step in range(14):
                share = step / 13
                px, py = curves.polar(x, y, turn, reach * (0.12 + 0.88 * share**0.8))
                sheet.disc(px, py + share * share * size * 0.2, 0.22 + 0.3 * share, inks.along(warm, share))
    left = 0.0
    while left < sheet.across:
        width, top = chance.uniform(4, 9), chance.uniform(84, 93)
        sheet.box(left, top, left + width + 0.3, 101, inks.SUMI)
        for _ in range(4):
            wx, wy = left + chance.uniform(1, width - 1), chance.uniform(top + 1, 99)
            sheet.box(wx, wy, wx + 0.8, wy + 1, inks.WHEAT)
        left += width


def moon_in_clouds(sheet: Sheet, chance: Random) -> None:
    """A crescent cut out by long clouds; the sheet shows through."""
    moon = sheet.block()
    moon.disc(48, 46, 40, CUT)
    moon.disc(62, 38, 34, UNCUT)
    sheet.press(moon, inks.WHEAT, inks.PERSIMMON)
    for x, y, length, thick in ((36, 66, 36, 4.5), (62, 76, 30, 4), (28, 82, 22, 3.2), (70, 58, 16, 2.6)):
        cloud = sheet.block()
        for puff in range(9):
            cloud.oval(
                x - length * 0.7 + puff * length * 0.175,
                y - abs(math.sin(puff * 1.9 + x)) * thick,
                length * 0.2,
                thick,
                CUT,
            )
        cloud.box(0, y + thick * 0.3, 100, 100, UNCUT)
        sheet.press(cloud, inks.SNOW, inks.SKY)
    for x, y, size in ((70, 30, 2.4), (84, 46, 1.5), (60, 44, 1.3), (78, 14, 1.8)):
        for turn in (0, 90, 180, 270):
            sheet.shape(curves.petal(x, y, turn, size * 1.8, size * 0.6, 0.3), inks.OCHRE)


def northern_lights(sheet: Sheet, chance: Random) -> None:
    """Curtains of green light over snow."""
    sheet.ground(inks.NIGHT, inks.INDIGO)
    _stars(sheet, chance, 90, 70)
    for base, rise, ink in ((44, 34, inks.CELADON), (58, 28, inks.YOUNG_LEAF), (52, 40, inks.ROSE)):
        curtain = sheet.block()
        phase = chance.uniform(0, 6)
        for step in range(150):
            x = sheet.across * step / 149
            foot = base + 9 * math.sin(x / 17 + phase) + 4 * math.sin(x / 7 + phase * 2)
            curtain.box(
                x,
                foot - rise * (0.55 + 0.45 * math.sin(step * 0.37 + phase) ** 2),
                x + sheet.across / 190,
                foot,
                CUT,
            )
        sheet.press(canvas.softened(curtain, 0.9), inks.INDIGO, ink, 0.85)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 76, 16, 3), 101), inks.DEEP)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 90, 6, 2), 101), inks.SNOW)
    hut = sheet.across * 0.3
    sheet.box(hut - 4, 82, hut + 4, 90, inks.SUMI)
    sheet.shape([(hut - 6, 83), (hut, 76), (hut + 6, 83)], inks.SNOW)
    sheet.box(hut - 1.4, 84, hut + 1.4, 87.5, inks.PERSIMMON)


def floating_lanterns(sheet: Sheet, chance: Random) -> None:
    """Paper lanterns let go upwards."""
    sheet.ground(inks.PLUM, inks.PERSIMMON)
    spots = sorted((chance.uniform(2.2, 8), chance.uniform(0, sheet.across), chance.uniform(4, 88)) for _ in range(30))
    for size, x, y in spots:
        sheet.glow(x, y, size * 2.2, inks.WHEAT, 0.5)
        lantern = sheet.block()
        lantern.shape(
            [
                (x - size * 0.8, y - size),
                (x + size * 0.8, y - size),
                (x + size * 0.62, y + size),
                (x - size * 0.62, y + size),
            ],
            CUT,
        )
        lantern.oval(x, y - size, size * 0.8, size * 0.4, CUT)
        sheet.press(lantern, inks.PERSIMMON, inks.SNOW)
        sheet.oval(x, y + size, size * 0.62, size * 0.15, inks.EARTH)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 94, 8, 3), 101), inks.NIGHT)


def comet(sheet: Sheet, chance: Random) -> None:
    """A comet over pines and a still lake."""
    sheet.ground(inks.DEEP, inks.CELADON)
    _stars(sheet, chance, 70, 50)
    head = (sheet.across * 0.26, 40.0)
    for _ in range(34):
        tip = curves.polar(*head, -38 + chance.gauss(0, 5), chance.uniform(30, 88))
        sheet.line([head, tip], 0.25, inks.between(inks.SKY, inks.SNOW, chance.random()))
    sheet.disc(*head, 2.4, inks.SNOW)
    sheet.box(0, 74, sheet.across, 101, inks.ASAGI)
    for step in range(24):
        x, tall = (
            step * sheet.across / 23 + chance.uniform(-2, 2),
            chance.uniform(8, 26) * (0.5 + abs(step - 13) / 14),
        )
        for sign, ink in ((-1, inks.NIGHT), (1, inks.between(inks.PINE, inks.ASAGI, 0.35))):
            for tier in range(4):
                y, half = 74 + sign * tall * tier / 4.4, tall * 0.2 * (1 - tier / 5)
                sheet.shape([(x - half, y), (x + half, y), (x, y + sign * tall * 0.36)], ink)
