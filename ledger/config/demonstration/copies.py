"""Copies hung beside the originals: what people really send in twice, or take from one another.

Takes an original's bytes and gives the copy's: the same bytes, made smaller, saved again as a coarse JPEG,
turned left to right, or framed. Which copy is whose is told here; finding them is left to the intake.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

from ledger.config.demonstration import cast

Edit = Literal["exact", "resized", "recompressed", "flipped", "framed"]
COARSE_QUALITY = 35


@dataclass(frozen=True)
class Copy:
    """A picture made from the drawing named `of`, offered by someone, who may be its own maker."""

    of: str
    edit: Edit
    contributor: str


def _of(edit: Edit, *rows: tuple[str, cast.Contributor]) -> tuple[Copy, ...]:
    return tuple(Copy(slug, edit, who.name) for slug, who in rows)


COPIES = (
    *_of(
        "exact",
        ("blue-waves", cast.AKARI),
        ("sunflower", cast.ADA),
        ("fans", cast.TSUMUGI),
        ("whale", cast.TSUMUGI),
        ("red-mountain", cast.BARTHOLOMEW),
        ("three-lenses", cast.JUNIPER),
    ),
    *_of(
        "resized",
        ("lotus-pond", cast.AKARI),
        ("cedars", cast.RIKU),
        ("evening-windows", cast.BARTHOLOMEW),
        ("fireworks", cast.HOTARU),
        ("tea-bowl", cast.AMELIE),
        ("plum-branch", cast.JUNIPER),
    ),
    *_of(
        "recompressed",
        ("ridges-in-mist", cast.RIKU),
        ("chrysanthemum", cast.ADA),
        ("harbour", cast.BARTHOLOMEW),
        ("kettle", cast.JUNIPER),
        ("lighthouse", cast.AKARI),
        ("patched-cloth", cast.HOTARU),
    ),
    *_of(
        "flipped",
        ("whale", cast.AKARI),
        ("winding-road", cast.RIKU),
        ("lighthouse", cast.BARTHOLOMEW),
        ("comet", cast.HOTARU),
        ("one-branch", cast.ADA),
        ("suspended", cast.TSUMUGI),
    ),
    *_of("framed", ("quarter-tiles", cast.AMELIE), ("tortoise-shell", cast.RIKU)),
)


def make(edit: Edit, original: bytes) -> bytes:
    """The copy's bytes: a JPEG where `edit` is "recompressed", else in the original's own format."""
    if edit == "exact":
        return original
    picture = Image.open(BytesIO(original))
    if edit == "recompressed":
        return _encoded(picture.convert("RGB"), "JPEG", COARSE_QUALITY)
    return _encoded(_edited(picture, edit), picture.format or "PNG", 88)


def _edited(picture: Image.Image, edit: Edit) -> Image.Image:
    match edit:
        case "resized":
            return picture.resize((picture.width * 3 // 5, picture.height * 3 // 5), Image.Resampling.LANCZOS)
        case "flipped":
            return ImageOps.mirror(picture)
        case _:
            return ImageOps.expand(picture, border=picture.width // 20, fill="white")


def _encoded(picture: Image.Image, form: str, quality: int) -> bytes:
    page = BytesIO()
    picture.save(page, form, quality=quality)
    return page.getvalue()
