"""Pieces of a file that is on its way, put together on disk; plain.

Takes offsets and bytes; gives what is there. Whose file it is and how far it may grow is `uploading`'s.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pieces:
    """One file as far as it has come."""

    path: Path

    @property
    def size_bytes(self) -> int:
        """How much is there; nothing where nothing came yet, or where the disk lost it."""
        return self.path.stat().st_size if self.path.exists() else 0

    def write(self, offset: int, piece: bytes) -> None:
        """Let ``piece`` stand at ``offset`` and nothing after it; on the disk itself before this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("r+b" if self.path.exists() else "w+b") as opened:
            opened.seek(offset)
            opened.write(piece)
            opened.truncate()
            opened.flush()
            os.fsync(opened.fileno())

    def holds(self, offset: int, piece: bytes) -> bool:
        """Whether exactly these bytes stand at ``offset``."""
        with self.path.open("rb") as opened:
            opened.seek(offset)
            return opened.read(len(piece)) == piece

    def starts_with(self, beginning: bytes) -> bool:
        """Whether the file begins so."""
        return self.size_bytes >= len(beginning) and self.holds(0, beginning)

    def content(self) -> bytes:
        """All of it."""
        return self.path.read_bytes() if self.path.exists() else b""

    def remove(self) -> None:
        """Throw away what came. Asked twice, done once."""
        self.path.unlink(missing_ok=True)
