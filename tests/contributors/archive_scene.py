"""Small archives for the tests of the rooms: pictures as bytes, an index, and the archive taken in by Bo."""

import csv
import hashlib
import random
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image as Picture
from PIL import ImageOps, PngImagePlugin

from contributors import archives, intake
from contributors.models import Image, User
from tests import story

COLUMNS = ("path", "contributor", "title", "category", "licence", "sha256")


@dataclass(frozen=True)
class Given:
    """One row of an index, with its file."""

    path: str
    by: str
    content: bytes
    licence: str = "CC0"


@dataclass(frozen=True)
class Fate:
    """What became of a picture."""

    state: str
    reason: str = ""
    first: str = ""


def painted(seed: str) -> Picture.Image:
    """A picture of coloured blocks that no other seed resembles."""
    chance = random.Random(seed)
    small = Picture.frombytes("RGB", (8, 8), chance.randbytes(8 * 8 * 3))
    return small.resize((96, 96), Picture.Resampling.BICUBIC)


def png(picture: Picture.Image, *, note: str = "", level: int = 6) -> bytes:
    """The picture as PNG; ``note`` is what a web UI writes into its "parameters"."""
    page, notes = BytesIO(), PngImagePlugin.PngInfo()
    if note:
        notes.add_text("parameters", note)
    picture.save(page, "PNG", pnginfo=notes, compress_level=level)
    return page.getvalue()


def jpeg(picture: Picture.Image, quality: int = 70) -> bytes:
    """The picture as JPEG, which loses a little of it."""
    page = BytesIO()
    picture.save(page, "JPEG", quality=quality)
    return page.getvalue()


def mirrored(picture: Picture.Image) -> Picture.Image:
    """Left and right exchanged."""
    return ImageOps.mirror(picture)


def vast() -> bytes:
    """A PNG whose header announces 108 megapixels, and whose pixels are rubbish that nobody can decode."""
    header = struct.pack(">IIBBBBB", 12_000, 9_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", b"no pixels at all"), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def archive(folder: Path, pictures: Sequence[Given]) -> Path:
    """Write the pictures and their index, in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        (folder / picture.path).write_bytes(picture.content)
    rows = [[one.path, one.by, one.path, "shapes", one.licence, digest(one).hex()] for one in pictures]
    with (folder / "images.csv").open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([COLUMNS, *rows])
    return folder


def digest(picture: Given) -> bytes:
    """SHA-256 of the file."""
    return hashlib.sha256(picture.content).digest()


def clearance(bo: User) -> intake.Clearance:
    """Bo cleared the archive as April began."""
    return intake.Clearance(by=bo, cleared_at=story.CLEARED_AT)


def record(folder: Path, bo: User, *, collection: str = "gallery") -> int:
    """Read the archive whole and record it."""
    offered = list(archives.read(folder, folder / "images.csv"))
    return intake.record(collection, offered, clearance=clearance(bo))


def decide(bo: User, *, collection: str = "gallery") -> list[int]:
    """Decide everything, and say how large the bunches were."""
    return list(intake.decide(collection, clearance=clearance(bo)))


def fates(collection: str = "gallery") -> Mapping[str, Fate]:
    """What became of each picture of a collection, by path."""
    images = Image.objects.filter(collection=collection).select_related("duplicate_of")
    return {
        image.path: Fate(image.state, image.reason, image.duplicate_of.path if image.duplicate_of else "")
        for image in images
    }


def _chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


WAVE = painted("wave")
HILL = painted("hill")
GATE = painted("gate")
MOON = painted("moon")

# In the order of giving; the fate of each is told by the test that names it.
CASES = (
    Given("z-wave.png", "Ada", png(WAVE)),
    Given("hill.png", "Ada", png(HILL)),
    Given("gate.png", "Ada", png(GATE)),
    Given("a-wave-again.png", "Ann", png(WAVE)),
    Given("wave-packed-otherwise.png", "Ann", png(WAVE, level=1)),
    Given("hill-recompressed.jpg", "Ada", jpeg(HILL)),
    Given("gate-recompressed.jpg", "Ann", jpeg(GATE)),
    Given("gate-recompressed-again.jpg", "Ann", jpeg(GATE, quality=60)),
    Given("hill-mirrored.png", "Ada", png(mirrored(HILL))),
    Given("nobody.png", "", png(painted("nobody"))),
    Given("unlicensed.png", "Ada", png(painted("unlicensed")), licence=""),
    Given("reserved.png", "Ada", png(painted("reserved")), licence="CC-BY-NC-4.0"),
    Given("generated.png", "Ada", png(painted("generated"), note="Steps: 20, CFG: 7")),
    Given("vast.png", "Ada", vast()),
    Given("broken.png", "Ada", png(painted("broken"))[:-2_000]),
    Given("moon.png", "Ann", png(MOON)),
)
