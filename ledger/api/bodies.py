"""A request's body as it streams in, and what its headers say of it.

Takes a request, gives chunks and `Announced`; nothing is ever held whole in memory. A connection that brings nothing
for a while is given up, so that a sender who vanished holds no thread.
"""

import base64
import binascii
import re
import socket
from collections.abc import Iterator

from django.conf import settings
from django.utils.http import parse_header_parameters
from rest_framework.request import Request

from ledger.training.upload_folder import CHUNK_BYTES
from ledger.training.upload_refusals import Announced, BodyCutShort

FORMS = {
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/vnd.apache.parquet": ".parquet",
    "text/csv": ".csv",
}
ENCODINGS = {"": "", "identity": "", "gzip": ".gz", "zstd": ".zst"}
YES_OR_NO = {"?1": True, "?0": False}

_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)
_SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")


class HeaderUnfit(Exception):
    """A header of the request cannot be read."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"{name} cannot be read: write it as {wanted}")


class LengthMissing(Exception):
    """The body's length must stand in front of it."""

    def __init__(self) -> None:
        super().__init__("a body in chunks is not taken: send it with Content-Length")


def length_bytes(request: Request) -> int:
    """How long the body is. Raises LengthMissing where it comes in chunks without one."""
    if "Transfer-Encoding" in request.headers:
        raise LengthMissing
    told = request.headers.get("Content-Length") or "0"
    if not _WHOLE.fullmatch(told):
        raise HeaderUnfit("Content-Length", "a whole number")
    return int(told)


def chunks(request: Request) -> Iterator[bytes]:
    """The body, up to a mebibyte at a time. Raises BodyCutShort where the sender goes away."""
    whole = left = length_bytes(request)
    _do_not_wait_forever(request)
    while left:
        try:
            chunk = request._request.read(min(left, CHUNK_BYTES))
        except OSError:
            chunk = b""
        if not chunk:
            raise BodyCutShort(whole - left, whole)
        left -= len(chunk)
        yield chunk


def announced(request: Request) -> Announced:
    """What the headers say of the file. Raises HeaderUnfit."""
    return Announced(
        file_name=_file_name(request),
        key=_text(request, "Idempotency-Key").removeprefix('"').removesuffix('"'),
        sidecar=_text(request, "Manifest-Header"),
        sha256=_sha256(request),
    )


def is_complete(request: Request) -> bool:
    """Whether the upload ends with this body; it does where nothing else is said."""
    told = request.headers.get("Upload-Complete", "?1").strip()
    if told not in YES_OR_NO:
        raise HeaderUnfit("Upload-Complete", "?1 or ?0")
    return YES_OR_NO[told]


def offset_bytes(request: Request) -> int:
    """Where this body begins in the file."""
    told = request.headers.get("Upload-Offset", "").strip()
    if not _WHOLE.fullmatch(told):
        raise HeaderUnfit("Upload-Offset", "the number of bytes that have come")
    return int(told)


def _file_name(request: Request) -> str:
    """As Content-Disposition names it, else as the content's type and encoding would."""
    _kind, words = parse_header_parameters(_text(request, "Content-Disposition"))
    if words.get("filename"):
        return words["filename"]
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    return f"part{FORMS.get(kind, f'.{kind}')}{ENCODINGS.get(encoding, f'.{encoding}')}".replace("/", "-")


def _text(request: Request, name: str) -> str:
    """A header's value; what is beyond ASCII is UTF-8, which WSGI brings as Latin-1."""
    try:
        return request.headers.get(name, "").strip().encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise HeaderUnfit(name, "UTF-8") from None


def _sha256(request: Request) -> bytes | None:
    """The SHA-256 of the file where the sender says it (RFC 9530); other digests are passed over."""
    told = request.headers.get("Repr-Digest", "")
    found = _SHA256.search(told)
    if found is None:
        return None
    try:
        return base64.b64decode(found[1], validate=True)
    except binascii.Error:
        raise HeaderUnfit("Repr-Digest", "sha-256=:BASE64:") from None


def _do_not_wait_forever(request: Request) -> None:
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(settings.HENREI_PART_STALL_SECONDS)
