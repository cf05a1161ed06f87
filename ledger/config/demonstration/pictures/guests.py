"""Four guests in the gallery: two whose maker is not known, two given under a licence that reserves trade."""

from __future__ import annotations

from random import Random

from ledger.config.demonstration.pictures import curves, inks
from ledger.config.demonstration.pictures.canvas import Sheet


def raked_garden(sheet: Sheet, chance: Random) -> None:
    """Raked gravel parting around three stones."""
    sheet.ground(inks.WASHI)
    stones = ((34.0, 36.0, 13.0), (92.0, 62.0, 17.0), (106.0, 24.0, 7.0))
    for row in range(34):
        sheet.line([(0, row * 3), (sheet.across, row * 3)], 0.6, inks.ASH)
    for x, y, size in stones:
        for ring in range(6, 0, -1):
            sheet.oval(x, y, size + ring * 2.6, (size + ring * 2.6) * 0.75, inks.WASHI)
            sheet.ring(x, y, size + ring * 2.6, 0.6, inks.ASH, down=(size + ring * 2.6) * 0.75)
        sheet.oval(x, y + 1.5, size * 1.12, size * 0.8, inks.MOSS)
        sheet.shape(curves.polygon(x, y - 2, size * 0.9, 7, chance.uniform(0, 50)), inks.SUMI)
        sheet.shape(curves.polygon(x - size * 0.15, y - 4, size * 0.6, 5, chance.uniform(0, 60)), inks.STONE)


def kites(sheet: Sheet, chance: Random) -> None:
    """Kites on a windy day."""
    sheet.ground(inks.ASAGI, inks.SNOW)
    for x, y, size, turn, ink, other in (
        (24, 26, 14, 20, inks.VERMILION, inks.WHEAT),
        (52, 44, 10, -14, inks.INDIGO, inks.SNOW),
        (46, 12, 7, 34, inks.OCHRE, inks.MADDER),
    ):
        sheet.line(curves.smooth([(x, y), (x - 6, y + 34), (x + 12, 104)]), 0.25, inks.SUMI)
        frame = curves.turned(
            [(0, -size), (size * 0.7, -size * 0.2), (0, size), (-size * 0.7, -size * 0.2)], x, y, turn
        )
        sheet.shape(frame, ink)
        sheet.shape([frame[0], frame[1], (x, y)], other)
        sheet.shape([frame[2], frame[3], (x, y)], other)
        for bow in range(5):
            bx, by = frame[2][0] - bow * 2.6, frame[2][1] + bow * 3.4
            sheet.shape(curves.petal(bx, by, chance.uniform(0, 180), 3, 1.6), ink)
    sheet.shape(curves.down_to(curves.ridge(chance, sheet.across, 88, 7, 2), 101), inks.YOUNG_LEAF)


def balloons(sheet: Sheet, chance: Random) -> None:
    """Striped balloons over fields."""
    sheet.ground(inks.SAKURA, inks.PAPER)
    for strip in range(9):
        sheet.shape(
            [
                (strip * 20 - 20, 101),
                (strip * 20, 101),
                (sheet.across / 2 + (strip - 3.5) * 9, 76),
                (sheet.across / 2 + (strip - 4.5) * 9, 76),
            ],
            (inks.MOSS, inks.WHEAT, inks.YOUNG_LEAF)[strip % 3],
        )
    for x, y, size, first, second in (
        (34, 34, 23, inks.VERMILION, inks.SNOW),
        (88, 24, 15, inks.INDIGO, inks.WHEAT),
        (116, 52, 11, inks.OCHRE, inks.PLUM),
    ):
        sheet.shape(
            [
                (x - size * 0.8, y + size * 0.6),
                (x + size * 0.8, y + size * 0.6),
                (x + size * 0.18, y + size * 1.4),
                (x - size * 0.18, y + size * 1.4),
            ],
            first,
        )
        for gore, ink in ((1.0, first), (0.68, second), (0.36, first)):
            sheet.oval(x, y, size * gore, size, ink)
        for side in (-1, 1):
            sheet.line(
                [(x + side * size * 0.17, y + size * 1.4), (x + side * size * 0.12, y + size * 1.62)],
                0.3,
                inks.SUMI,
            )
        sheet.box(x - size * 0.16, y + size * 1.6, x + size * 0.16, y + size * 1.82, inks.EARTH)


def paper_cranes(sheet: Sheet, chance: Random) -> None:
    """Folded cranes flying in a line."""
    sheet.ground(inks.PLUM, inks.ROSE)
    for x, y, size, ink in ((24, 70, 20, inks.SNOW), (52, 44, 16, inks.WHEAT), (74, 22, 11, inks.VERMILION)):
        dim, mid = inks.between(ink, inks.SUMI, 0.3), inks.between(ink, inks.SUMI, 0.14)
        sheet.shape([(x, y), (x - size * 0.35, y - size * 1.2), (x + size * 0.5, y - size * 0.1)], mid)
        sheet.shape([(x - size * 0.2, y), (x + size * 1.2, y - size * 0.75), (x + size * 0.4, y + size * 0.2)], dim)
        sheet.shape(
            [
                (x - size * 0.3, y + size * 0.1),
                (x - size * 1.15, y - size * 0.5),
                (x + size * 0.1, y + size * 0.3),
            ],
            mid,
        )
        sheet.shape(
            [
                (x - size * 1.15, y - size * 0.5),
                (x - size * 1.4, y - size * 0.22),
                (x - size * 0.95, y - size * 0.36),
            ],
            dim,
        )
        sheet.shape([(x - size * 0.4, y), (x + size * 0.5, y - size * 0.1), (x + size * 0.1, y + size * 0.45)], ink)
        sheet.shape([(x, y), (x + size * 0.42, y - size * 1.35), (x + size * 0.5, y - size * 0.1)], ink)
