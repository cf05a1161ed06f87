"""Traces: the notes that programs left in a picture file, as names and texts.

Takes an opened and decoded picture; gives what `guidelines` may rest a finding on. Of what is personal only one thing
is looked for: whom the file itself names as its creator or owner of rights. No place, no serial number.
"""

from collections.abc import Mapping

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from contributors import xmp
from contributors.pictures import EXIF_TROUBLES

MAX_TRACE_LENGTH = 4_000
TOLD_TAGS = (
    ExifTags.Base.Software,
    ExifTags.Base.ImageDescription,
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
)
# IPTC Information Interchange Model 4.2, record 2: whom the older block of a file names.
TOLD_DATASETS: Mapping[tuple[int, int], str] = {(2, 80): "By-line", (2, 110): "Credit", (2, 116): "CopyrightNotice"}
PACKETS = ("xmp", "XML:com.adobe.xmp")

Traces = tuple[tuple[str, str], ...]


def left_in(picture: Image.Image) -> Traces:
    """PNG texts, comments, EXIF's, IPTC's and XMP's notes that are asked for, sorted, as (name, text)."""
    left = [(str(name), _text(text)) for name, text in picture.info.items() if isinstance(text, str)]
    left += [(name, _text(picture.info[name])) for name in ("comment", "xmp") if name in picture.info]
    left += [*_exif_notes(picture), *_iptc_notes(picture), *_xmp_notes(picture)]
    return tuple(sorted(set(left)))


def _exif_notes(picture: Image.Image) -> list[tuple[str, str]]:
    """A broken EXIF block tells nothing and refuses nothing."""
    try:
        exif = picture.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        notes = [(f"exif:{tag.name}", _text(exif[tag])) for tag in TOLD_TAGS if tag in exif]
        if ExifTags.Base.UserComment in inner:
            notes.append(("exif:UserComment", _text(inner[ExifTags.Base.UserComment])))
    except EXIF_TROUBLES:
        return []
    return notes


def _iptc_notes(picture: Image.Image) -> list[tuple[str, str]]:
    """A dataset that stands several times is a list."""
    if not isinstance(picture, ImageFile.ImageFile):
        return []
    try:
        told = IptcImagePlugin.getiptcinfo(picture) or {}
        found = [(name, told[number]) for number, name in TOLD_DATASETS.items() if number in told]
        return [
            (f"iptc:{name}", _text(one))
            for name, value in found
            for one in (value if isinstance(value, list) else [value])
        ]
    except EXIF_TROUBLES:
        return []


def _xmp_notes(picture: Image.Image) -> list[tuple[str, str]]:
    packets = [picture.info[name] for name in PACKETS if name in picture.info]
    written = [one.encode("utf-8", "replace") if isinstance(one, str) else one for one in packets]
    told = [note for one in written if isinstance(one, bytes) for note in xmp.properties(one)]
    return [(f"xmp:{name}", _text(text)) for name, text in told]


def _text(told: object) -> str:
    """Bytes as the letters in them; UTF-16 notes of EXIF lose their zero bytes; NUL is nothing PostgreSQL keeps."""
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return words.replace("\0", "")[:MAX_TRACE_LENGTH]
