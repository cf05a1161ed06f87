"""serve starts the web server and the worker, and takes both with it when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE_SECONDS = 60
ROOT = Path(settings.ROOT)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are read from /proc, which is not here"),
]


@dataclass(frozen=True)
class Serving:
    """The command while it runs."""

    command: subprocess.Popen[bytes]
    port: int
    said: Path

    def children(self) -> list[int]:
        """The processes it started itself."""
        pid = self.command.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def listens(self) -> bool:
        """Whether somebody takes calls there."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS):
                return True
        except ConnectionRefusedError:
            return False

    def last_words(self) -> str:
        """What it said on standard error, its children's words included."""
        return self.said.read_text(encoding="utf-8")


@contextmanager
def begun(tmp_path: Path, *, children: int = 2, **more: str) -> Iterator[Serving]:
    """serve on a port of its own, without a database, which no test here asks for."""
    port = free_port()
    environment = {**os.environ, "HENREI_VAR": str(tmp_path / "var"), "DATABASE_URL": "postgresql:///nowhere", **more}
    asked = [sys.executable, "manage.py", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    said = tmp_path / "said"
    with said.open("w") as error:
        command = subprocess.Popen(asked, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=error)
    serving = Serving(command, port, said)
    try:
        until(lambda: command.poll() is not None or (len(serving.children()) == children and serving.listens()))
        assert command.poll() is None, serving.last_words()
        yield serving
    finally:
        command.terminate()
        command.wait(PATIENCE_SECONDS)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """serve without a schedule."""
    with begun(tmp_path) as one:
        yield one


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


def until(happened: Callable[[], bool]) -> None:
    """Wait for it; fail where it takes too long for anybody."""
    for _ in range(PATIENCE_SECONDS * 5):
        if happened():
            return
        time.sleep(0.2)
    pytest.fail(f"not within {PATIENCE_SECONDS} seconds")


def lives(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_it_ends_both(serving: Serving, told: signal.Signals) -> None:
    children = serving.children()
    serving.command.send_signal(told)
    assert serving.command.wait(PATIENCE_SECONDS) == 0
    assert ([lives(child) for child in children], serving.listens()) == ([False, False], False)


@pytest.mark.parametrize("place", [0, 1], ids=["the web server", "the worker"])
def test_when_one_ends_by_itself_the_other_ends_too_and_it_is_said(serving: Serving, place: int) -> None:
    children = serving.children()
    os.kill(children[place], signal.SIGKILL)
    assert serving.command.wait(PATIENCE_SECONDS) == 1
    assert "ended by itself" in serving.last_words()
    assert [lives(child) for child in children] == [False, False]


def test_where_a_schedule_is_set_its_clock_starts_and_ends_with_the_others(tmp_path: Path) -> None:
    with begun(tmp_path, children=3, HENREI_COLLECT_EVERY="6h") as serving:
        children = serving.children()
        assert "beat" in Path(f"/proc/{children[2]}/cmdline").read_text().split("\0")
        os.kill(children[2], signal.SIGKILL)
        assert serving.command.wait(PATIENCE_SECONDS) == 1
        assert "ended by itself" in serving.last_words()
        assert [lives(child) for child in children] == [False] * 3
