"""Declaring: what a trainer's settings meant to show, held against what the run measured. Nothing is paid by it.

A folder of the settings is found again by its name among the folders of sample ids, such as ``birds`` in
``train/birds/gull.png``; where two folders of the settings share a name, nothing is measured for them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import PurePosixPath

from django.db import transaction

from ledger.models import DeclaredUse, Run
from ledger.training import grouping, storage, usage
from ledger.training.declared import DeclaredCount

_REPEATED = re.compile(r"[0-9]{1,6}_(.+)")


@dataclass(slots=True)
class Measured:
    """How often the pictures of one folder were really seen in one stage."""

    pictures: int = 0
    exposures: int = 0
    fewest: int = 0
    most: int = 0

    def add(self, exposures: int) -> None:
        """One more picture, seen so often."""
        self.fewest = min(self.fewest, exposures) if self.pictures else exposures
        self.most = max(self.most, exposures)
        self.pictures += 1
        self.exposures += exposures


Stage = tuple[str, str]


@transaction.atomic
def keep(run: Run, counts: Sequence[DeclaredCount], *, name: str, at: datetime) -> list[DeclaredUse]:
    """Keep what settings declared beside what was measured; the same trainer's settings before are replaced.

    Raises usage.RunIncomplete.
    """
    measured = _measured(run, counts)
    Run.objects.select_for_update().get(pk=run.pk)
    DeclaredUse.objects.filter(run=run, trainer__in={one.trainer for one in counts}).delete()
    return DeclaredUse.objects.bulk_create(
        _row(run, one, stage, found, name, at)
        for one in {count.folder: count for count in counts}.values()
        for stage, found in (measured.get(one.folder) or {("", ""): Measured()}).items()
    )


def _measured(run: Run, counts: Sequence[DeclaredCount]) -> dict[str, dict[Stage, Measured]]:
    folders = _by_name({one.folder for one in counts})
    found: dict[str, dict[Stage, Measured]] = {}
    with storage.local_copies(usage.counted_parts(run)) as paths:
        for sample in grouping.by_sample(paths):
            for folder in _folders_of(sample.sample_id, folders):
                stages = found.setdefault(folder, {})
                stages.setdefault((sample.stage, sample.component), Measured()).add(sample.exposures)
    return found


def _by_name(folders: Iterable[str]) -> dict[str, str]:
    """Each name by which samples may tell a folder, where it is that of one folder only."""
    told = [(name, folder) for folder in folders for name in _names(folder)]
    times = Counter(name for name, _folder in told)
    return {name: folder for name, folder in told if times[name] == 1}


def _names(folder: str) -> Iterator[str]:
    """The folder's own name, and under Kohya's rule the name without its repeats."""
    name = PurePosixPath(folder.replace("\\", "/")).name
    yield name
    if repeated := _REPEATED.fullmatch(name):
        yield repeated[1]


def _folders_of(sample_id: str, folders: dict[str, str]) -> set[str]:
    return {folders[part] for part in PurePosixPath(sample_id).parts[:-1] if part in folders}


def _row(run: Run, one: DeclaredCount, stage: Stage, found: Measured, name: str, at: datetime) -> DeclaredUse:
    return DeclaredUse(
        run=run,
        name=name[:300],
        trainer=one.trainer,
        folder=one.folder[:1_000],
        repeats=None if one.repeats is None else Decimal(str(one.repeats)),
        epochs=one.epochs,
        stage=stage[0],
        component=stage[1],
        pictures=found.pictures,
        measured=found.exposures,
        fewest=found.fewest,
        most=found.most,
        read_at=at,
    )
