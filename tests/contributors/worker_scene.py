"""Real Celery workers for tests: processes of their own, beside each other, on the test's database and folders.

A file can be made to hold up whoever reads it: a named pipe in its place, which nobody writes to.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from ledger.config import embedded
from ledger.config.celery import application

PATIENCE_SECONDS = 120
ROOT = Path(settings.ROOT)


@dataclass(frozen=True)
class Worker:
    """A worker that does one thing at a time, so that killing it kills the work."""

    process: "subprocess.Popen[bytes]"
    said: Path

    def has_open(self, file: Path) -> bool:
        """Whether it is at this file."""
        opened = (one.name for one in Path(f"/proc/{self.process.pid}/fd").iterdir())
        return any(_leads_to(Path(f"/proc/{self.process.pid}/fd/{name}"), file) for name in opened)


@contextmanager
def working(folder: Path, addresses: embedded.Addresses, *, count: int) -> Iterator[list[Worker]]:
    """So many workers, whose messages and files lie in ``folder``."""
    environment = {
        **os.environ,
        "HENREI_VAR": str(folder),
        "DATABASE_URL": addresses.application,
        "DATABASE_OWNER_URL": addresses.owner,
        "CELERY_BROKER_URL": "filesystem://",
    }
    workers = [_worker(folder / f"worker-{place}", environment) for place in range(count)]
    try:
        yield workers
    finally:
        for one in workers:
            one.process.kill()
            one.process.wait(PATIENCE_SECONDS)


def ask(folder: Path, task: str, key: str) -> None:
    """Lay a message where the workers look for it."""
    with application.connection_for_write("filesystem://", transport_options=_folders(folder)) as connection:
        application.send_task(task, (key,), connection=connection)


@dataclass(frozen=True)
class HeldUp:
    """A file in whose place a pipe lies: whoever reads it waits."""

    path: Path
    kept: Path

    def reached(self) -> int | None:
        """The pipe's other end, once somebody reads it."""
        try:
            return os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None

    def restore(self) -> bytes:
        """Put the file back for whoever comes next; gives its content."""
        content = self.kept.read_bytes()
        self.kept.replace(self.path)
        return content


def hold_up(path: Path) -> HeldUp:
    """Put a pipe in the file's place."""
    kept = path.with_suffix(".kept")
    path.replace(kept)
    os.mkfifo(path)
    return HeldUp(path, kept)


def until(happened: Callable[[], bool], *, workers: list[Worker]) -> None:
    """Wait for it; fail where it takes too long for anybody, with the workers' last words."""
    for _ in range(PATIENCE_SECONDS * 10):
        if happened():
            return
        time.sleep(0.1)
    pytest.fail("\n".join(one.said.read_text(encoding="utf-8") for one in workers))


def reader_of(file: HeldUp, workers: list[Worker]) -> Worker:
    """Who is held up by the file; a moment passes between a pipe's opening and its showing among open files."""
    until(lambda: any(one.has_open(file.path) for one in workers), workers=workers)
    return next(one for one in workers if one.has_open(file.path))


def _leads_to(link: Path, file: Path) -> bool:
    """A process closes files while it is looked at."""
    with suppress(OSError):
        return link.samefile(file)
    return False


def _worker(said: Path, environment: dict[str, str]) -> Worker:
    asked = [sys.executable, "-m", "celery", "--app", "ledger.config.celery:application", "worker", "--pool", "solo"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    name = ["--hostname", said.name]
    with said.open("w") as spoken:
        process = subprocess.Popen(
            [*asked, *quiet, *name], cwd=ROOT, env=environment, stdout=spoken, stderr=subprocess.STDOUT
        )
    return Worker(process, said)


def _folders(folder: Path) -> dict[str, str]:
    """As the settings name them for one machine."""
    messages, control = folder / "broker" / "messages", folder / "broker" / "control"
    for one in (messages, control):
        one.mkdir(parents=True, exist_ok=True)
    return {"data_folder_in": str(messages), "data_folder_out": str(messages), "control_folder": str(control)}
