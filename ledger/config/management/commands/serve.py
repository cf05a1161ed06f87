"""serve: the web server, a Celery worker beside it, and its clock where the environment sets a schedule.

Until one of them ends or somebody interrupts.
"""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

ADDRESS = "127.0.0.1:8000"
LOOK_EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 15
CELERY = ["celery", "--app", "ledger.config.celery:application"]
THREADS = "4"


class Command(BaseCommand):
    """All processes inherit where the database is."""

    help = "Serve the pages, with a worker beside them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--json", action="store_true", help="say where as one JSON object on standard output")
        parser.add_argument("--bind", default=ADDRESS, help=f"address and port; {ADDRESS} if not given")
        parser.add_argument("--workers", type=int, default=2, help="web processes")

    def handle(self, *args: str, **options: object) -> None:
        """Start all, watch all, stop all."""
        bind, children = str(options["bind"]), list[subprocess.Popen[bytes]]()
        address = f"http://{bind}/"
        told = json.dumps({"address": address}) if options["json"] else f"Henrei serves on {address} (Ctrl-C ends it)"
        signal.signal(signal.SIGTERM, interrupted)
        try:
            for command in (web(bind, str(options["workers"])), worker(), *clocks()):
                children.append(start(command))
            self.stdout.write(told)
            while all(child.poll() is None for child in children):
                time.sleep(LOOK_EVERY_SECONDS)
        except KeyboardInterrupt:
            return
        finally:
            stop(children)
        raise CommandError("the web server, the worker or its clock ended by itself: its last words stand above")


def web(bind: str, workers: str) -> list[str]:
    """How the web server is started."""
    threads = ["--worker-class", "gthread", "--threads", THREADS]  # a part that takes minutes to arrive stops nobody
    return ["gunicorn", "ledger.config.wsgi:application", "--bind", bind, "--workers", workers, *threads, "--preload"]


def worker() -> list[str]:
    """How the worker is started."""
    return [*CELERY, "worker", "--loglevel", "WARNING", "--concurrency", "2"]


def clocks() -> list[list[str]]:
    """How the clock is started that has the worker collect again and again; none where nothing is scheduled."""
    return [[*CELERY, "beat", "--loglevel", "WARNING", "--pidfile", ""]] if settings.CELERY_BEAT_SCHEDULE else []


def start(module: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a module of this environment as a process of its own."""
    return subprocess.Popen([sys.executable, "-m", *module])


def stop(children: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask every child to end, and insist after a while."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def interrupted(signum: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does."""
    raise KeyboardInterrupt
