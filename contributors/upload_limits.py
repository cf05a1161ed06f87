"""How much a contributor may send: the organiser's settings HENREI_UPLOAD_..., as README lists them."""

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
        picture_bytes=settings.HENREI_UPLOAD_PICTURE_BYTES,
        zip_bytes=settings.HENREI_UPLOAD_ZIP_BYTES,
        zip_files=settings.HENREI_UPLOAD_ZIP_FILES,
        unpacked_bytes=settings.HENREI_UPLOAD_UNPACKED_BYTES,
        open_files=settings.HENREI_UPLOAD_OPEN_FILES,
        open_bytes=settings.HENREI_UPLOAD_OPEN_BYTES,
    )


def is_zip_name(name: str) -> bool:
    """Whether a file calls itself a ZIP archive."""
    return name.lower().endswith(".zip")
