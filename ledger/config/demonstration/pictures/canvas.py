"""A sheet to print on, in the manner of a woodblock print: cut a block, ink it, press it.

A sheet is 100 units high and `across` units wide, whatever its pixels. It is drawn at twice its size and
reduced when finished, which smooths every edge. What is never printed on stays transparent.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ledger.config.demonstration.pictures.curves import Point, polar
from ledger.config.demonstration.pictures.inks import Ink

OVERSAMPLING = 2
CUT, UNCUT = 255, 0
RIM = 181  # what Pillow's radial gradient has reached where its circle touches the square
Fill = Ink | int


class Surface:
    """Something to draw plain shapes on: a sheet takes inks, a block takes CUT or UNCUT."""

    def __init__(self, image: Image.Image, unit: float) -> None:
        self.image, self.unit = image, unit
        self._pen = ImageDraw.Draw(image)

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def shape(self, points: Sequence[Point], fill: Fill) -> None:
        """Fills a polygon."""
        self._pen.polygon(self._pixels(points), fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Fill) -> None:
        """Fills an upright rectangle."""
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: Fill) -> None:
        """Fills an ellipse about (x, y); `across` and `down` are its half axes."""
        self._pen.ellipse(self._pixels([(x - across, y - down), (x + across, y + down)]), fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Fill) -> None:
        """Fills a circle."""
        self.oval(x, y, radius, radius, fill)

    def ring(self, x: float, y: float, across: float, width: float, fill: Fill, down: float | None = None) -> None:
        """Draws an ellipse's outline, `width` units inwards; a circle where `down` is left out."""
        tall = across if down is None else down
        frame = self._pixels([(x - across, y - tall), (x + across, y + tall)])
        self._pen.ellipse(frame, outline=fill, width=max(1, round(width * self.unit)))

    def wedge(self, x: float, y: float, radius: float, start: float, end: float, fill: Fill) -> None:
        """Fills a slice of a circle between two angles."""
        self._pen.pieslice(self._pixels([(x - radius, y - radius), (x + radius, y + radius)]), start, end, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: Fill) -> None:
        """Draws a brush line with round ends."""
        wide = max(1, round(width * self.unit))
        self._pen.line(self._pixels(points), fill=fill, width=wide, joint="curve")
        if wide > 3:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, width / 2, fill)

    def taper(self, points: Sequence[Point], first: float, last: float, fill: Fill) -> None:
        """Draws a brush line whose width runs evenly from `first` to `last`."""
        widths = [first + (last - first) * place / (len(points) - 1) for place in range(len(points))]
        for (x, y), width in zip(points, widths, strict=True):
            self.disc(x, y, width / 2, fill)
        for place in range(len(points) - 1):
            self.line(points[place : place + 2], widths[place], fill)

    def ray(self, x: float, y: float, angle: float, start: float, end: float, width: float, fill: Fill) -> None:
        """Draws a straight stroke away from (x, y), between two distances."""
        self.line([polar(x, y, angle, start), polar(x, y, angle, end)], width, fill)


class Sheet(Surface):
    """Paper of `width` by `height` pixels when finished."""

    def __init__(self, width: int, height: int) -> None:
        size = (width * OVERSAMPLING, height * OVERSAMPLING)
        super().__init__(Image.new("RGBA", size, (255, 255, 255, 0)), size[1] / 100)
        self.across = 100 * width / height

    def block(self) -> Surface:
        """A new, uncut block of the sheet's size."""
        return Surface(Image.new("L", self.image.size, UNCUT), self.unit)

    def ground(self, ink: Ink, to: Ink | None = None) -> None:
        """Covers the whole sheet, shading downwards into `to`."""
        self.image.paste(_bokashi(self.image.size, ink, to or ink))

    def press(self, block: Surface, ink: Ink, to: Ink | None = None, strength: float = 1.0) -> None:
        """Prints what the block has cut, shading from its top to its bottom; `strength` is 0 to 1."""
        frame = block.image.getbbox()
        if frame is not None:
            cut = block.image.crop(frame).point(lambda depth: depth * strength)
            self.image.paste(_bokashi(cut.size, ink, to or ink), frame[:2], cut)

    def glow(self, x: float, y: float, radius: float, ink: Ink, strength: float = 1.0) -> None:
        """Lights the sheet about (x, y), fading to nothing at `radius`."""
        side = round(2 * radius * self.unit)
        light = Image.radial_gradient("L").point(lambda far: 255 * max(0.0, 1 - far / RIM) ** 2 * strength)
        corner = (round((x - radius) * self.unit), round((y - radius) * self.unit))
        self.image.paste((*ink, 255), (*corner, corner[0] + side, corner[1] + side), light.resize((side, side)))

    def mist(self, chance: Random, ink: Ink, strength: float, top: float, bottom: float) -> None:
        """Lets drifting mist lie between two heights."""
        wide, tall = self.image.width, round((bottom - top) * self.unit)
        drift = _cloud(chance, 6, 9).resize((wide, tall), Image.Resampling.BICUBIC)
        column = Image.frombytes("L", (1, 5), bytes((0, 150, 255, 150, 0)))
        fade = column.resize((wide, tall), Image.Resampling.BICUBIC)
        veil = ImageChops.multiply(drift, fade).point(lambda depth: depth * strength)
        self.image.paste((*ink, 255), (0, round(top * self.unit), wide, round(top * self.unit) + tall), veil)

    def finished(self) -> Image.Image:
        """The picture at its own size: RGB where all is covered, RGBA where the sheet shows through."""
        picture = self.image.reduce(OVERSAMPLING)
        return picture.convert("RGB") if picture.getchannel("A").getextrema() == (255, 255) else picture


def within(inner: Surface, outer: Surface) -> Surface:
    """A block that is cut only where both blocks are."""
    return Surface(ImageChops.multiply(inner.image, outer.image), inner.unit)


def without(block: Surface, hole: Surface) -> Surface:
    """A block that is cut where the first is and the second is not."""
    return Surface(ImageChops.subtract(block.image, hole.image), block.unit)


def softened(block: Surface, radius: float) -> Surface:
    """The block with its edges blurred over `radius` units."""
    small = block.image.reduce(4).filter(ImageFilter.GaussianBlur(radius * block.unit / 4))
    return Surface(small.resize(block.image.size, Image.Resampling.BILINEAR), block.unit)


def grained(picture: Image.Image, chance: Random, depth: int = 10) -> Image.Image:
    """The picture on laid paper: each pixel darkened by up to `depth` of 255."""
    wide, tall = picture.size
    fibres = Image.frombytes("L", (wide // 3, tall), chance.randbytes(wide // 3 * tall))
    laid = fibres.resize((wide, tall), Image.Resampling.BICUBIC).point(lambda level: 255 - level * depth // 255)
    return ImageChops.multiply(picture, laid.convert("RGB"))


def _bokashi(size: tuple[int, int], ink: Ink, to: Ink) -> Image.Image:
    """Ink shading downwards, as printers wipe a block: one column, stretched over the width."""
    if ink == to:
        return Image.new("RGBA", size, (*ink, 255))
    slope = Image.linear_gradient("L").resize((1, size[1]))
    above, below = (Image.new("RGBA", (1, size[1]), (*shade, 255)) for shade in (ink, to))
    return Image.composite(below, above, slope).resize(size)


def _cloud(chance: Random, wide: int, tall: int) -> Image.Image:
    drifts = [Image.frombytes("L", (wide * n, tall * n), chance.randbytes(wide * tall * n * n)) for n in (1, 4)]
    coarse, fine = (drift.resize((wide * 8, tall * 8), Image.Resampling.BICUBIC) for drift in drifts)
    return Image.blend(coarse, fine, 0.3)
