"""A browser and a site to open in it: the demonstration, served as a newcomer would serve it.

Without Chromium these tests are left out and say so; with HENREI_BROWSER_TESTS=required they fail instead.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(settings.ROOT)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SET_UP_SECONDS = 180
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True)
class Site:
    """A running demonstration: its address and the password of its logins."""

    address: str
    password: str


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("HENREI_BROWSER_TESTS") == "required":
        pytest.fail("HENREI_BROWSER_TESTS=required, and there is no Chromium: install Debian's package chromium")
    if found is None:
        pytest.skip("no Chromium on this machine: the browser tests are left out")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium with a profile of its own.

    It is closed with its module: while it is open an event loop runs, and Django answers no query beside one.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(chromium: str, house_folder: Path) -> Iterator[Site]:
    """The demonstration on the drawn gallery, served on a free port of this machine."""
    var = house_folder / "site"
    address = f"127.0.0.1:{free_port()}"
    environment = environment_for(var, address)
    for words in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"], ["demo"]):
        manage(words, environment)
    serving = subprocess.Popen([sys.executable, "manage.py", "serve", "--bind", address], cwd=ROOT, env=environment)
    try:
        wait_for(f"http://{address}/")
        yield Site(f"http://{address}", (var / "demonstration-password").read_text())
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(STOP_SECONDS)


def environment_for(var: Path, address: str) -> dict[str, str]:
    """This process's environment, with files and database of the site's own."""
    here = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return {**here, "HENREI_VAR": str(var), "HENREI_SITE_URL": f"http://{address}"}


def manage(words: list[str], environment: dict[str, str]) -> None:
    """Run one command of ours and see it end well."""
    ended = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SET_UP_SECONDS,
    )
    assert ended.returncode == 0, ended.stderr


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def wait_for(address: str) -> None:
    """Until the site answers."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
