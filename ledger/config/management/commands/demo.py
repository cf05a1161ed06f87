"""demo: the whole route on a data set, ours or yours, told as one JSON line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.management.base import CommandParser

from contributors import archives, intake, jobs, people
from contributors.management import door
from ledger.book import journal, money, periods
from ledger.config import secret_keys
from ledger.config.demonstration import dataset, folders, offering, route
from ledger.payouts import batches
from ledger.rewards import accrual
from ledger.training import ingestion, runs, usage
from ledger.training.manifest import BadPart


class Command(door.Door):
    """Where no data is named, a gallery of our own is drawn first. The outcome is JSON, asked for or not."""

    help = "Run the whole route on a data set and print one JSON line."
    refusals: ClassVar = (
        archives.ArchiveRefused,
        intake.CollectionUnfit,
        people.UserIsContributor,
        folders.FolderUnfit,
        runs.RunNameUnfit,
        BadPart,
        ingestion.RunSettled,
        runs.RunRegisteredOtherwise,
        usage.RunIncomplete,
        accrual.SettledOtherwise,
        accrual.WithdrawnInside,
        money.NothingToShare,
        batches.NobodyToPay,
        journal.EntryRefused,
        periods.PeriodNotOver,
        route.NotProven,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The data, and the run among its manifests."""
        super().add_arguments(parser)
        parser.add_argument("data", nargs="?", type=Path, help="a folder with COLLECTION/images.csv, manifests/RUN/")
        parser.add_argument("--run", default="", help="the run to show; the last by name where not given")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Check the folder whole, walk the route, and say on standard error who may sign in."""
        data = door.given_path(options, "data") or drawn()
        offered = offering.check(data, run=str(options["run"]))
        password = secret_keys.kept_in(settings.VAR / "demonstration-password")
        told = route.walk(offered, staff=route.hire(password), password=password)
        for collection in offered.collections:
            for path, why in intake.refused_by_name(collection, ["too_many_pixels", "truncated_picture"]):
                self.stderr.write(f"declined {path}: {why}")
        self.stderr.write(logins(password))
        return told

    def tell(self, told: door.Words, *, as_json: bool) -> None:
        """One JSON line either way."""
        super().tell(told, as_json=True)


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
