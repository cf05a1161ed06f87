"""declared: hold a trainer's settings against what a run measured."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors.management import door
from ledger.models import DeclaredUse
from ledger.training import declared, declaring, runs, usage

READERS: dict[str, Callable[[Path, Path | None], Sequence[declared.DeclaredCount]]] = {
    "kohya": declared.kohya,
    "onetrainer": lambda config, _training: declared.onetrainer(config),
    "simpletuner": declared.simpletuner,
}


class Command(door.Door):
    """A setting is an intention: shown beside the measured counts, never paid."""

    help = "Show what a trainer's settings declared beside what a run measured."
    refusals: ClassVar = (runs.RunUnknown, usage.RunIncomplete, declared.BadSettings)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, the trainer and its files."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the run")
        parser.add_argument("trainer", choices=sorted(READERS), help="whose settings they are")
        parser.add_argument("file", type=Path, help="the dataset or backend file; of Kohya also the folder of folders")
        parser.add_argument("--training", type=Path, help="the file with the epochs, where they stand apart")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Read, hold against the run, and tell."""
        run = runs.named(str(options["name"]))
        file, training = door.given_path(options, "file"), door.given_path(options, "training")
        for path in filter(None, (file, training)):
            if not path.exists():
                raise CommandError(f"{path} is not there: nothing was read")
        if file is None or (file.is_dir() and options["trainer"] != "kohya"):
            raise CommandError(f"{file} is no settings file: nothing was read")
        counts = READERS[str(options["trainer"])](file, training)
        kept = declaring.keep(run, counts, name=file.name, at=now())
        return {"run": run.name, "folders": [_told(one) for one in kept]}


def _told(one: DeclaredUse) -> door.Words:
    return {
        "folder": one.folder,
        "stage": one.stage,
        "component": one.component,
        "repeats": None if one.repeats is None else str(one.repeats.normalize()),
        "epochs": one.epochs,
        "pictures": one.pictures,
        "declared": None if one.declared is None else str(one.declared.normalize()),
        "measured": one.measured,
    }
