"""usage: what a run really used, and in which drawer each sample ended."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors.management import door
from ledger.models import Run
from ledger.training import counts, runs, usage

COLUMNS = ("stage", "component", "sample_id", "sha256", "exposures", "drawer", "reason")


class Command(door.Door):
    """Totals by drawer and reason; with --out every sample as CSV."""

    help = "Show a run's usage; --out FILE writes every sample's count and drawer."
    refusals: ClassVar = (runs.RunUnknown, usage.RunIncomplete)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, and where to write."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run")
        parser.add_argument("--out", type=Path, help="write every sample as CSV to this file")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Match where needed, and tell."""
        run = runs.named(str(options["name"]))
        out = door.given_path(options, "out")
        if out is not None and (out.is_dir() or not out.parent.is_dir()):
            raise CommandError(f"{out} cannot be written: name a file in a folder that is there")
        matching = usage.match(run, at=now())
        counts.of(run)
        told: dict[str, door.Value] = {
            "run": run.name,
            "exposures": matching.exposures,
            "credited": matching.credited,
            "source": matching.source,
            "refused": matching.refused,
            "refused_because": usage.refusals(run),
        }
        if out is not None:
            told["samples"] = write(run, out)
            told["file"] = str(out)
        return told


def write(run: Run, out: Path) -> int:
    """Write every sample of the run as CSV and return how many there are; the file appears whole or not at all."""
    unfinished = out.with_name(out.name + ".part")
    count = 0
    with unfinished.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for row in usage.samples(run):
            writer.writerow(
                [row.stage, row.component, row.sample_id, row.sha256.hex(), row.exposures, row.drawer, row.reason]
            )
            count += 1
    unfinished.replace(out)
    return count
