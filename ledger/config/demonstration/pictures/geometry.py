"""Plain forms, as the collection's geometer sets them: discs, arcs, tiles and balance."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import canvas, curves, inks
from ledger.config.demonstration.pictures.canvas import CUT, Sheet

FULL = (inks.VERMILION, inks.INDIGO, inks.OCHRE, inks.PAPER, inks.SUMI, inks.CELADON)


def quarter_tiles(sheet: Sheet, chance: Random) -> None:
    """Tiles of quarter, half and whole discs."""
    side = 20.0
    for row in range(5):
        for column in range(round(sheet.across / side) + 1):
            x, y = column * side, row * side
            under, over = chance.sample(FULL, 2)
            sheet.box(x, y, x + side, y + side, under)
            match chance.randrange(4):
                case 0:
                    sheet.wedge(x, y, side, 0, 90, over)
                case 1:
                    sheet.wedge(x + side, y + side, side, 180, 270, over)
                case 2:
                    sheet.wedge(x + side / 2, y, side / 2, 0, 180, over)
                case _:
                    sheet.disc(x + side / 2, y + side / 2, side * 0.36, over)


def three_lenses(sheet: Sheet, chance: Random) -> None:
    """Three discs whose crossings take another colour."""
    sheet.ground(inks.PAPER)
    places = ((38, 38, 28, inks.VERMILION), (66, 48, 30, inks.OCHRE), (44, 68, 24, inks.INDIGO))
    blocks = [sheet.block() for _ in places]
    for block, (x, y, size, ink) in zip(blocks, places, strict=True):
        block.disc(x, y, size, CUT)
        sheet.press(block, ink)
    for one, other, ink in ((0, 1, inks.PERSIMMON), (0, 2, inks.PLUM), (1, 2, inks.MOSS)):
        sheet.press(canvas.within(blocks[one], blocks[other]), ink)
    sheet.press(canvas.within(canvas.within(blocks[0], blocks[1]), blocks[2]), inks.SUMI)


def arches(sheet: Sheet, chance: Random) -> None:
    """Three rainbows of earth colours, standing and hanging."""
    sheet.ground(inks.WASHI)
    for x, y, size, start in ((30, 78, 30, 180), (88, 78, 28, 180), (60, 22, 26, 0)):
        for band, ink in enumerate((inks.MADDER, inks.PERSIMMON, inks.WHEAT, inks.CELADON, inks.INDIGO, inks.WASHI)):
            sheet.wedge(x, y, size * (1 - band * 0.155), start, start + 180, ink)
    sheet.disc(112, 22, 8, inks.VERMILION)
    sheet.line([(0, 78.4), (sheet.across, 78.4)], 0.8, inks.SUMI)


def mobile(sheet: Sheet, chance: Random) -> None:
    """A hanging mobile in balance."""
    sheet.ground(inks.SNOW, inks.SKY)
    sheet.line([(34, -1), (34, 16)], 0.4, inks.SUMI)
    sheet.line(curves.smooth([(8, 24), (34, 16), (64, 22)]), 0.6, inks.SUMI)
    sheet.line([(8, 24), (8, 40)], 0.4, inks.SUMI)
    sheet.disc(8, 47, 7.5, inks.VERMILION)
    sheet.line([(64, 22), (64, 36)], 0.4, inks.SUMI)
    sheet.line(curves.smooth([(34, 46), (64, 36), (72, 42)]), 0.6, inks.SUMI)
    sheet.shape(curves.petal(72, 40, 82, 22, 9, 0.6), inks.OCHRE)
    sheet.line([(34, 46), (34, 58)], 0.4, inks.SUMI)
    sheet.line(curves.smooth([(16, 66), (34, 58), (54, 64)]), 0.6, inks.SUMI)
    sheet.shape(curves.petal(16, 64, 96, 28, 12, 0.62), inks.INDIGO)
    sheet.shape(curves.polygon(54, 74, 11, 3, -90), inks.SUMI)
    sheet.disc(38, 78, 4, inks.MOSS)


def truchet(sheet: Sheet, chance: Random) -> None:
    """One meandering ribbon made of quarter turns."""
    sheet.ground(inks.OCHRE)
    side = 12.5
    for row in range(8):
        for column in range(round(sheet.across / side) + 1):
            x, y = column * side, row * side
            corners = ((x, y), (x + side, y + side)) if chance.random() < 0.5 else ((x + side, y), (x, y + side))
            sheet.box(x, y, x + side, y + side, inks.MADDER)
            for cx, cy in corners:
                start = (0 if cx == x else 90) if cy == y else (270 if cx == x else 180)
                for reach, ink in (
                    (0.68, inks.WHEAT),
                    (0.56, inks.PLUM),
                    (0.44, inks.WHEAT),
                    (0.32, inks.MADDER),
                ):
                    sheet.wedge(cx, cy, side * reach, start, start + 90, ink)


def shifted_stripes(sheet: Sheet, chance: Random) -> None:
    """A disc made only of stripes that have slipped."""
    width = sheet.across / 24
    disc = sheet.block()
    disc.disc(sheet.across * 0.55, 47, 34, CUT)
    stripes = sheet.block()
    for stripe in range(24):
        tone = inks.along((inks.PAPER, inks.WHEAT, inks.PERSIMMON), stripe / 23)
        sheet.box(stripe * width, 0, (stripe + 1) * width, 100, tone if stripe % 2 else inks.SNOW)
        if stripe % 2:
            stripes.box(stripe * width, -1, (stripe + 1) * width, 101, CUT)
    sheet.press(canvas.within(disc, stripes), inks.DEEP, inks.ASAGI)
    sheet.press(canvas.without(disc, stripes), inks.VERMILION, inks.MADDER)


def rooms(sheet: Sheet, chance: Random) -> None:
    """A plan of rooms, divided again and again."""
    sheet.ground(inks.SUMI)
    _divide(sheet, chance, (1.0, 1.0, sheet.across - 1, 99.0), 6)


def _divide(sheet: Sheet, chance: Random, room: tuple[float, float, float, float], depth: int) -> None:
    left, top, right, bottom = room
    if depth == 0 or min(right - left, bottom - top) < 10:
        ink = chance.choice((inks.PAPER, inks.PAPER, inks.WASHI, inks.VERMILION, inks.INDIGO, inks.OCHRE, inks.CELADON))
        sheet.box(left + 0.6, top + 0.6, right - 0.6, bottom - 0.6, ink)
        return
    cut = chance.uniform(0.3, 0.7)
    if right - left > bottom - top:
        middle = left + (right - left) * cut
        halves = ((left, top, middle, bottom), (middle, top, right, bottom))
    else:
        middle = top + (bottom - top) * cut
        halves = ((left, top, right, middle), (left, middle, right, bottom))
    for half in halves:
        _divide(sheet, chance, half, depth - chance.choice((1, 1, 2)) if depth > 1 else 0)


def turning_squares(sheet: Sheet, chance: Random) -> None:
    """Squares turning inwards about a point off the middle."""
    sheet.ground(inks.PLUM)
    for step in range(26):
        tone = inks.along((inks.MADDER, inks.VERMILION, inks.PERSIMMON, inks.WHEAT, inks.SNOW), step / 25)
        size = 84 * 0.87**step + 1
        sheet.shape(curves.polygon(50 + step * 0.6, 50 - step * 0.45, size, 4, 45 + step * 6.5), inks.NIGHT)
        sheet.shape(curves.polygon(50 + step * 0.6, 50 - step * 0.45, size * 0.93, 4, 45 + step * 6.5), tone)


def suspended(sheet: Sheet, chance: Random) -> None:
    """Bars, a cross and a disc, floating."""
    sheet.ground(inks.PAPER, inks.SNOW)
    for x, y, long, wide, turn, ink in (
        (14, 30, 74, 9, 24, inks.SUMI),
        (26, 20, 44, 4, 24, inks.VERMILION),
        (50, 78, 50, 6, -52, inks.INDIGO),
        (30, 84, 30, 3, -52, inks.OCHRE),
        (64, 22, 26, 2, 112, inks.SUMI),
        (12, 62, 22, 12, 6, inks.VERMILION),
    ):
        sheet.shape(
            curves.turned([(0, -wide / 2), (long, -wide / 2), (long, wide / 2), (0, wide / 2)], x, y, turn),
            ink,
        )
    sheet.disc(24, 78, 11, inks.OCHRE)
    sheet.ring(70, 70, 9, 0.8, inks.SUMI)
    for step in range(6):
        sheet.line([(58 + step * 3, 88), (64 + step * 3, 96)], 0.5, inks.SUMI)
