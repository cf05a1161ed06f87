"""Things on tables, as Juniper Vale paints them: bowls, bottles, fruit, light."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, Sheet, Surface
from ledger.config.demonstration.pictures.curves import Point
from ledger.config.demonstration.pictures.inks import Ink


def thrown(sheet: Sheet, x: float, profile: Sequence[Point], ink: Ink, shade: Ink) -> Surface:
    """A pot turned about x from its right-hand profile (half width, height), lit from the left."""
    pot, dark = sheet.block(), sheet.block()
    right = curves.smooth(profile, 12)
    pot.shape([(x + half, y) for half, y in right] + [(x - half, y) for half, y in reversed(right)], CUT)
    dark.shape([(x + half, y) for half, y in right] + [(x + half * 0.35, y) for half, y in reversed(right)], CUT)
    sheet.press(pot, ink)
    sheet.press(canvas.within(canvas.softened(dark, 2.6), pot), shade, strength=0.8)
    return pot


def shadow(sheet: Sheet, x: float, y: float, length: float, ink: Ink) -> None:
    """The soft shadow of something that stands at (x, y), falling to the right."""
    cast = sheet.block()
    cast.oval(x + length * 0.5, y, length, length * 0.16, CUT)
    sheet.press(canvas.softened(cast, 1.2), ink, strength=0.55)


def tea_bowl(sheet: Sheet, chance: Random) -> None:
    """A black bowl of green tea on a red cloth."""
    sheet.ground(inks.WASHI)
    sheet.box(0, 58, sheet.across, 101, inks.VERMILION)
    middle = sheet.across * 0.5
    shadow(sheet, middle, 85, 32, inks.MADDER)
    bowl = thrown(sheet, middle, [(33, 38), (32, 56), (27, 72), (14, 82), (13, 87)], inks.SUMI, (24, 21, 19))
    glaze = sheet.block()
    glaze.shape(
        curves.down_to([(x, 60 + 5 * chance.random() + 7 * ((x - middle) / 34) ** 2) for x in range(0, 150, 3)], -1),
        CUT,
    )
    sheet.press(canvas.within(glaze, bowl), inks.EARTH, inks.SUMI)
    sheet.oval(middle, 38, 33, 9, inks.STONE)
    sheet.oval(middle, 39, 31, 7.6, inks.MOSS)
    sheet.oval(middle - 6, 39.5, 20, 4.4, inks.YOUNG_LEAF)


def quiet_bottles(sheet: Sheet, chance: Random) -> None:
    """Five bottles standing close, all nearly one colour."""
    sheet.ground(inks.WASHI, inks.PAPER)
    sheet.box(0, 74, sheet.across, 101, inks.between(inks.ROSE, inks.WASHI, 0.6))
    looks: tuple[tuple[float, Sequence[Point], Ink, Ink], ...] = (
        (34, [(2.4, 22), (2.4, 40), (8, 52), (9, 80), (8, 84)], inks.SNOW, inks.ASH),
        (54, [(4, 34), (3, 42), (10, 56), (11, 78), (8, 86)], inks.CELADON, inks.STONE),
        (74, [(3, 14), (2.6, 46), (4, 54), (7, 84), (7, 85)], inks.PERSIMMON, inks.EARTH),
        (92, [(9, 48), (9, 60), (9, 78), (8.6, 87)], inks.WHEAT, inks.OCHRE),
        (108, [(2, 30), (3, 38), (7, 44), (7, 80), (6, 83)], inks.INDIGO, inks.NIGHT),
    )
    for x, profile, ink, shade in looks:
        shadow(sheet, x, profile[-1][1], 15, inks.STONE)
        thrown(sheet, x, profile, ink, shade)
        sheet.oval(x, profile[0][1], profile[0][0], 0.9, shade)


def persimmons(sheet: Sheet, chance: Random) -> None:
    """Six persimmons, none the same grey or red, set on nothing."""
    sheet.ground(inks.SNOW, inks.WASHI)
    for x, y, size, ink in (
        (22, 52, 11, inks.STONE),
        (44, 50, 12.5, inks.PERSIMMON),
        (68, 48, 13, inks.VERMILION),
        (94, 51, 12, inks.SUMI),
        (118, 53, 11, inks.OCHRE),
        (56, 72, 11, inks.MADDER),
    ):
        fruit, gleam = sheet.block(), sheet.block()
        fruit.oval(x, y, size, size * 0.82, CUT)
        gleam.oval(x - size * 0.35, y - size * 0.3, size * 0.5, size * 0.3, CUT)
        sheet.press(fruit, inks.between(ink, inks.SNOW, 0.12), inks.between(ink, inks.SUMI, 0.18))
        sheet.press(canvas.softened(gleam, 1.6), inks.SNOW, strength=0.4)
        for turn in (10, 80, 170, 260):
            sheet.shape(curves.petal(x, y - size * 0.66, turn, size * 0.5, size * 0.26, 0.5), inks.PINE)
        sheet.line([(x, y - size * 0.7), (x + 0.6, y - size * 1.12)], 0.9, inks.EARTH)


def kettle(sheet: Sheet, chance: Random) -> None:
    """An iron kettle and its steam."""
    sheet.ground(inks.INDIGO, inks.DEEP)
    sheet.box(0, 80, sheet.across, 101, inks.OCHRE)
    x = sheet.across * 0.44
    sheet.ring(x, 46, 21, 2.2, inks.EARTH, down=26)
    sheet.shape(
        curves.smooth([(x + 18, 66), (x + 28, 58), (x + 34, 44)])
        + curves.smooth([(x + 38, 44), (x + 34, 62), (x + 20, 76)]),
        inks.SUMI,
    )
    thrown(
        sheet,
        x,
        [(6, 44), (20, 50), (27, 64), (24, 80), (16, 86)],
        inks.between(inks.SUMI, inks.STONE, 0.4),
        inks.SUMI,
    )
    for row in range(4):
        for dot in range(-6, 7):
            sheet.disc(x + dot * (3.4 + row * 0.2), 56 + row * 5 + row % 2, 0.6, inks.ASH)
    sheet.oval(x, 44, 8, 2, inks.STONE)
    sheet.disc(x, 41, 2.4, inks.VERMILION)
    for step in range(3):
        path = curves.smooth(
            [
                (x + 37 + step, 40),
                (x + 42, 30 - step * 2),
                (x + 34 + step * 4, 20),
                (x + 42 + step * 3, 8),
                (x + 36, -4),
            ]
        )
        steam = sheet.block()
        steam.taper(path, 1, 4.5, CUT)
        sheet.press(canvas.softened(steam, 1.2), inks.SNOW, strength=0.4)


def one_branch(sheet: Sheet, chance: Random) -> None:
    """A celadon vase with one camellia branch."""
    sheet.ground(inks.between(inks.OCHRE, inks.WHEAT, 0.5), inks.WHEAT)
    sheet.box(0, 86, sheet.across, 101, inks.SUMI)
    x = sheet.across * 0.4
    limb = curves.smooth([(x, 56), (x + 4, 40), (x + 16, 28), (x + 22, 10)], 12)
    sheet.taper(limb, 1.6, 0.6, inks.EARTH)
    sheet.taper(curves.smooth([(x + 5, 40), (x - 8, 26), (x - 14, 18)], 12), 1.2, 0.5, inks.EARTH)
    for place, turn in ((8, -10), (14, -150), (20, 0), (26, -120), (32, -30), (35, -100)):
        sheet.shape(curves.petal(*limb[place], turn, 12, 6, 0.45), inks.PINE)
    for turn in (-140, 160, 100):
        sheet.shape(curves.petal(x - 13, 19, turn, 10, 5, 0.45), inks.PINE)
    for fx, fy, size in ((x + 13, 31, 7), (x - 13, 17, 5)):
        for leaf in range(6):
            sheet.disc(
                *curves.polar(fx, fy, leaf * 60, size * 0.55),
                size * 0.62,
                inks.VERMILION if leaf % 2 else inks.MADDER,
            )
        sheet.disc(fx, fy, size * 0.35, inks.WHEAT)
    thrown(sheet, x, [(4, 54), (3.4, 60), (13, 72), (13, 84), (8, 91)], inks.CELADON, inks.PINE)


def candle(sheet: Sheet, chance: Random) -> None:
    """A candle in a dark room, and a sleeping book."""
    sheet.ground(inks.SUMI, inks.PLUM)
    x = sheet.across * 0.36
    for radius, strength in ((70, 0.55), (44, 0.6), (20, 0.8)):
        sheet.glow(x, 34, radius, inks.PERSIMMON, strength)
    sheet.box(0, 84, sheet.across, 101, inks.EARTH)
    sheet.oval(x, 85, 15, 3, inks.OCHRE)
    sheet.box(x - 4.5, 46, x + 4.5, 84, inks.PAPER)
    sheet.box(x + 1.5, 46, x + 4.5, 84, inks.WHEAT)
    sheet.line([(x, 46), (x, 42)], 0.6, inks.SUMI)
    sheet.shape(curves.petal(x, 44, -88, 20, 7.5, 0.32), inks.WHEAT)
    sheet.shape(curves.petal(x, 43.5, -90, 11, 4, 0.34), inks.SNOW)
    for step, ink in enumerate((inks.INDIGO, inks.PAPER, inks.VERMILION)):
        sheet.box(sheet.across * 0.56 + step, 78 - step * 5, sheet.across * 0.94 - step * 2, 84 - step * 5, ink)
