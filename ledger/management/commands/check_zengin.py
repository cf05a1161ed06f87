"""check_zengin: what a bank would find wrong with a bank file, before the bank does. Needs no database."""

from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from contributors.management import door
from ledger.payouts.files import zengin_records, zengin_validator


class Command(door.Door):
    """Every fault with its line and column; exit 1 where a bank would turn the file down."""

    help = "Check a Zengin transfer file (総合振込), ours or anyone's."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and the day it was written."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="the file, as it would be sent")
        parser.add_argument("--written-on", type=door.day, help="the day it was written; tells whether its day can be")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Check it."""
        file = door.given_path(options, "file")
        if file is None or not file.is_file():
            raise CommandError(f"{file} is no file: name a Zengin file")
        written_on = door.chosen_day(options, "written_on")
        faults = zengin_validator.check(content_of(file), written_on=written_on)
        return {
            "file": str(file),
            "errors": sum(fault.weight == "error" for fault in faults),
            "warnings": sum(fault.weight == "warning" for fault in faults),
            "faults": [_told(fault) for fault in faults],
        }

    def tell(self, told: door.Words, *, as_json: bool) -> None:
        """For a person a line for each fault; then the refusal, where there is an error."""
        if as_json:
            super().tell(told, as_json=True)
        else:
            self.stdout.write("\n".join([*_lines(told["faults"]), _summary(told)]))
        if told["errors"]:
            raise CommandError(f"{_summary(told)}: a bank would turn it down")


def content_of(file: Path) -> bytes:
    """The file's bytes, up to one more than any such file has."""
    with file.open("rb") as opened:
        return opened.read(zengin_records.MOST_BYTES + 1)


def _told(fault: zengin_records.Fault) -> door.Words:
    return {
        "line": fault.line,
        "column": fault.column,
        "tier": fault.tier,
        "weight": fault.weight,
        "message": fault.message,
        "told": str(fault),
    }


def _lines(faults: door.Value) -> list[str]:
    return [str(fault["told"]) for fault in faults if isinstance(fault, Mapping)] if isinstance(faults, list) else []


def _summary(told: door.Words) -> str:
    return f"{told['file']}: errors {told['errors']}, warnings {told['warnings']}"
