"""Keeps a secret in a file of this machine where the environment names none."""

import os
import secrets
from pathlib import Path


def kept_in(file: Path) -> str:
    """The secret in ``file``; a fresh one of 256 bits is put there first where it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(32))
    return file.read_text()
