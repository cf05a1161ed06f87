"""Parts over HTTP: the real server on loopback takes a part of a million rows, in about the memory of a tenth of it.

Starts a gunicorn of its own for each part, so that each peak is its own; sends with the
sender that training machines use; gives the web process's high-water mark and the seconds from first byte to answer.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.config import embedded
from ledger.training import sending
from tests.bench.measuring import Figure, Goal
from tests.ledger.training import serving

FORMS = ("jsonl.zst", "parquet")
NAMES = tuple(f"parts_over_http_{form.partition('.')[0]}_{of}" for form in FORMS for of in ("peak", "seconds"))
ROWS, FEWER_ROWS = 1_000_000, 100_000
QUICK_ROWS, QUICK_FEWER_ROWS = 200_000, 50_000
MOST_RATIO = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One part sent: its rows, seconds, the web process's peak in MiB, and how large the file was."""

    rows: int
    seconds: float
    peak_mib: float
    file_bytes: int


def figures(*, quick: bool) -> Iterator[Figure]:
    """Each form with many rows beside fewer."""
    many, fewer = (QUICK_ROWS, QUICK_FEWER_ROWS) if quick else (ROWS, FEWER_ROWS)
    with TemporaryDirectory(prefix="henrei-bench-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL runs as another user where this runs as root
        addresses = embedded.start(folder / "postgres", database="henrei")
        for form in FORMS:
            small, large = sent(folder, addresses, form, fewer), sent(folder, addresses, form, many)
            yield from told(form, small, large, quick=quick)


def told(form: str, small: Outcome, large: Outcome, *, quick: bool) -> Iterator[Figure]:
    """Peak and time of one form."""
    name = f"parts_over_http_{form.partition('.')[0]}"
    on = f"{large.rows:,} rows, {large.file_bytes / 1e6:.0f} MB as {form}; {small.rows:,} rows"
    yield Figure(
        f"{name}_peak",
        large.peak_mib,
        "MiB of the web process",
        f"{on} {small.peak_mib:.0f} MiB",
        ratio=large.peak_mib / small.peak_mib,
        goal=Goal("ratio", "at most", MOST_RATIO, judged=not quick),
    )
    yield Figure(f"{name}_seconds", large.seconds, "s from first byte to answer", f"{on} {small.seconds:.1f} s")


def sent(folder: Path, addresses: embedded.Addresses, form: str, rows: int) -> Outcome:
    """Send one part to a server that has done nothing else but a little before."""
    run = f"bench-{form.partition('.')[0]}-{rows}"
    part, little = (written(folder, run, form, *one) for one in ((rows, 0), (10, 1)))
    with serving.served(addresses, folder / "var") as server:
        sender = sending.Sender(f"http://127.0.0.1:{server.port}", run, made_ready(run, addresses, folder / "var"))
        sender.send(little)
        begun = time.perf_counter()
        sender.send(part)
        seconds = time.perf_counter() - begun
        return Outcome(rows, seconds, server.peak_mib(), part.stat().st_size)


def written(folder: Path, run: str, form: str, rows: int, rank: int) -> Path:
    """A part of so many rows, written by a process of its own."""
    path = folder / f"{run}-rank{rank}.manifest.{form}"
    command = [sys.executable, "-m", "tests.bench.large_part", str(path), run, str(rows), str(rank)]
    subprocess.run(command, check=True)
    return path


def made_ready(run: str, addresses: embedded.Addresses, var: Path) -> str:
    """Tables, a treasurer, a run and a token of it."""
    environment = serving.environment_for(addresses, var)
    commands = (
        ["migrate", "--verbosity", "0"],
        ["add_staff", "cy", "--role", "treasurer"],
        ["register_run", run, "--frozen-at", "2026-04-15"],
        ["run_token", run, "--by", "cy", "--json"],
    )
    for words in commands:
        command = [sys.executable, "manage.py", *words]
        said = subprocess.run(command, cwd=serving.ROOT, env=environment, check=True, capture_output=True, text=True)
    return str(json.loads(said.stdout)["token"])
