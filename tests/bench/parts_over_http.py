"""Parts over HTTP: the real server on loopback takes a part of a million rows, in about the memory of a tenth of it.

Starts an embedded PostgreSQL and gunicorn of their own for each part, so that each peak is its own; sends with the
sender that training machines use; gives the web process's high-water mark and the seconds from first byte to answer.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.training import sending
from tests.bench.measuring import Figure, Goal
from tests.ledger.training import serving

ROOT = Path(__file__).parents[2]
FORMS = ("jsonl.zst", "parquet")
NAMES = tuple(f"parts_over_http_{form.partition('.')[0]}_{of}" for form in FORMS for of in ("peak", "seconds"))
ROWS, FEWER_ROWS = 1_000_000, 100_000
QUICK_ROWS, QUICK_FEWER_ROWS = 200_000, 50_000
MOST_RATIO = 2.0
RUN = "henrei-bench"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One part sent: seconds, the web process's peak in MiB, and how large the file was."""

    seconds: float
    peak_mib: float
    file_bytes: int


def figures(*, quick: bool) -> Iterator[Figure]:
    """Each form with many rows beside fewer."""
    many, fewer = (QUICK_ROWS, QUICK_FEWER_ROWS) if quick else (ROWS, FEWER_ROWS)
    for form in FORMS:
        small, large = sent(form, fewer), sent(form, many)
        name = f"parts_over_http_{form.partition('.')[0]}"
        on = f"{many:,} rows, {large.file_bytes / 1e6:.0f} MB as {form}"
        yield Figure(
            f"{name}_peak",
            large.peak_mib,
            "MiB of the web process",
            f"{on}; {fewer:,} rows peak at {small.peak_mib:.0f} MiB",
            ratio=large.peak_mib / small.peak_mib,
            goal=Goal("ratio", "at most", MOST_RATIO, judged=not quick),
        )
        yield Figure(f"{name}_seconds", large.seconds, "s from first byte to answer", f"{on}; {small.seconds:.1f} s")


def sent(form: str, rows: int) -> Outcome:
    """Send one part to a server that has done nothing else but a little before."""
    with TemporaryDirectory(prefix="henrei-bench-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL runs as another user where this runs as root
        part, little = written(folder, form, rows, rank=0), written(folder, form, 10, rank=1)
        environment = {**os.environ, "HENREI_VAR": str(folder / "var")}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            environment.pop(name, None)
        token = made_ready(environment)
        with serving.started(environment) as server:
            sender = sending.Sender(f"http://127.0.0.1:{server.port}", RUN, token)
            sender.send(little)
            begun = time.perf_counter()
            sender.send(part)
            seconds = time.perf_counter() - begun
            return Outcome(seconds, server.peak_mib(), part.stat().st_size)


def written(folder: Path, form: str, rows: int, *, rank: int) -> Path:
    """A part of so many rows, written by a process of its own."""
    path = folder / f"rank{rank}.manifest.{form}"
    subprocess.run([sys.executable, "-m", "tests.bench.large_part", str(path), str(rows), str(rank)], check=True)
    return path


def made_ready(environment: dict[str, str]) -> str:
    """Tables, a treasurer, a run and a token of it."""
    made = ["run_token", RUN, "--by", "cy", "--json"]
    for words in (
        ["migrate", "--verbosity", "0"],
        ["add_staff", "cy", "--role", "treasurer", "--json"],
        ["register_run", RUN, "--frozen-at", "2026-04-15", "--json"],
    ):
        managed(words, environment)
    told = managed(made, environment)
    return str(json.loads(told)["token"])


def managed(words: list[str], environment: dict[str, str]) -> str:
    """One command of ours; gives what it said."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
