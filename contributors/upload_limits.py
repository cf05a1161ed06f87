"""How much a contributor may send: the organiser's settings, each with a bound that stands where none is set.

HENREI_UPLOAD_PICTURE_BYTES, HENREI_UPLOAD_ZIP_BYTES, HENREI_UPLOAD_ZIP_FILES, HENREI_UPLOAD_UNPACKED_BYTES,
HENREI_UPLOAD_OPEN_FILES and HENREI_UPLOAD_OPEN_BYTES.
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """One picture, one ZIP as it comes and unpacked, and all that one person has under way at once."""

    picture_bytes: int
    zip_bytes: int
    zip_files: int
    unpacked_bytes: int
    open_files: int
    open_bytes: int

    def most_bytes(self, name: str) -> int:
        """How large a file of that name may be."""
        return self.zip_bytes if is_zip_name(name) else self.picture_bytes


def in_force() -> Limits:
    """The limits as they are set now."""
    return Limits(
        picture_bytes=_set("HENREI_UPLOAD_PICTURE_BYTES", 50_000_000),
        zip_bytes=_set("HENREI_UPLOAD_ZIP_BYTES", 1_000_000_000),
        zip_files=_set("HENREI_UPLOAD_ZIP_FILES", 1_000),
        unpacked_bytes=_set("HENREI_UPLOAD_UNPACKED_BYTES", 2_000_000_000),
        open_files=_set("HENREI_UPLOAD_OPEN_FILES", 200),
        open_bytes=_set("HENREI_UPLOAD_OPEN_BYTES", 4_000_000_000),
    )


def is_zip_name(name: str) -> bool:
    """Whether a file calls itself a ZIP archive."""
    return name.lower().endswith(".zip")


def _set(name: str, otherwise: int) -> int:
    return int(getattr(settings, name, otherwise))
