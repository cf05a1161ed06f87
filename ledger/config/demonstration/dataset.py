"""Draws the demonstration's folder, in the shape any collection may have, and always with the same bytes.

Takes an empty place and fills it: `hibiki-gallery/images.csv` with 103 pictures, and in
`manifests/hibiki-base-256/` the parts of a training run that used them, and three pictures nobody gave.
Reading any of it is the importer's and the ingestion's work.
"""

from __future__ import annotations

import csv
import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import ExifTags, Image

from ledger.config.demonstration import cast, copies, drawings, training_run
from ledger.config.demonstration.drawings import Drawing
from ledger.config.demonstration.training_run import Sample

COLLECTION = "hibiki-gallery"
RUN = "hibiki-base-256"
COLUMNS = ("path", "contributor", "title", "category", "licence", "tags", "sha256", "width", "height")
PUBLIC_DOMAIN = "PDM/CC-PDDC"
NO_LICENCE = "NOASSERTION"
NON_COMMERCIAL = "CC-BY-NC-4.0"
JPEG_QUALITY = 82
ORIENTATION = ExifTags.Base.Orientation
TURNED_LEFT = 6  # EXIF: the picture lies on its left side; turn it right to see it
VAST = "unsorted/whole-sky.png"
UNGIVEN = ("elsewhere/found-on-the-web-1.png", "elsewhere/found-on-the-web-2.png", "elsewhere/test-card.png")


class PlaceTaken(Exception):
    """Cannot draw here, because something else lies in the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"{self.folder} holds something else than the demonstration; name an empty folder or remove it."


@dataclass(frozen=True)
class Offered:
    """A picture file and what the index says of it. Width and height are the stored pixels, before EXIF."""

    path: str
    contributor: str
    title: str
    licence: str
    tags: tuple[str, ...]
    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def draw(folder: Path, told: Callable[[int, int], None] | None = None) -> Path:
    """Draws everything into `folder` and gives it back; a folder drawn before is left as it is.

    `told` hears after each picture how many are done, and of how many. Raises `PlaceTaken`.
    """
    if is_drawn(folder):
        return folder
    if folder.exists() and any(folder.iterdir()):
        raise PlaceTaken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".drawing-") as easel:
        fresh = Path(easel) / "finished"
        _record(_hang(fresh / COLLECTION, told), fresh / "manifests" / RUN)
        fresh.replace(folder)
    return folder


def is_drawn(folder: Path) -> bool:
    """Whether the whole demonstration lies in the folder; it is put there in one move."""
    return (folder / COLLECTION / "images.csv").is_file() and (folder / "manifests" / RUN / "truth.csv").is_file()


def _hang(gallery: Path, told: Callable[[int, int], None] | None) -> list[Offered]:
    total = len(_wall()) + len(copies.COPIES) + 1
    hung = []
    for offered in _everything():
        place = gallery / offered.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(offered.content)
        hung.append(offered)
        if told is not None:
            told(len(hung), total)
    hung.sort(key=lambda offered: offered.path)
    _write_index(hung, gallery / "images.csv")
    return hung


def _record(hung: list[Offered], folder: Path) -> None:
    """The loader of the run skipped the one picture that is too large to load."""
    samples = [Sample(offered.path, offered.sha256) for offered in hung if offered.path != VAST]
    samples += [Sample(path, hashlib.sha256(path.encode()).hexdigest()) for path in UNGIVEN]
    folder.mkdir(parents=True)
    training_run.record(samples, run=RUN, folder=folder)


def _wall() -> tuple[Drawing, ...]:
    return (*drawings.DRAWINGS, *drawings.ORPHANS, *drawings.RESERVED)


def _everything() -> Iterator[Offered]:
    """Originals first, then their copies, then the vast one."""
    originals = {}
    for drawing in _wall():
        originals[drawing.slug] = _original(drawing)
        yield originals[drawing.slug]
    for copy in copies.COPIES:
        yield _copy(copy, originals[copy.of])
    yield _vast()


def _original(drawing: Drawing) -> Offered:
    content = _encoded(drawings.paint(drawing), drawing.kind)
    licence = PUBLIC_DOMAIN if drawing.contributor else NO_LICENCE
    licence = NON_COMMERCIAL if drawing in drawings.RESERVED else licence
    width, height = Image.open(BytesIO(content)).size
    return Offered(drawing.path, drawing.contributor, drawing.title, licence, drawing.tags, content, width, height)


def _encoded(picture: Image.Image, kind: drawings.Kind) -> bytes:
    page, exif = BytesIO(), Image.Exif()
    if kind == "png":
        picture.save(page, "PNG")
        return page.getvalue()
    if kind == "jpeg-turned":
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[ORIENTATION] = TURNED_LEFT
    picture.save(page, "JPEG", quality=JPEG_QUALITY, exif=exif)
    return page.getvalue()


def _copy(copy: copies.Copy, original: Offered) -> Offered:
    content = copies.make(copy.edit, original.content)
    picture = Image.open(BytesIO(content))
    suffix = "png" if picture.format == "PNG" else "jpg"
    path = f"unsorted/{copy.of}-{copy.edit}.{suffix}"
    width, height = picture.size
    return replace(original, path=path, contributor=copy.contributor, content=content, width=width, height=height)


def _vast() -> Offered:
    """A sky of 108 megapixels in a file of a few kilobytes: to be refused by its header alone."""
    width, height = 12_000, 9_000
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + width // 8) * height), 9)
    chunks = b"".join(_chunk(name, body) for name, body in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")))
    content = b"\x89PNG\r\n\x1a\n" + chunks
    title = "夜空の全天図"
    return Offered(VAST, cast.HOTARU.name, title, PUBLIC_DOMAIN, ("night",), content, width, height)


def _chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _write_index(hung: list[Offered], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as page:
        rows = csv.writer(page, lineterminator="\n")
        rows.writerow(COLUMNS)
        for one in hung:
            category, tags = one.path.split("/")[0], "|".join(one.tags)
            rows.writerow(
                (
                    one.path,
                    one.contributor,
                    one.title,
                    category,
                    one.licence,
                    tags,
                    one.sha256,
                    one.width,
                    one.height,
                )
            )
