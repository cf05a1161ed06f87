"""export_book: the whole book in a format that others read, for outside judges and for taking it elsewhere."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandParser

from contributors.management import door
from ledger.book import exporting


class Command(door.Door):
    """A copy as of now; the book itself is only read."""

    help = "Write the book as Beancount, hledger, CSV or Parquet."

    def add_arguments(self, parser: CommandParser) -> None:
        """The format, and where to write."""
        super().add_arguments(parser)
        parser.add_argument("--format", required=True, choices=exporting.FORMS)
        parser.add_argument("--out", help="the file, or a folder for it (ended by /); var/exports where not given")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Write it."""
        form = exporting.FORMS[exporting.FORMS.index(str(options["format"]))]
        file = target(str(options["out"] or ""), exporting.file_name(form))
        file.parent.mkdir(parents=True, exist_ok=True)
        exported = exporting.export(form, file)
        return {
            "format": form,
            "file": str(exported.file),
            "accounts": exported.accounts,
            "entries": exported.entries,
            "postings": exported.postings,
            "sha256": exported.sha256.hex(),
        }


def target(out: str, name: str) -> Path:
    """The file to write: ``out`` itself, or ``name`` inside where ``out`` is a folder."""
    given = Path(out) if out else settings.VAR / "exports"
    return given / name if not out or out.endswith("/") or given.is_dir() else given
