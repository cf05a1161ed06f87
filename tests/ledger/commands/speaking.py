"""Asking a command as a person at a terminal or a script does, and what it answered."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from ledger.config import embedded

Json = dict[str, object]


@dataclass(frozen=True)
class Told:
    """How a process ended."""

    code: int
    out: str
    err: str


def asked(name: str, *words: str) -> Json:
    """The one JSON object that a command answers with."""
    out = StringIO()
    call_command(name, *words, "--json", stdout=out, stderr=StringIO())
    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    assert isinstance(told, dict)
    return told


def run(words: list[str], var: Path, addresses: embedded.Addresses | None = None) -> Told:
    """``manage.py`` as a process of its own; without addresses there is no database to be found."""
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    places = {
        "DATABASE_URL": addresses.application if addresses else nowhere,
        "DATABASE_OWNER_URL": addresses.owner if addresses else nowhere,
        "HENREI_VAR": str(var),
    }
    said = subprocess.run(
        [sys.executable, str(settings.ROOT / "manage.py"), *words],
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=var,
    )
    return Told(said.returncode, said.stdout, said.stderr)
