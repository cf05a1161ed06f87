"""Water, as 水瀬あかり paints it: waves, ripples, rain, fish and the moon's road over the sea."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, Sheet


def blue_waves(sheet: Sheet, chance: Random) -> None:
    """Seigaiha fans, paling towards the upper left, one of them red."""
    sheet.ground(inks.INDIGO)
    radius = 10.0
    for row in range(-1, 26):
        for column in range(-1, round(sheet.across / radius / 2) + 2):
            x, y = (column + row % 2 / 2) * 2 * radius, row * radius / 2
            far = (x / sheet.across + y / 100) / 2 + chance.uniform(-0.06, 0.06)
            tone = inks.along((inks.SKY, inks.ASAGI, inks.INDIGO, inks.DEEP), far)
            tone = inks.VERMILION if (row, column) == (7, 4) else tone
            for share, ink in (
                (1, inks.PAPER),
                (0.93, tone),
                (0.7, inks.PAPER),
                (0.63, tone),
                (0.4, inks.PAPER),
            ):
                sheet.disc(x, y, radius * share, ink)
            sheet.disc(x, y, radius * 0.33, tone)


def three_drops(sheet: Sheet, chance: Random) -> None:
    """Rings of three raindrops, and a maple leaf adrift."""
    sheet.ground(inks.SKY, inks.INDIGO)
    for x, y, reach in ((30, 30, 46), (72, 62, 60), (18, 86, 34)):
        for step in range(9):
            ring = sheet.block()
            far = (step + 1) / 9
            ring.ring(x, y, reach * far**1.3, 0.35 + 0.9 * (1 - far), CUT, down=reach * far**1.3 * 0.62)
            sheet.press(ring, inks.SNOW, strength=0.95 - 0.75 * far)
    for angle, length in ((-90, 13), (-40, 11), (-140, 11), (5, 8), (175, 8)):
        sheet.shape(curves.petal(60, 30, angle + 18, length, 4.6, 0.45), inks.VERMILION)
    sheet.line([(60, 30), (57.5, 39)], 0.7, inks.MADDER)


def swell_at_dawn(sheet: Sheet, chance: Random) -> None:
    """Long swells under a low sun."""
    sheet.ground(inks.SAKURA, inks.WHEAT)
    sheet.disc(sheet.across * 0.68, 40, 17, inks.VERMILION)
    for step in range(9):
        y = 46 + step * 6.5
        line = curves.swell(sheet.across, y, 2.2 + step * 0.45, 30 + 7 * step, chance.random())
        tone = inks.along((inks.CELADON, inks.ASAGI, inks.INDIGO, inks.DEEP), step / 8)
        sheet.shape(curves.down_to(line, 101), tone)
        sheet.line(line, 0.4 + step * 0.06, inks.between(tone, inks.SNOW, 0.75))


def rain_on_the_pond(sheet: Sheet, chance: Random) -> None:
    """Slanting rain over small rings and reeds."""
    sheet.ground(inks.between(inks.ASH, inks.INDIGO, 0.35), inks.DEEP)
    for _ in range(34):
        x, y = chance.uniform(0, sheet.across), chance.uniform(46, 99)
        size = (y - 30) / 14
        for share in (1, 0.55):
            sheet.ring(x, y, size * share * 1.6, 0.3, inks.SKY, down=size * share * 0.5)
    for _ in range(22):
        x, length = chance.gauss(sheet.across * 0.2, 7), chance.uniform(30, 72)
        lean = chance.uniform(-98, -78)
        sheet.shape(curves.petal(x, 102, lean, length, 2.2, 0.3), inks.between(inks.PINE, inks.SUMI, chance.random()))
    rain = sheet.block()
    for _ in range(150):
        x, y, length = chance.uniform(-10, sheet.across + 20), chance.uniform(-10, 90), chance.uniform(6, 16)
        rain.line([(x, y), (x - length * 0.28, y + length)], 0.2, CUT)
    sheet.press(rain, inks.SNOW, strength=0.6)


def lotus_pond(sheet: Sheet, chance: Random) -> None:
    """Round leaves from above, two lotus flowers among them."""
    sheet.ground(inks.PINE, inks.DEEP)
    for x, y, size in (
        (20, 24, 17),
        (58, 14, 13),
        (88, 34, 20),
        (40, 58, 19),
        (8, 74, 15),
        (74, 82, 18),
        (36, 96, 12),
    ):
        turn = chance.uniform(0, 360)
        sheet.wedge(x, y, size, turn, turn + 335, inks.along((inks.MOSS, inks.CELADON), chance.random() * 0.7))
        for vein in range(0, 335, 28):
            sheet.ray(x, y, turn + vein, 0, size * 0.92, 0.3, inks.PINE)
    for x, y, size in ((62, 46, 17), (17, 50, 10)):
        for layer, ink in ((1.0, inks.ROSE), (0.78, inks.SAKURA), (0.52, inks.SNOW)):
            for leaf in range(9):
                sheet.shape(curves.petal(x, y, leaf * 40 + layer * 50, size * layer, size * 0.42 * layer, 0.6), ink)
        sheet.disc(x, y, size * 0.16, inks.OCHRE)


def moon_road(sheet: Sheet, chance: Random) -> None:
    """Moonlight broken on a dark sea."""
    sheet.ground(inks.NIGHT, inks.INDIGO)
    middle = sheet.across * 0.4
    sheet.glow(middle, 24, 40, inks.SKY, 0.5)
    sheet.disc(middle, 24, 9, inks.SNOW)
    sheet.box(0, 44, sheet.across, 101, inks.DEEP)
    for step in range(46):
        y = 45 + step**1.12 * 0.78
        for _ in range(3):
            x, length = chance.gauss(middle, 1.5 + step * 0.34), chance.uniform(1, 5 + step * 0.16)
            sheet.line(
                [(x - length, y), (x + length, y)],
                0.25 + step * 0.018,
                inks.between(inks.ASAGI, inks.SNOW, chance.random()),
            )
    sheet.shape(
        [
            (sheet.across * 0.74, 47),
            (sheet.across * 0.88, 47),
            (sheet.across * 0.86, 50),
            (sheet.across * 0.76, 50),
        ],
        inks.SUMI,
    )
    sheet.shape([(sheet.across * 0.81, 30), (sheet.across * 0.81, 46), (sheet.across * 0.885, 46)], inks.PAPER)
