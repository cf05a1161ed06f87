"""Traces: the notes that programs left in a picture file, as names and texts.

Takes an opened and decoded picture; gives what `guidelines` may rest a finding on. Nothing personal is looked
for: no place, no serial number, no name of an owner.
"""

from PIL import ExifTags, Image

from contributors.pictures import EXIF_TROUBLES

MAX_TRACE_LENGTH = 4_000
TOLD_TAGS = (ExifTags.Base.Software, ExifTags.Base.ImageDescription)

Traces = tuple[tuple[str, str], ...]


def left_in(picture: Image.Image) -> Traces:
    """PNG texts, comments and XMP, EXIF's software, description and user comment, sorted, as (name, text)."""
    left = [(str(name), _text(text)) for name, text in picture.info.items() if isinstance(text, str)]
    left += [(name, _text(picture.info[name])) for name in ("comment", "xmp") if name in picture.info]
    return tuple(sorted({*left, *_exif_notes(picture)}))


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


def _text(told: object) -> str:
    """Bytes as the letters in them; UTF-16 notes of EXIF lose their zero bytes; NUL is nothing PostgreSQL keeps."""
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return words.replace("\0", "")[:MAX_TRACE_LENGTH]
