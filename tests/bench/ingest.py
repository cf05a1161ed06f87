"""Ingesting measured: a run's parts from files to committed usage, against a bare COPY of the same rows.

Takes a made-up run (`ingest_scene`) and gives how many times the bare COPY it takes, the peak of memory, and what a
tenth of the rows costs. Ours is all that `manage.py ingest --sums-later` does: every file read, checked and kept,
every part recorded, its rows grouped, matched with the accepted images, keyed, added up to its totals and committed;
the sums by contributor that pages show are drawn up afterwards and not measured. The measuring itself is
`ingest_alone`, in a process of its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.ingest_scene import Size
from tests.bench.measuring import Figure, Goal

NAMES = ("ingest_11m_vs_copy", "ingest_11m_peak_gb", "ingest_growth")
FULL = Size(rows=11_000_000, parts=88, digests=3_000_000)
QUICK = Size(rows=1_100_000, parts=88, digests=300_000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians of wall seconds in turn; the peak of this program and its server together, in GB (10^9 bytes)."""

    copy_seconds: float
    ingest_seconds: float
    tenth_seconds: float
    peak_gb: float
    own_peak_gb: float
    ingest_processor_seconds: float
    copy_processor_seconds: float


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure all; quick means a tenth of the rows and of the images."""
    size = QUICK if quick else FULL
    one = _apart(size, rounds=1 if quick else 2)
    told = (
        f"{size.rows:,} rows in {size.parts} Parquet parts, {size.digests:,} digests, as many accepted images and 1% "
        f"duplicates; wall seconds {one.ingest_seconds:.1f} for {one.copy_seconds:.1f} of the bare COPY, processor "
        f"seconds of server and client {one.ingest_processor_seconds:.1f} for {one.copy_processor_seconds:.1f}"
    )
    yield Figure(
        "ingest_11m_vs_copy",
        one.ingest_seconds / one.copy_seconds,
        "times a bare binary COPY",
        told,
        None,
        Goal("value", "at most", 5, judged=not quick),
    )
    yield Figure(
        "ingest_11m_peak_gb",
        one.peak_gb,
        "GB, client and server",
        f"resident memory of the client ({one.own_peak_gb:.2f} GB at its highest) and proportional of all the "
        "server's processes, taken together every 0.1 s",
        None,
        Goal("value", "at most", 3, judged=not quick),
    )
    yield Figure(
        "ingest_growth",
        one.tenth_seconds / one.ingest_seconds,
        "of the whole run's time",
        f"{size.rows // 10:,} rows in {size.parts} parts, {size.digests // 10:,} digests, beside the same images: "
        f"{one.tenth_seconds:.1f} s",
        None,
        Goal("value", "at most", 0.15, judged=not quick),
    )


def _apart(size: Size, rounds: int) -> Outcome:
    words = [str(number) for number in (size.rows, size.parts, size.digests, rounds)]
    command = [sys.executable, "-m", "tests.bench.ingest_alone", *words]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Outcome(**json.loads(told.splitlines()[-1]))
