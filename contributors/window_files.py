"""Window files: the sub-windows of many pictures in files of one machine, searched without holding them in memory.

Takes rows of numbers and hashes; gives which pictures have a window near an asking hash. All first halves of hashes
lie together, for two hashes that are not kin almost always differ enough in one half: a question reads no more.
Whether the files hold what they should is `kept_windows`' to know.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contributors import scan
from contributors.bands import Words

Numbers = NDArray[np.int64]

HALF_WORDS = 2
WORD_BYTES = 8
HALF_BYTES = HALF_WORDS * WORD_BYTES
# Of what a row tells: the picture's number, the mark of its windows, and where they end.
COLUMNS = 3
ROW_BYTES = COLUMNS * WORD_BYTES
# So many first halves are read at a time: 4 MB, which stay in the processor's cache.
BLOCK_WINDOWS = 1 << 18
MODE = 0o600
ROWS, HALVES = "rows", ("first-halves", "second-halves")


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of some pictures: number and mark of each picture (n,), how many each has (n,), all hashes (m, 4)."""

    ids: Numbers
    marks: Numbers
    counts: Numbers
    words: Words


@dataclass(frozen=True, slots=True)
class Found:
    """Windows near some asking hash: whose each is (m,), and the hash (m, 4)."""

    ids: Numbers
    words: Words


class Kept:
    """What the files held when they were opened. Others may add to them or empty them meanwhile."""

    def __init__(self, rows: Numbers, halves: tuple[int, int]) -> None:
        """Take over both opened files of hashes, and the rows that say whose they are."""
        self._rows, self._halves = rows, halves
        self._count = int(rows[-1, 2]) if len(rows) else 0

    def close(self) -> None:
        """Let the files go."""
        for half in self._halves:
            os.close(half)

    def near(self, asked: Words, radius_bits: int) -> Iterator[Found]:
        """Give block by block the windows at most `radius_bits` from any of the asking hashes, shape (n, 4)."""
        firsts = np.ascontiguousarray(asked[:, :HALF_WORDS])
        for at, block in self._blocks(0):
            places = at + scan.near(firsts, block, radius_bits)
            if places.size:
                words = np.concatenate([self._at(0, places), self._at(1, places)], axis=1)
                near = scan.near(asked, words, radius_bits)
                yield Found(self._owners(places[near]), words[near])

    def all(self) -> Iterator[Found]:
        """Give all windows, block by block."""
        for (at, first), (_at, second) in zip(self._blocks(0), self._blocks(1), strict=True):
            owners = self._owners(np.arange(at, at + len(first)))
            yield Found(owners, np.concatenate([first, second], axis=1))

    def _blocks(self, half: int) -> Iterator[tuple[int, Words]]:
        """One half after the other into the same memory, which holds a block until the next is asked for."""
        room = np.empty((min(BLOCK_WINDOWS, self._count), HALF_WORDS), np.uint64)
        for at in range(0, self._count, BLOCK_WINDOWS):
            block = room[: self._count - at]
            _fill(block, self._halves[half], at * HALF_BYTES)
            yield at, block

    def _at(self, half: int, places: Numbers) -> Words:
        parts = (os.pread(self._halves[half], HALF_BYTES, place * HALF_BYTES) for place in places.tolist())
        return np.frombuffer(b"".join(parts), np.uint64).reshape(-1, HALF_WORDS)

    def _owners(self, places: Numbers) -> Numbers:
        owners: Numbers = self._rows[np.searchsorted(self._rows[:, 2], places, side="right"), 0]
        return owners


class WindowFiles:
    """The files of one folder. Whoever adds or empties has to hold them; opened ones may be read meanwhile."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; it comes to be when the files are first held."""
        self._folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep all other processes from adding for as long as the block lasts."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def opened(self) -> Kept:
        """What the files hold now; close it."""
        first, second = (os.open(self._folder / name, os.O_RDONLY | os.O_CREAT, MODE) for name in HALVES)
        return Kept(self.rows(), (first, second))

    def rows(self) -> Numbers:
        """Number, mark and end of each picture's windows, shape (n, 3); a row half written is none."""
        file = self._folder / ROWS
        written = file.read_bytes() if file.exists() else b""
        return np.frombuffer(written, np.int64, len(written) // ROW_BYTES * COLUMNS).reshape(-1, COLUMNS)

    def add(self, windows: Windows) -> None:
        """Put windows behind those that are kept. Their rows come last, when the hashes have reached the disk."""
        rows = self.rows()
        end = int(rows[-1, 2]) if len(rows) else 0
        for half, name in enumerate(HALVES):
            words = windows.words[:, half * HALF_WORDS : (half + 1) * HALF_WORDS]
            _write(self._folder / name, end * HALF_BYTES, np.ascontiguousarray(words).tobytes())
        added = np.stack([windows.ids, windows.marks, end + np.cumsum(windows.counts)], axis=1)
        _write(self._folder / ROWS, len(rows) * ROW_BYTES, added.astype(np.int64).tobytes())

    def empty(self) -> None:
        """Begin anew. Whoever has opened the files reads on in what they were."""
        for name in (ROWS, *HALVES):
            (self._folder / name).unlink(missing_ok=True)


def _fill(block: Words, file: int, at_bytes: int) -> None:
    """Read the whole block; what was there when the rows were read is there."""
    rest = block.reshape(-1).view(np.uint8).data
    while rest:
        count = os.preadv(file, [rest], at_bytes)
        if not count:
            raise OSError(f"the windows end at byte {at_bytes}, before what their rows tell: remove the files")
        rest, at_bytes = rest[count:], at_bytes + count


def _write(file: Path, at_bytes: int, content: bytes) -> None:
    """Write behind what counts; what a killed process left there is cut off first."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT, MODE)
    with os.fdopen(opened, "wb") as written:
        written.truncate(at_bytes)
        written.seek(at_bytes)
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
