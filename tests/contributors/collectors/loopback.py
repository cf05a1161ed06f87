"""A real HTTP server on this machine, and a clock that moves only by what is slept.

A `House` answers requests; troubles put before it (a burst of 503, a 429, a body that breaks off) are served first,
each once, to the first request whose path begins as named. Every request is kept, so that a test can say what was
never asked for.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from contributors.collectors import download, rates
from contributors.collectors.reach import Reach

NOON = datetime.fromisoformat("2026-05-10T12:00:00+00:00")


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer. ``announced_bytes`` is the Content-Length to claim; ``pieces`` sends the body bit by bit."""

    status: int = 200
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    announced_bytes: int | None = None
    pieces: Sequence[bytes] = ()
    is_chunked: bool = False
    pause_seconds: float = 0.0


def json_reply(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


def picture_reply(content: bytes) -> Reply:
    return Reply(content=content, headers={"Content-Type": "image/png"})


class House(Protocol):
    """Whatever answers requests."""

    def answer(self, asked: Asked) -> Reply: ...


@dataclass
class Clock:
    """Stands still; sleeping moves it on at once, and ``tick`` moves it at every look."""

    now: datetime = NOON
    tick: timedelta = timedelta(0)
    slept_seconds: list[float] = field(default_factory=list)

    def look(self) -> datetime:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept_seconds.append(seconds)
        self.now += timedelta(seconds=seconds)


def pace(clock: Clock, *, attempts: int = 6) -> rates.Pace:
    return rates.Pace(clock=clock.look, sleep=clock.sleep, jitter=lambda: 0.0, attempts=attempts)


@dataclass
class Server:
    """A house with its address."""

    house: House
    address: str
    requests: list[Asked] = field(default_factory=list)
    troubles: list[tuple[str, Reply]] = field(default_factory=list)

    def trouble(self, path: str, *replies: Reply) -> None:
        self.troubles += [(path, reply) for reply in replies]

    def asked_paths(self, beginning: str = "/") -> list[str]:
        return [one.path for one in self.requests if one.path.startswith(beginning)]

    def reply(self, asked: Asked) -> Reply:
        self.requests.append(asked)
        for place, (path, reply) in enumerate(self.troubles):
            if asked.path.startswith(path):
                del self.troubles[place]
                return reply
        return self.house.answer(asked)


@contextmanager
def serving(house: House, *, certificate: ssl.SSLContext | None = None) -> Iterator[Server]:
    """The house open on loopback for as long as the block lasts."""
    listener = Listener(("127.0.0.1", 0), Doorkeeper)
    if certificate is not None:
        listener.socket = certificate.wrap_socket(listener.socket, server_side=True)
    scheme = "https" if certificate else "http"
    listener.served = Server(house, f"{scheme}://127.0.0.1:{listener.server_address[1]}")
    thread = threading.Thread(target=lambda: listener.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield listener.served
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join(timeout=5)


class Listener(ThreadingHTTPServer):
    """Gives its handlers the house; a client that hangs up is no news."""

    daemon_threads = True
    served: Server

    def handle_error(self, request: object, client_address: object) -> None:
        return


class Doorkeeper(BaseHTTPRequestHandler):
    """Passes a request on and writes the reply, faults and all."""

    protocol_version = "HTTP/1.1"
    timeout = 5
    # Head and body go out as two writes; Nagle would hold the second back for 40 ms.
    disable_nagle_algorithm = True
    server: Listener

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = Asked(parts.path, dict(parse_qsl(parts.query)), {k.lower(): v for k, v in self.headers.items()})
        self._write(self.server.served.reply(asked))

    def log_message(self, format: str, *args: object) -> None:
        return

    def _write(self, reply: Reply) -> None:
        pieces = reply.pieces or (reply.content,)
        announced = sum(map(len, pieces)) if reply.announced_bytes is None else reply.announced_bytes
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header(
            *(("Transfer-Encoding", "chunked") if reply.is_chunked else ("Content-Length", str(announced)))
        )
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if reply.is_chunked else piece)
            self.wfile.flush()
            time.sleep(reply.pause_seconds)
        if reply.is_chunked:
            self.wfile.write(b"0\r\n\r\n")
        if announced != sum(map(len, pieces)) and not reply.is_chunked:
            self.close_connection = True
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def downloads(clock: Clock, *, bounds: download.Bounds | None = None) -> Iterator[download.Downloads]:
    """Downloads that reach this machine and nothing else."""
    reach = Reach(frozenset({"127.0.0.1"}), loopback_allowed=True)
    opened = download.Downloads(reach, pace=pace(clock), bounds=bounds)
    try:
        yield opened
    finally:
        opened.close()
