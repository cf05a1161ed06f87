"""The real server on loopback, and a line to it that breaks when told."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ledger.config import embedded

ROOT = Path(__file__).parents[3]
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """A running server: its port and its processes."""

    port: int
    pid: int

    def peak_mib(self) -> float:
        """The high-water mark of the process that answers, which is the first one's child."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        lines = Path(f"/proc/{children[0]}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024


@contextmanager
def served(addresses: embedded.Addresses, var: Path) -> Iterator[Server]:
    """gunicorn as `serve` starts it, on that database."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "ledger.config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    threads = ["--workers", "1", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    environment = {**environment_for(addresses, var), "PYTHONWARNINGS": "ignore"}  # no static files are collected
    serving = subprocess.Popen([*command, *threads], cwd=ROOT, env=environment)
    try:
        until_listening(port)
        yield Server(port, serving.pid)
    finally:
        serving.terminate()
        serving.wait(STOP_SECONDS)


def environment_for(addresses: embedded.Addresses, var: Path) -> dict[str, str]:
    """This process's environment, with that database and files of its own."""
    where = {"DATABASE_URL": addresses.application, "DATABASE_OWNER_URL": addresses.owner, "HENREI_VAR": str(var)}
    return {**os.environ, **where}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until_listening(port: int) -> None:
    """Until somebody takes calls there."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS).close()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def until(happened: Callable[[], object]) -> None:
    """Wait for it; fail where it takes too long for anybody."""
    end = time.monotonic() + START_SECONDS
    while not happened():
        assert time.monotonic() < end, f"not within {START_SECONDS} seconds"
        time.sleep(0.1)


@dataclass
class Line:
    """Leads to a port; of the connections over it, each breaks after so many bytes as `cuts` says, then none does."""

    to_port: int
    cuts: list[int] = field(default_factory=list)
    broken: int = 0

    @contextmanager
    def opened(self) -> Iterator[int]:
        """Listen; gives the port."""
        listener = socket.create_server(("127.0.0.1", 0))
        taking = threading.Thread(target=self._take, args=(listener,), daemon=True)
        taking.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            taking.join(STOP_SECONDS)

    def _take(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _address = listener.accept()
                called = socket.create_connection(("127.0.0.1", self.to_port))
                threading.Thread(target=_copy, args=(called, caller), daemon=True).start()
                self._pass_on(caller, called)

    def _pass_on(self, caller: socket.socket, called: socket.socket) -> None:
        """One connection after the other, as a sender makes them."""
        room = self.cuts.pop(0) if self.cuts else None
        with suppress(OSError):
            while chunk := caller.recv(4096 if room is None else max(1, min(4096, room))):
                called.sendall(chunk)
                room = None if room is None else room - len(chunk)
                if room == 0:
                    self.broken += 1
                    break
        for one in (caller, called):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65_536):
            target.sendall(chunk)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
