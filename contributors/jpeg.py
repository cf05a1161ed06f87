"""JPEG: the digest of what in a file decides its pixels, without decoding it.

Takes a JPEG file's bytes and gives a digest that is the same before and after metadata was taken out or put in,
as social networks do on the way. Markers are those of ITU-T T.81, annex B. Pixels themselves are
`fingerprints`'.
"""

import hashlib

START, SCAN, END = b"\xff\xd8", 0xDA, b"\xff\xd9"
COMMENT = 0xFE
APPLICATION = range(0xE0, 0xF0)
PROFILE, ADOBE = 0xE2, 0xEE


def coded_digest(content: bytes, orientation: int) -> bytes | None:
    """Digest tables, frame, scans, colour profile and `orientation`; None where the file is not laid out as JPEG."""
    if not content.startswith(START):
        return None
    digest = hashlib.sha256(f"JPEG {orientation}\n".encode())
    at = len(START)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == SCAN:
            digest.update(memoryview(content)[at : _end(content, at)])
            return digest.digest()
        if marker != COMMENT and (marker not in APPLICATION or marker in (PROFILE, ADOBE)):
            digest.update(content[at : at + 2 + length])
        at += 2 + length
    return None


def _end(content: bytes, scan: int) -> int:
    """Where the last picture in the file ends; notes that follow are no part of it."""
    end = content.rfind(END, scan)
    return len(content) if end < 0 else end
