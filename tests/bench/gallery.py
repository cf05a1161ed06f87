"""Gallery: the pictures that recall and flags are measured on.

The clip art beside the project where it lies there, each distinct file once; else the demonstration's drawings.
Gives pictures as they were given: flat RGB, lossless, at most 640 px, so that 31 edits of each stay payable.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from contributors import fingerprints
from contributors.fingerprints import PictureRefused
from ledger.config.demonstration import drawings

CLIP_ART = Path(__file__).parents[3] / "shared" / "data" / "openclipart"
LONGEST_EDGE_PX = 640
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Framed:
    """One picture and the folder it lies in."""

    picture: Image.Image
    category: str


@dataclass(frozen=True, slots=True)
class Hung:
    """Pictures, and where they come from."""

    pictures: tuple[Framed, ...]
    source: str


def hung(count: int | None) -> Hung:
    """Give so many, spread evenly over the collection; None gives all."""
    if not CLIP_ART.is_dir():
        drawn = _spread(drawings.DRAWINGS, count)
        framed = tuple(Framed(_small(drawings.paint(one)), one.category) for one in drawn)
        return Hung(framed, "drawn pictures of the demonstration")
    return Hung(tuple(_readable(_spread(_distinct_paths(), count))), "clip art by 514 people")


def saved(picture: Image.Image) -> bytes:
    """Write without loss."""
    file = io.BytesIO()
    picture.save(file, "BMP")
    return file.getvalue()


def _distinct_paths() -> tuple[Path, ...]:
    with (CLIP_ART / "images.csv").open(newline="", encoding="utf-8") as lines:
        by_digest = {row["sha256"]: row["path"] for row in csv.DictReader(lines)}
    return tuple(CLIP_ART / path for path in sorted(by_digest.values()))


def _spread(all_of_them: Sequence[Place], count: int | None) -> tuple[Place, ...]:
    if count is None or count >= len(all_of_them):
        return tuple(all_of_them)
    return tuple(all_of_them[place] for place in np.linspace(0, len(all_of_them) - 1, count).round().astype(int))


def _readable(paths: Iterable[Path]) -> Iterator[Framed]:
    """What is refused, such as 600 megapixels in a small file, hangs nowhere."""
    for path in paths:
        try:
            picture = _small(fingerprints.opaque(path.read_bytes()))
        except PictureRefused:
            continue
        yield Framed(picture, path.parent.name)


def _small(picture: Image.Image) -> Image.Image:
    flat = picture.convert("RGB")
    flat.thumbnail((LONGEST_EDGE_PX, LONGEST_EDGE_PX), Image.Resampling.LANCZOS)
    return flat
