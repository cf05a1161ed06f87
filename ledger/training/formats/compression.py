"""Opening plain, gzip and zstd files as one stream of bytes that cannot swell without end.

Takes a path and gives a stream; raises `BadPart` while it is read when the compressed bytes are
cut short, broken, or swell beyond what rows of digests ever could. Only importer of zstandard.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import zstandard

from ledger.training.manifest import BadPart

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Half of a row is a digest, whose hex no compressor shrinks below a half: honest parts stay
# under 10 to 1, and a part that repeats one digest under like names still under 100 to 1.
MOST_SWELLING: Final = 100
SWELLS: Final = f"swells to more than {MOST_SWELLING} times its size when decompressed"
FREE_BYTES: Final = 1_000_000
CHUNK_BYTES: Final = 65_536
ZSTD_CHUNK_BYTES: Final = 4_096  # zstd swells up to 30,000 to 1 within one call
ZSTD_WINDOW_BYTES: Final = 2**27
GZIP_WINDOW: Final = 31  # zlib's word for "with a gzip header"
SUFFIXES: Final = (".gz", ".zst")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, decompressed when its name ends in .gz or .zst."""
    with path.open("rb") as stream:
        if path.suffix not in SUFFIXES:
            yield stream
            return
        chunks = _gunzip(stream, path.name) if path.suffix == ".gz" else _unzstd(stream, path.name)
        bounded = _bounded(chunks, most_bytes(path), path.name)
        with io.BufferedReader(_ChunkStream(bounded), CHUNK_BYTES) as buffered:
            yield buffered


def most_bytes(path: Path) -> int:
    """How many bytes an honest part of this size on disk can hold."""
    return FREE_BYTES + MOST_SWELLING * path.stat().st_size


class _ChunkStream(io.RawIOBase):
    """Chunks of bytes, read as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        into = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(into), len(self._rest))
        into[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _bounded(chunks: Iterator[bytes], room: int, file: str) -> Iterator[bytes]:
    for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            raise BadPart(file, None, SWELLS)
        yield chunk


def _gunzip(stream: BinaryIO, file: str) -> Iterator[bytes]:
    member = zlib.decompressobj(GZIP_WINDOW)
    waiting = stream.read(CHUNK_BYTES)
    begun = bool(waiting)
    try:
        while waiting:
            yield member.decompress(waiting, CHUNK_BYTES)
            waiting = member.unconsumed_tail or member.unused_data or stream.read(CHUNK_BYTES)
            if member.eof and waiting:
                member = zlib.decompressobj(GZIP_WINDOW)
    except zlib.error as error:
        raise BadPart(file, None, f"gzip is broken: {error}") from None
    if not (begun and member.eof):
        raise BadPart(file, None, "gzip is cut short")


def _unzstd(stream: BinaryIO, file: str) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
    frame = decompressor.decompressobj()
    waiting = stream.read(ZSTD_CHUNK_BYTES)
    begun = bool(waiting)
    try:
        while waiting:
            yield frame.decompress(waiting)
            waiting = frame.unused_data or stream.read(ZSTD_CHUNK_BYTES)
            if frame.eof and waiting:
                frame = decompressor.decompressobj()
    except zstandard.ZstdError as error:
        raise BadPart(file, None, f"zstd is broken: {error}") from None
    if not (begun and frame.eof):
        raise BadPart(file, None, "zstd is cut short")
