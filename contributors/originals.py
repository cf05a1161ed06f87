"""Original files, kept exactly as given under their digest, and never shown as they are.

What a page shows is a thumbnail without metadata, made when first asked for.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from contributors import kept_files, thumbnails


def keep(sha256: bytes, content: bytes) -> None:
    """Keep a file under its digest. Asked twice, done once; what was left half written is written anew."""
    kept_files.keep(_original(sha256), content)


def content_of(sha256: bytes) -> bytes:
    """The file as it was given."""
    with default_storage.open(_original(sha256)) as kept:
        return bytes(kept.read())


def thumbnail_of(sha256: bytes, *, edge_px: int = 320) -> bytes:
    """A small copy without metadata. Raises fingerprints.PictureRefused where the file is no whole picture."""
    name = f"thumbnails/{edge_px}/{sha256.hex()[:2]}/{sha256.hex()}"
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return bytes(kept.read())
    content = thumbnails.thumbnail(content_of(sha256), edge_px=edge_px)
    default_storage.save(name, ContentFile(content))
    return content


def _original(sha256: bytes) -> str:
    return f"originals/{sha256.hex()[:2]}/{sha256.hex()}"
