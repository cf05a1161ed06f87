"""Lines that painters share: ridges, swells, petals and smooth curves, as lists of points.

Lengths are in sheet units (a sheet is 100 units high), angles in degrees, clockwise from three o'clock.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

Point = tuple[float, float]


def turned(points: Sequence[Point], x: float, y: float, angle: float) -> list[Point]:
    """The points turned about the origin by `angle`, then moved to (x, y)."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [(x + px * cosine - py * sine, y + px * sine + py * cosine) for px, py in points]


def polar(x: float, y: float, angle: float, length: float) -> Point:
    """The point `length` away from (x, y) at `angle`."""
    return (x + length * math.cos(math.radians(angle)), y + length * math.sin(math.radians(angle)))


def petal(x: float, y: float, angle: float, length: float, width: float, belly: float = 0.5) -> list[Point]:
    """A leaf from (x, y) outwards; `belly` (0 to 1) is where along it the leaf is widest."""
    power = math.log(0.5) / math.log(belly)
    steps = [step / 20 for step in range(21)]
    upper = [(length * s, width / 2 * math.sin(math.pi * s**power)) for s in steps]
    return turned(upper + [(px, -py) for px, py in reversed(upper)], x, y, angle)


def polygon(x: float, y: float, radius: float, corners: int, angle: float = 0) -> list[Point]:
    """A regular polygon about (x, y) whose first corner lies at `angle`."""
    return [polar(x, y, angle + 360 * corner / corners, radius) for corner in range(corners)]


def smooth(knots: Sequence[Point], steps: int = 10) -> list[Point]:
    """A Catmull-Rom curve through all the knots, open at its ends."""
    ends = [knots[0], *knots, knots[-1]]
    curve = [_catmull(ends[i : i + 4], s / steps) for i in range(len(knots) - 1) for s in range(steps)]
    return [*curve, knots[-1]]


def _catmull(four: Sequence[Point], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = four
    return (_blend(ax, bx, cx, dx, t), _blend(ay, by, cy, dy, t))


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def ridge(chance: Random, across: float, base: float, rise: float, bumps: float = 3) -> list[Point]:
    """A skyline from the left edge to the right, `rise` units high about `base`."""
    waves = [(bumps * 1.9**n * chance.uniform(0.8, 1.2), chance.uniform(0, 6.3), rise / 1.9**n) for n in range(5)]
    xs = [across * step / 120 for step in range(-1, 122)]
    return [(x, base - sum(h * math.sin(f * x / across * 3.1 + p) for f, p, h in waves) / 2) for x in xs]


def swell(across: float, y: float, height: float, length: float, phase: float = 0) -> list[Point]:
    """A regular wave along the sheet's width."""
    xs = [across * step / 160 for step in range(-2, 163)]
    return [(x, y + height * math.sin((x / length + phase) * 2 * math.pi)) for x in xs]


def down_to(line: Sequence[Point], y: float) -> list[Point]:
    """The line closed below at `y`, so that it can be filled."""
    return [*line, (line[-1][0], y), (line[0][0], y)]
