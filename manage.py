#!/usr/bin/env python
"""Henrei's command line: gives every command a database, then hands over to Django."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from ledger.config import embedded
from ledger.config.unfit import SettingUnfit

WITHOUT_DATABASE = {"help", "version", "--help", "--version", "-h", "collectstatic", "check_zengin", "verify_proof"}


def main(arguments: list[str]) -> None:
    """Start the embedded PostgreSQL where no DATABASE_URL is given, and run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.config.settings")
    asks_for_help = len(arguments) < 2 or arguments[1] in WITHOUT_DATABASE or "--help" in arguments
    if "DATABASE_URL" not in os.environ and not asks_for_help:
        var = Path(os.environ.get("HENREI_VAR", Path(__file__).parent / "var"))
        embedded.announce(embedded.start(var / "postgres"))
    try:
        execute_from_command_line(arguments)
    except SettingUnfit as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main(sys.argv)
