"""Pictures to train on: drawn, or those of a folder; and a dataset that decodes them one by one.

Takes a folder and gives paths, tensors in [-1, 1], and whose pixels a tensor holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from PIL import Image, ImageDraw

ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
DRAWN_SIDE_PX = 64


class PixelsAlike(Exception):
    """Two pictures decode to the same pixels, so that pixels cannot tell which one was consumed."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"pictures {one} and {other} have the same pixels: take one of them out of the folder")


class Pictures:
    """A map-style dataset: picture i of a list of paths, as (3, side, side)."""

    def __init__(self, paths: Sequence[Path], side: int) -> None:
        self.paths = paths
        self.side = side

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> torch.Tensor:
        with Image.open(self.paths[index]) as opened:
            small = opened.convert("RGB").resize((self.side, self.side), Image.Resampling.BILINEAR)
        return torch.from_numpy(np.array(small)).permute(2, 0, 1).float().div_(127.5).sub_(1)


class Recognised:
    """Knows pictures by their pixels alone, whatever else came with them through a loader."""

    def __init__(self, pictures: Pictures) -> None:
        self._known: dict[bytes, int] = {}
        for index in range(len(pictures)):
            other = self._known.setdefault(_bytes(pictures[index]), index)
            if other != index:
                raise PixelsAlike(other, index)

    def numbers(self, batch: Iterable[torch.Tensor]) -> list[int]:
        """Which pictures a batch holds."""
        return [self._known[_bytes(picture)] for picture in batch]


def found(folder: Path) -> list[Path]:
    """Every picture beneath a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)


def draw(folder: Path, count: int) -> None:
    """Draw so many different pictures, always the same for the same count."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"drawn-{number:04d}.png"
        if not path.exists():
            _drawn(Random(number)).save(path)


def _drawn(chance: Random) -> Image.Image:
    """A few shapes on a plain ground."""
    picture = Image.new("RGB", (DRAWN_SIDE_PX, DRAWN_SIDE_PX), _colour(chance))
    brush = ImageDraw.Draw(picture)
    for _ in range(chance.randint(2, 5)):
        left, top = chance.randint(-8, 48), chance.randint(-8, 48)
        box = (left, top, left + chance.randint(8, 40), top + chance.randint(8, 40))
        shape = chance.choice([brush.ellipse, brush.rectangle])
        shape(box, fill=_colour(chance))
    return picture


def _colour(chance: Random) -> tuple[int, int, int]:
    return chance.randint(0, 255), chance.randint(0, 255), chance.randint(0, 255)


def _bytes(picture: torch.Tensor) -> bytes:
    return bytes(picture.numpy().tobytes())
