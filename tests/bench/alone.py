"""Alone: one join in a process of its own, so that its peak memory is its own; tells the outcome as JSON.

`python -m tests.bench.alone ASKED KNOWN` joins PDQs within 31 bits: ASKED 0 means KNOWN hashes with each other.
The peak is the whole process's, with Python, Numba and the input.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from contributors import kin_join
from tests.bench import planted

PDQ_BYTES = 32
RADIUS_BITS = 31
LEAST_TO_COMPILE = 2000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Wall and processor seconds, peak in GB (10^9 bytes), the share of planted pairs found, and all pairs."""

    wall_seconds: float
    processor_seconds: float
    peak_gb: float
    recall: float
    pairs: int


def apart(asked: int, known: int) -> Outcome:
    """Run in a new process and read what it tells."""
    command = [sys.executable, "-m", "tests.bench.alone", str(asked), str(known)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Outcome(**json.loads(told))


def joined(asked: int, known: int) -> Outcome:
    """Make the input, let Numba compile on little, then time from hashes to sorted pairs."""
    _compile()
    if asked:
        both = planted.two(asked, known, PDQ_BYTES, RADIUS_BITS)
        begun = time.perf_counter(), time.process_time()
        found, sown = kin_join.between(both.asked, both.known, RADIUS_BITS), both.planted
    else:
        single = planted.one(known, PDQ_BYTES, RADIUS_BITS)
        begun = time.perf_counter(), time.process_time()
        found, sown = kin_join.pairs(single.hashes, RADIUS_BITS), single.planted
    ended = time.perf_counter(), time.process_time()
    peak_gb = _peak_gb()
    share = planted.recall(found, sown)
    return Outcome(ended[0] - begun[0], ended[1] - begun[1], peak_gb, share, len(found))


def _peak_gb() -> float:
    """Linux's high-water mark of this program; getrusage's starts from that of the process which started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kibibytes) * 1024 / 1e9


def _compile() -> None:
    little = planted.two(LEAST_TO_COMPILE, LEAST_TO_COMPILE, PDQ_BYTES, RADIUS_BITS)
    kin_join.pairs(little.known, RADIUS_BITS)
    kin_join.between(little.asked, little.known, RADIUS_BITS)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(joined(int(sys.argv[1]), int(sys.argv[2])))))
