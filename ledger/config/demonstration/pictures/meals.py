"""Things to eat, by the same hand as `tables`: fish, pears, a breakfast."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks, tables
from ledger.config.demonstration.pictures.canvas import CUT, Sheet

PEAR_ON = {
    inks.INDIGO: (inks.OCHRE, inks.SNOW, inks.PERSIMMON),
    inks.PAPER: (inks.MADDER, inks.MOSS, inks.PERSIMMON),
    inks.MADDER: (inks.YOUNG_LEAF, inks.WHEAT),
    inks.CELADON: (inks.SNOW, inks.PERSIMMON, inks.MADDER),
    inks.WHEAT: (inks.MOSS, inks.VERMILION, inks.PLUM),
    inks.SUMI: (inks.PERSIMMON, inks.YOUNG_LEAF, inks.OCHRE),
}


def mackerel(sheet: Sheet, chance: Random) -> None:
    """Two fish on a blue-rimmed plate; the sheet shows through about it."""
    sheet.oval(70, 50, 66, 44, inks.SNOW)
    sheet.ring(70, 50, 66, 2.4, inks.INDIGO, down=44)
    sheet.ring(70, 50, 58, 0.8, inks.ASAGI, down=37)
    for x, y, lie, long in ((26, 44, 8, 84), (36, 66, -6, 72)):
        body, back = sheet.block(), sheet.block()
        body.shape(curves.petal(x, y, lie, long, long * 0.25, 0.4), CUT)
        back.shape(curves.turned([(0, 0), (0, -30), (long, -30), (long, 0)], x, y, lie), CUT)
        for step in range(22):
            back.shape(curves.petal(*curves.polar(x, y, lie, long * (0.12 + step * 0.037)), lie + 70, 4.5, 1.6), CUT)
        for turn in (-30, 30):
            sheet.shape(curves.petal(*curves.polar(x, y, lie, long * 0.95), lie + turn, 15, 6, 0.6), inks.STONE)
        sheet.press(body, inks.SKY, inks.PAPER)
        sheet.press(canvas.within(back, body), inks.DEEP, inks.ASAGI)
        sheet.disc(*curves.polar(x, y - 1, lie, long * 0.09), 1.6, inks.SNOW)
        sheet.disc(*curves.polar(x, y - 1, lie, long * 0.09), 0.9, inks.SUMI)
    sheet.wedge(112, 70, 11, 150, 330, inks.WHEAT)
    sheet.wedge(112, 70, 9, 150, 330, inks.OCHRE)


def pears(sheet: Sheet, chance: Random) -> None:
    """Pears in a grid, each bitten by another light."""
    rows, columns = 3, 4
    for row in range(rows):
        for column in range(columns):
            wide, tall = sheet.across / columns, 100 / rows
            left, top = column * wide, row * tall
            ground = (inks.INDIGO, inks.PAPER, inks.MADDER, inks.CELADON, inks.WHEAT, inks.SUMI)[
                (row * 5 + column * 3) % 6
            ]
            fruit = chance.choice(PEAR_ON[ground])
            sheet.box(left, top, left + wide, top + tall, ground)
            x, y, lean = left + wide / 2, top + tall * 0.62, chance.uniform(-3, 3)
            sheet.disc(x, y, tall * 0.27, fruit)
            sheet.shape(curves.petal(x + lean, y - tall * 0.46, 90 + lean * 5, tall * 0.62, tall * 0.42, 0.62), fruit)
            sheet.disc(x - tall * 0.09, y + tall * 0.03, tall * 0.08, inks.between(fruit, inks.SNOW, 0.55))
            sheet.line([(x + lean, y - tall * 0.4), (x + lean * 1.8, y - tall * 0.53)], 0.8, inks.EARTH)


def table_from_above(sheet: Sheet, chance: Random) -> None:
    """A breakfast seen from above."""
    sheet.ground(inks.EARTH)
    for board in range(6):
        sheet.box(
            0,
            board * 17,
            sheet.across,
            board * 17 + 16.4,
            inks.between(inks.EARTH, inks.OCHRE, 0.12 + 0.2 * chance.random()),
        )
    for x, y, size, rim, fill in (
        (30.0, 34.0, 23, inks.SNOW, inks.PAPER),
        (74, 26, 15, inks.SUMI, inks.MADDER),
        (96, 62, 20, inks.INDIGO, inks.SNOW),
        (54, 76, 14, inks.CELADON, inks.MOSS),
        (18, 80, 11, inks.PAPER, inks.EARTH),
    ):
        tables.shadow(sheet, x - size * 0.4, y + size * 0.2, size * 1.1, inks.SUMI)
        sheet.disc(x, y, size, rim)
        sheet.disc(x, y, size * 0.84, fill)
    sheet.disc(34, 32, 9, inks.SNOW)
    sheet.disc(35, 32, 4.4, inks.OCHRE)
    for _ in range(60):
        sheet.oval(
            chance.gauss(96, 6),
            chance.gauss(62, 6),
            1.1,
            0.6,
            inks.between(inks.PAPER, inks.WHEAT, chance.random()),
        )
    for _ in range(12):
        x, y = chance.gauss(74, 4.5), chance.gauss(26, 4.5)
        sheet.box(x, y, x + 2.4, y + 2.4, chance.choice((inks.SNOW, inks.YOUNG_LEAF)))
    for shift in (0, 3):
        sheet.taper([(112 + shift, 20), (118 + shift, 58), (124 + shift, 96)], 1.4, 0.6, inks.VERMILION)
        sheet.line([(112 + shift, 20), (124 + shift, 96)], 1.0, inks.VERMILION)
