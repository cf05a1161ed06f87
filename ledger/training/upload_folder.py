"""The folder of one upload: the part's file as far as it has come, its sidecar, and a lock; plain.

Takes a place and bytes, gives what is there. One writer at a time, on however many machines share the place. A killed
process leaves what it wrote, and its lock is gone with it.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1 << 20
LOCK = ".lock"
SIDECAR = ".header.json"


class Busy(Exception):
    """Somebody else writes there at this moment."""

    def __init__(self) -> None:
        super().__init__("this upload is being written by another request: wait until that one has ended")


class TooLarge(Exception):
    """More came than may."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"larger than the {most_bytes:,} bytes that are taken: send smaller parts")
        self.most_bytes = most_bytes


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """Where one upload lies."""

    folder: Path
    file_name: str

    @property
    def path(self) -> Path:
        """The part's file."""
        return self.folder / self.file_name

    @property
    def size_bytes(self) -> int:
        """How much has come."""
        return self.path.stat().st_size if self.path.exists() else 0

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep everybody else from writing. Raises Busy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise Busy from None
        finally:
            os.close(lock)

    def lay_beside(self, sidecar: str) -> None:
        """The header of a CSV, as it was sent."""
        self.path.with_name(f"{self.file_name}{SIDECAR}").write_text(sidecar, encoding="utf-8")

    def append(self, chunks: Iterable[bytes], *, most_bytes: int) -> None:
        """Write at the end as it comes; what came stays where the chunks break off. Raises TooLarge."""
        room = most_bytes - self.size_bytes
        with self.path.open("ab") as opened:
            for chunk in chunks:
                room -= len(chunk)
                if room < 0:
                    raise TooLarge(most_bytes)
                opened.write(chunk)

    def empty(self) -> None:
        """Begin again."""
        self.path.unlink(missing_ok=True)

    def sha256(self) -> bytes:
        """SHA-256 of the file, 32 bytes."""
        with self.path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()

    def remove(self) -> None:
        """Throw all of it away. Asked twice, done once."""
        shutil.rmtree(self.folder, ignore_errors=True)


def digest_of(chunks: Iterable[bytes]) -> bytes:
    """SHA-256 of what streams by, 32 bytes."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()
