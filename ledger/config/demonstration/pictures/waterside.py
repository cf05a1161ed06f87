"""Where the city meets the water, by the same hand as `city`: bridge, lighthouse, harbour."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, Sheet


def arched_bridge(sheet: Sheet, chance: Random) -> None:
    """A red bridge and its reflection."""
    sheet.ground(inks.CELADON, inks.SNOW)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 44, 20, 3), 60), inks.MOSS)
    sheet.box(0, 60, sheet.across, 101, inks.ASAGI)
    middle = sheet.across * 0.46
    for drop, deck in ((0, inks.VERMILION), (1, inks.between(inks.VERMILION, inks.ASAGI, 0.55))):
        bow = [
            (middle + step * 2.1, 60 + (-1 if drop == 0 else 1) * (26 - (step / 4.2) ** 2 * 0.72))
            for step in range(-25, 26)
        ]
        rail = [(x, y + (-7 if drop == 0 else 7)) for x, y in bow]
        sheet.line(bow, 3.4, deck)
        sheet.line(rail, 1.2, deck)
        for (x, y), (rx, ry) in list(zip(bow, rail, strict=True))[::5]:
            sheet.line([(x, y), (rx, ry)], 1.1, deck)
        for x in (-24, 24):
            sheet.line([(middle + x, 44 if drop == 0 else 76), (middle + x, 60)], 1.6, deck)
    for _ in range(36):
        x, y = chance.uniform(0, sheet.across), chance.uniform(62, 99)
        sheet.line([(x, y), (x + chance.uniform(4, 15), y)], 0.4, inks.SKY)
    for _ in range(80):
        sheet.disc(
            chance.gauss(sheet.across * 0.9, 9),
            chance.gauss(20, 9),
            chance.uniform(1, 2.6),
            chance.choice((inks.SAKURA, inks.ROSE, inks.SNOW)),
        )


def lighthouse(sheet: Sheet, chance: Random) -> None:
    """A striped lighthouse throwing its beam."""
    sheet.ground(inks.DEEP, inks.ROSE)
    x = sheet.across * 0.34
    beam = sheet.block()
    beam.shape([(x, 24), (sheet.across + 5, 4), (sheet.across + 5, 40)], CUT)
    sheet.press(beam, inks.WHEAT, strength=0.75)
    tower, bands = sheet.block(), sheet.block()
    tower.shape([(x - 4.5, 28), (x + 4.5, 28), (x + 8, 82), (x - 8, 82)], CUT)
    for band in range(4):
        bands.shape(
            [
                (x - 10, 34 + band * 13),
                (x + 10, 31 + band * 13),
                (x + 10, 38 + band * 13),
                (x - 10, 41 + band * 13),
            ],
            CUT,
        )
    sheet.press(tower, inks.SNOW)
    sheet.press(canvas.within(bands, tower), inks.VERMILION)
    sheet.box(x - 3.4, 20, x + 3.4, 28, inks.WHEAT)
    sheet.box(x - 5.6, 27, x + 5.6, 29, inks.SUMI)
    sheet.shape([(x - 4.6, 20.5), (x, 14), (x + 4.6, 20.5)], inks.MADDER)
    sheet.shape(curves.smooth([(-2, 101), (4, 84), (x - 8, 78), (x + 10, 80), (x + 26, 90), (x + 32, 101)]), inks.SUMI)
    for step in range(4):
        line = curves.swell(sheet.across, 88 + step * 4, 1, 16 + step * 4, chance.random())
        sheet.shape(curves.down_to(line, 101), inks.along((inks.PLUM, inks.INDIGO, inks.DEEP), step / 3))


def harbour(sheet: Sheet, chance: Random) -> None:
    """Cranes, a hull and its reflection in calm water."""
    sheet.ground(inks.ASH, inks.SAKURA)
    for x, tall, ink in ((24.0, 62, inks.VERMILION), (52, 52, inks.INDIGO), (120, 66, inks.MADDER)):
        top = 66 - tall
        for foot in (-7, 7):
            sheet.line([(x + foot, 66), (x + foot * 0.6, top + 16)], 1.4, ink)
        sheet.line([(x - 14, top + 16), (x + 34, top + 12)], 1.8, ink)
        sheet.line([(x, top), (x, top + 16)], 1.4, ink)
        sheet.line([(x - 14, top + 16), (x, top), (x + 34, top + 12)], 0.5, ink)
        sheet.line([(x + 26, top + 13), (x + 26, top + 30)], 0.35, inks.SUMI)
        sheet.box(x + 23, top + 30, x + 29, top + 35, inks.OCHRE)
    hull = sheet.block()
    hull.shape([(48, 56), (138, 56), (132, 72), (56, 72)], CUT)
    sheet.press(hull, inks.SUMI)
    for _ in range(22):
        column, row = chance.randrange(11), chance.randrange(3)
        sheet.box(
            58 + column * 6,
            50.5 - row * 5,
            63.4 + column * 6,
            55.5 - row * 5,
            chance.choice((inks.VERMILION, inks.OCHRE, inks.ASAGI, inks.PAPER, inks.MOSS)),
        )
    sheet.box(0, 70, sheet.across, 101, inks.between(inks.ASAGI, inks.DEEP, 0.35))
    for _ in range(60):
        x, y = chance.uniform(0, sheet.across), chance.uniform(72, 100)
        sheet.line([(x, y), (x + chance.uniform(3, 18), y)], 0.5, chance.choice((inks.SKY, inks.DEEP, inks.SAKURA)))
