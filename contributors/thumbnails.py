"""Thumbnails: the bytes of a picture in, a small picture for pages out, without any metadata.

The whole picture is always shown, never cropped, laid on white where it was transparent. Which pixels a file
stands for is `fingerprints`' load rule.
"""

import io

from PIL import Image

from contributors import fingerprints


def thumbnail(content: bytes, *, edge_px: int = 320) -> bytes:
    """Give a WebP whose longer edge is at most `edge_px`; raises PictureRefused as `fingerprint` does."""
    picture = fingerprints.opaque(content)
    picture.thumbnail((edge_px, edge_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=80, method=4)
    return written.getvalue()
