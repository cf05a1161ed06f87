"""demo: the whole route on a data set, ours or yours, told as one JSON line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributors import archives, intake, jobs
from ledger.book import journal, periods
from ledger.config import secret_keys
from ledger.config.demonstration import dataset, folders, route
from ledger.payouts import batches
from ledger.rewards import accrual
from ledger.training import ingestion, runs, usage
from ledger.training.manifest import BadPart


class Command(BaseCommand):
    """Where no data is named, a gallery of our own is drawn first."""

    help = "Run the whole route on a data set and print one JSON line."
    refusals: ClassVar = (
        archives.ArchiveRefused,
        folders.FolderUnfit,
        BadPart,
        ingestion.RunSettled,
        runs.RunRegisteredOtherwise,
        usage.RunIncomplete,
        accrual.SettledOtherwise,
        accrual.WithdrawnInside,
        batches.NobodyToPay,
        journal.EntryRefused,
        periods.PeriodNotOver,
        route.NotProven,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The data, and the run among its manifests."""
        parser.add_argument("data", nargs="?", type=Path, help="a folder with COLLECTION/images.csv, manifests/RUN/")
        parser.add_argument("--run", default="", help="the run to show; the last by name where not given")

    def handle(self, *args: str, **options: object) -> None:
        """Walk the route; say who may sign in on standard error, the outcome on standard output."""
        password = secret_keys.kept_in(settings.VAR / "demonstration-password")
        given = options["data"]
        try:
            data = given if isinstance(given, Path) else drawn()
            staff = route.hire(password)
            told = route.walk(data, run=str(options["run"]), staff=staff, password=password)
        except self.refusals as refusal:
            raise CommandError(str(refusal)) from refusal
        for collection in folders.look(data).collections:
            for path, why in intake.refused_by_name(collection.name, ["too_many_pixels", "truncated_picture"]):
                self.stderr.write(f"declined {path}: {why}")
        self.stderr.write(logins(password))
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def drawn() -> Path:
    """Our own gallery, drawn once."""
    folder = settings.VAR / "demonstration"
    if not dataset.is_drawn(folder):
        jobs.carried_out(steps(folder), kind="draw", key="demonstration", total=1)
    return folder


def steps(folder: Path) -> Iterator[int]:
    """Draw the gallery, as one step."""
    dataset.draw(folder)
    yield 1


def logins(password: str) -> str:
    """Who may sign in to the demonstration."""
    roles = {"ada": "contributor", "bo": "reviewer", "cy": "treasurer", "dee": "approver", "eve": "administrator"}
    told = [f"  {name:<4} {role}" for name, role in roles.items()]
    return "\n".join([f"Sign in at {settings.HENREI_SITE_URL}/login/ with the password {password} as", *told])
