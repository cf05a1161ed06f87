"""Sending one part file over HTTP, resumably, with what Python brings along; for a training machine.

Takes a part's path, gives the server's answer. A connection that breaks is asked how much came and gone on with; the
waits between tries grow. What the server refuses is raised with its reason and not tried again. Speaks "Resumable
Uploads for HTTP", as docs/parts-over-http.md tells. The key of a file is its SHA-256, so that a sender that died
finds its upload again.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import random
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

CHUNK_BYTES: Final = 1 << 20
SECONDS: Final = 300.0
TRIES: Final = 8
LONGEST_WAIT_SECONDS: Final = 60.0
TRY_AGAIN: Final = (408, 425, 429, 500, 502, 503, 504)
HEADER_ENDINGS: Final = (".csv", ".csv.gz", ".csv.zst")

Fields = Mapping[str, object]


class PartRefused(Exception):
    """The server takes this part in no way: its status and its reason. Sending it again changes nothing."""

    def __init__(self, file: str, status: int, told: Fields) -> None:
        reason = told.get("detail") or told.get("title") or "no reason was given"
        super().__init__(f"{file}: refused with {status}: {reason}")
        self.file, self.status, self.told = file, status, told


class ServerOutOfReach(Exception):
    """Try after try the connection failed, or the server had no time."""

    def __init__(self, file: str, tries: int, last: str) -> None:
        super().__init__(f"{file}: not sent after {tries} tries: {last}; run the same command again to go on")
        self.file = file


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    told: Fields


@dataclass(frozen=True)
class Sender:
    """Where to send, as whom, and how patiently."""

    url: str
    run: str
    token: str = field(repr=False)
    tries: int = TRIES
    wait: Callable[[float], object] = time.sleep

    def send(self, path: Path) -> Fields:
        """Send one part; give what the server says of it. Raises PartRefused, ServerOutOfReach, OSError."""
        announced, last = _announced(path), ""
        for attempt in range(self.tries):
            if attempt:
                self.wait(_seconds(attempt))
            try:
                return self._try(path, announced)
            except PartRefused as refused:
                if not _may_pass(refused):
                    raise
                last = str(refused)
            except (ConnectionError, TimeoutError, socket.gaierror, http.client.HTTPException) as broken:
                last = f"{type(broken).__name__}: {broken}"
        raise ServerOutOfReach(path.name, self.tries, last)

    def standing(self) -> Fields:
        """Where the run stands and what is missing. Raises PartRefused, OSError."""
        return self._request("GET", f"{self._runs}", "", {}).told

    @property
    def _runs(self) -> str:
        return f"{urlsplit(self.url).path.rstrip('/')}/api/v1/runs/{quote(self.run)}"

    def _try(self, path: Path, announced: Mapping[str, str]) -> Fields:
        """Begin the upload, or find it again by its key; then send what has not come yet."""
        begun = self._request("POST", f"{self._runs}/parts", path.name, announced)
        if begun.headers.get("upload-complete") == "?1":
            return begun.told
        return self._sent(path, begun.headers["location"], int(begun.headers["upload-offset"])).told

    def _sent(self, path: Path, place: str, offset: int) -> Answer:
        headers = {
            "Content-Type": "application/partial-upload",
            "Content-Length": str(path.stat().st_size - offset),
            "Upload-Offset": str(offset),
            "Upload-Complete": "?1",
        }
        return self._request("PATCH", place, path.name, headers, _chunks(path, offset))

    def _request(
        self, method: str, address: str, file: str, headers: Mapping[str, str], body: Iterator[bytes] | None = None
    ) -> Answer:
        """One request, on a connection of its own. Raises PartRefused, OSError, HTTPException."""
        asked = {**headers, "Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        connection = self._connection()
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # the answer may have come before the body was sent
                connection.request(method, _path(address), body, asked)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        told = _fields(content)
        if response.status >= 400:
            raise PartRefused(file, response.status, told)
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, told)

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=SECONDS)


def _announced(path: Path) -> Mapping[str, str]:
    """What is said of a file. Its key is what it holds, so that it is found again."""
    digest, sidecar = _sha256(path), sidecar_of(path)
    header = b"" if sidecar is None else sidecar.read_bytes()
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.name)}",
        "Content-Length": "0",
        "Idempotency-Key": f'"{hashlib.sha256(digest + header).hexdigest()}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
        "Upload-Complete": "?0",
    }
    return headers | ({"Manifest-Header": _one_line(header)} if header else {})


def sidecar_of(path: Path) -> Path | None:
    """The header beside a CSV, under any of the names it may have."""
    if not path.name.endswith(HEADER_ENDINGS):
        return None
    stem = path.name.removesuffix(".gz").removesuffix(".zst")
    names = (path.name, stem, stem.removesuffix(".csv"))
    return next((one for name in names if (one := path.with_name(f"{name}.header.json")).is_file()), None)


def _one_line(header: bytes) -> str:
    """JSON without line feeds, as HTTP headers want it; what is no JSON is left to the server to refuse."""
    try:
        return json.dumps(json.loads(header))
    except ValueError:
        return " ".join(header.decode("latin-1").split())


def _may_pass(refused: PartRefused) -> bool:
    """Whether another try may go better: the server had no time, or stands at another offset than we thought."""
    return refused.status in TRY_AGAIN or refused.told.get("type") in (
        "/problems/upload-busy",
        "/problems/body-cut-short",
        "/problems/upload-unknown",
        "https://iana.org/assignments/http-problem-types#mismatching-upload-offset",
        "https://iana.org/assignments/http-problem-types#completed-upload",
    )


def _seconds(attempt: int) -> float:
    """Doubling, and scattered, so that many ranks do not come back at once."""
    return min(LONGEST_WAIT_SECONDS, 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)


def _path(address: str) -> str:
    """What stands in the request line: a Location may be an address or a path."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _chunks(path: Path, offset: int) -> Iterator[bytes]:
    with path.open("rb") as opened:
        opened.seek(offset)
        while chunk := opened.read(CHUNK_BYTES):
            yield chunk


def _sha256(path: Path) -> bytes:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _fields(content: bytes) -> Fields:
    try:
        told: object = json.loads(content or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
