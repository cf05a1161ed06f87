"""Resident memory and processor time of this program and of a database server, all its processes together.

Looks into /proc (Linux): this program's resident set, and of each process whose server lies in the folder its
proportional share, so that what they share counts once. Short peaks between two looks are missed.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

LOOKS_EVERY_SECONDS = 0.1
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Resident:
    """Watches from entering to leaving."""

    def __init__(self, server: Path) -> None:
        self.postmaster = int((server / "postmaster.pid").read_text().splitlines()[0])
        self.begin_anew()
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._spent: dict[int, float] = {}

    def begin_anew(self) -> None:
        """Forget the peaks so far."""
        self.peak_bytes = self.own_peak_bytes = 0

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._watching.join()

    def processor_seconds(self) -> float:
        """Of this program and of every process of the server seen so far, in all."""
        self._look()
        return sum(self._spent.values())

    def _watch(self) -> None:
        while not self._ended.wait(LOOKS_EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        own_bytes = _bytes_of(Path("/proc/self/smaps_rollup"), "Rss")
        every_bytes = own_bytes
        self._spent[os.getpid()] = _seconds_of(os.getpid())
        for process in self._server():
            with suppress(OSError):  # it may have ended meanwhile
                every_bytes += _bytes_of(Path(f"/proc/{process}/smaps_rollup"), "Pss")
                self._spent[process] = _seconds_of(process)
        self.own_peak_bytes = max(self.own_peak_bytes, own_bytes)
        self.peak_bytes = max(self.peak_bytes, every_bytes)

    def _server(self) -> list[int]:
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split()
        return [self.postmaster, *map(int, children)]


def _bytes_of(rollup: Path, field: str) -> int:
    line = next(line for line in rollup.read_text().splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) * 1024


def _seconds_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
