"""Keeps a secret in a file of this machine where the environment names none.

The file appears whole or not at all: another process may look at any moment, and whoever is first is right.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


class SecretEmpty(Exception):
    """There is a file, and no secret in it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is empty: put the secret back, or remove the file so that a fresh one is made")
        self.file = file


def kept_in(file: Path) -> str:
    """The secret in ``file``; a fresh one of 256 bits is put there first where it is missing. Raises SecretEmpty."""
    if not file.exists():
        _put(secrets.token_urlsafe(32), file)
    secret = file.read_text()
    if not secret:
        raise SecretEmpty(file)
    return secret


def _put(secret: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, prefix=".secret-") as fresh:
        fresh.write(secret)
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, file)
