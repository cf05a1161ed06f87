"""What hangs in the demonstration's gallery: 76 drawings, each with its maker, title and form.

`paint(drawing)` gives the finished picture, always the same for the same drawing on the same Pillow.
72 are by the eight contributors, nine each; the last four are guests that the collection may not credit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from PIL import Image

from ledger.config.demonstration import cast
from ledger.config.demonstration.pictures import (
    canvas,
    city,
    fish,
    flowers,
    geometry,
    guests,
    meals,
    mountains,
    nights,
    patterns,
    sea,
    tables,
    waterside,
)

Painter = Callable[[canvas.Sheet, Random], None]
Size = tuple[int, int]
Kind = Literal["png", "jpeg", "jpeg-turned"]

LANDSCAPE: Size = (756, 540)
PORTRAIT: Size = (540, 756)
SQUARE: Size = (640, 640)
WIDE: Size = (864, 486)
TALL: Size = (480, 800)


@dataclass(frozen=True)
class Drawing:
    """One picture on the wall; a "jpeg-turned" is stored on its side, with an EXIF note to set it upright."""

    category: str
    slug: str
    title: str
    contributor: str
    painter: Painter
    size: Size
    kind: Kind = "png"
    tags: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it lies in its collection."""
        return f"{self.category}/{self.slug}.{'png' if self.kind == 'png' else 'jpg'}"


def paint(drawing: Drawing) -> Image.Image:
    """Paints one drawing; photographs of it (the JPEGs) show the paper's grain."""
    chance = Random(drawing.slug)
    sheet = canvas.Sheet(*drawing.size)
    drawing.painter(sheet, chance)
    picture = sheet.finished()
    return picture if drawing.kind == "png" else canvas.grained(picture, chance)


def _hung(category: str, maker: str, *rows: tuple[Painter, str, Size, Kind]) -> tuple[Drawing, ...]:
    return tuple(
        Drawing(
            category,
            painter.__name__.replace("_", "-"),
            title,
            maker,
            painter,
            size,
            kind,
            _tags(category, painter),
        )
        for painter, title, size, kind in rows
    )


def _tags(category: str, painter: Painter) -> tuple[str, ...]:
    return (category, *(word for word in painter.__name__.split("_") if len(word) > 3))


DRAWINGS = (
    *_hung(
        "sea",
        cast.AKARI.name,
        (sea.blue_waves, "青海波", SQUARE, "png"),
        (sea.three_drops, "三つの雫", SQUARE, "jpeg"),
        (fish.two_carp, "二匹の鯉", PORTRAIT, "jpeg"),
        (sea.swell_at_dawn, "暁のうねり", LANDSCAPE, "png"),
        (sea.rain_on_the_pond, "池の雨", PORTRAIT, "jpeg"),
        (sea.lotus_pond, "蓮池", SQUARE, "png"),
        (fish.goldfish, "金魚", SQUARE, "png"),
        (sea.moon_road, "月の道", LANDSCAPE, "png"),
        (fish.whale, "鯨と小舟", WIDE, "png"),
    ),
    *_hung(
        "landscape",
        cast.RIKU.name,
        (mountains.red_mountain, "赤い山", WIDE, "png"),
        (mountains.ridges_in_mist, "霧の峰々", LANDSCAPE, "jpeg"),
        (mountains.rice_terraces, "棚田", PORTRAIT, "png"),
        (mountains.striped_hills, "茶畑", LANDSCAPE, "jpeg"),
        (mountains.winter_birches, "冬の白樺", PORTRAIT, "png"),
        (mountains.cedars, "杉木立", WIDE, "jpeg"),
        (mountains.winding_road, "丘の道", LANDSCAPE, "png"),
        (mountains.waterfall, "滝", TALL, "png"),
        (mountains.dunes, "砂丘", WIDE, "jpeg-turned"),
    ),
    *_hung(
        "botany",
        cast.ADA.name,
        (flowers.poppy, "Poppy, leaning", PORTRAIT, "jpeg"),
        (flowers.wild_garden, "Wild garden", LANDSCAPE, "png"),
        (flowers.chrysanthemum, "Chrysanthemum", SQUARE, "jpeg"),
        (flowers.plum_branch, "Plum at the round window", LANDSCAPE, "png"),
        (flowers.ferns, "Three ferns", PORTRAIT, "png"),
        (flowers.sunflower, "The golden angle", SQUARE, "png"),
        (flowers.fallen_leaves, "Fallen leaves", LANDSCAPE, "jpeg"),
        (flowers.tulips, "Tulips in a row", WIDE, "png"),
        (flowers.dandelion, "Dandelion clock", LANDSCAPE, "jpeg"),
    ),
    *_hung(
        "abstract",
        cast.AMELIE.name,
        (geometry.quarter_tiles, "Quarter tiles", LANDSCAPE, "png"),
        (geometry.three_lenses, "Three lenses", SQUARE, "png"),
        (geometry.arches, "Arches", LANDSCAPE, "png"),
        (geometry.mobile, "Mobile", (620, 780), "png"),
        (geometry.truchet, "Meander", SQUARE, "jpeg"),
        (geometry.shifted_stripes, "Shifted stripes", LANDSCAPE, "png"),
        (geometry.rooms, "Rooms", LANDSCAPE, "png"),
        (geometry.turning_squares, "Turning squares", SQUARE, "png"),
        (geometry.suspended, "Suspended", PORTRAIT, "jpeg"),
    ),
    *_hung(
        "city",
        cast.BARTHOLOMEW.name,
        (city.evening_windows, "Evening windows", LANDSCAPE, "png"),
        (city.tiled_roofs, "Tiled roofs", LANDSCAPE, "jpeg"),
        (waterside.arched_bridge, "The red bridge", LANDSCAPE, "png"),
        (city.lantern_lane, "Lantern lane", PORTRAIT, "jpeg"),
        (waterside.lighthouse, "Lighthouse", SQUARE, "png"),
        (city.stacked_houses, "Hill town", SQUARE, "png"),
        (city.endless_stairs, "Endless stairs", PORTRAIT, "png"),
        (city.tram_wires, "Tram under wires", LANDSCAPE, "png"),
        (waterside.harbour, "Harbour", WIDE, "jpeg"),
    ),
    *_hung(
        "pattern",
        cast.TSUMUGI.name,
        (patterns.hemp_leaves, "麻の葉", LANDSCAPE, "png"),
        (patterns.seven_treasures, "七宝", SQUARE, "png"),
        (patterns.tortoise_shell, "亀甲", LANDSCAPE, "jpeg"),
        (patterns.arrow_feathers, "矢絣", PORTRAIT, "png"),
        (patterns.checks_at_dusk, "市松の夕", LANDSCAPE, "png"),
        (patterns.fish_scales, "鱗", SQUARE, "png"),
        (patterns.rising_steam, "立涌", SQUARE, "jpeg"),
        (patterns.patched_cloth, "襤褸", LANDSCAPE, "jpeg"),
        (patterns.fans, "扇散らし", SQUARE, "png"),
    ),
    *_hung(
        "night",
        cast.HOTARU.name,
        (nights.harvest_moon, "名月", PORTRAIT, "jpeg"),
        (nights.phases, "満ちる月", WIDE, "png"),
        (nights.star_trails, "星の巡り", LANDSCAPE, "jpeg"),
        (nights.fireflies, "蛍の川", PORTRAIT, "jpeg"),
        (nights.fireworks, "花火", SQUARE, "png"),
        (nights.moon_in_clouds, "雲間の月", SQUARE, "png"),
        (nights.northern_lights, "極光", WIDE, "jpeg"),
        (nights.floating_lanterns, "天灯", TALL, "jpeg"),
        (nights.comet, "彗星", LANDSCAPE, "png"),
    ),
    *_hung(
        "still-life",
        cast.JUNIPER.name,
        (tables.tea_bowl, "Tea bowl", SQUARE, "jpeg"),
        (tables.quiet_bottles, "Quiet bottles", LANDSCAPE, "png"),
        (tables.persimmons, "Six persimmons", LANDSCAPE, "png"),
        (tables.kettle, "Kettle", SQUARE, "jpeg"),
        (tables.one_branch, "One branch", PORTRAIT, "png"),
        (meals.mackerel, "Two fish on a plate", LANDSCAPE, "png"),
        (tables.candle, "Candle and books", SQUARE, "jpeg"),
        (meals.pears, "Twelve pears", LANDSCAPE, "png"),
        (meals.table_from_above, "Breakfast from above", LANDSCAPE, "jpeg"),
    ),
)

ORPHANS = (
    *_hung(
        "landscape",
        "",
        (guests.raked_garden, "Raked garden", LANDSCAPE, "png"),
        (guests.kites, "Kites", PORTRAIT, "png"),
    ),
)
RESERVED = (
    *_hung("sky", cast.JUNIPER.name, (guests.balloons, "Balloons", LANDSCAPE, "png")),
    *_hung("sky", cast.RIKU.name, (guests.paper_cranes, "折鶴", SQUARE, "jpeg")),
)
