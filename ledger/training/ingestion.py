"""Taking manifest parts in: checked whole first, kept byte for byte, recorded once.

The same part again does nothing. The same identity with other content is held beside the first, for a person.
A folder with one bad part is refused whole: nothing of it is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from ledger.models import Part, PartState, Run, Settlement
from ledger.training import completeness, storage
from ledger.training import parts as part_files
from ledger.training.manifest import BadPart, Header


class RunSettled(Exception):
    """A settled run takes no further part."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} is settled: it takes no further part")
        self.run = run


@dataclass(frozen=True, slots=True)
class Taken:
    """How many parts were new, known already, or held for a person."""

    new: int
    known: int
    held: int


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part file that holds what its header says."""

    path: Path
    header: Header
    file_sha256: bytes


def check(run: Run, path: Path) -> CheckedPart:
    """Read one part whole. Raises BadPart with file, line and reason."""
    if not path.name.isprintable():
        raise BadPart(ascii(path.name), None, "the file's name is not printable UTF-8: rename it")
    header = part_files.verify(path)
    if header.run != run.recorded_as:
        raise BadPart(path.name, None, f"is of run {header.run!r}; {run.name} is recorded as {run.recorded_as!r}")
    return CheckedPart(path, header, part_files.file_sha256(path))


def take(run: Run, checked: Sequence[CheckedPart], *, at: datetime) -> Taken:
    """Keep and record checked parts, all or none. Raises RunSettled where one of them is new to a settled run."""
    with transaction.atomic():
        Run.objects.select_for_update().get(pk=run.pk)
        fresh = [part for part in checked if not _known(run, part)]
        if fresh and Settlement.objects.filter(run=run).exists():
            raise RunSettled(run)
        _refuse_disagreement(run, fresh)
        states = [_record(run, part, storage.keep(part.path, part.file_sha256), at) for part in fresh]
    held = sum(state == PartState.HELD for state in states)
    return Taken(new=len(states) - held, known=len(checked) - len(states), held=held)


def _refuse_disagreement(run: Run, fresh: Sequence[CheckedPart]) -> None:
    """Each new part stands beside those received and those that come with it. Raises BadPart."""
    standing = [storage.header_of(part) for part in run.parts.filter(state="received").select_related("run")]
    for part in fresh:
        try:
            completeness.check(part.header, standing)
        except completeness.PartDisagrees as error:
            raise BadPart(part.path.name, None, str(error)) from error
        standing.append(part.header)


def _known(run: Run, part: CheckedPart) -> bool:
    return _of_identity(run, part).filter(rows_sha256=bytes.fromhex(part.header.rows_sha256)).exists()


def _record(run: Run, part: CheckedPart, stored_as: str, at: datetime) -> PartState:
    header = part.header
    state = PartState.HELD if _of_identity(run, part).exists() else PartState.RECEIVED
    resumed = header.resumed_from
    Part.objects.create(
        run=run,
        attempt=header.attempt,
        stage=header.stage,
        component=header.component,
        rank=header.rank,
        world_size=header.world_size,
        part=header.part,
        final=header.final,
        resumed_from_attempt=resumed.attempt if resumed else None,
        resumed_from_part=resumed.part if resumed else None,
        count_basis=header.count_basis,
        rows=header.rows,
        exposures=header.exposures,
        rows_sha256=bytes.fromhex(header.rows_sha256),
        file_sha256=part.file_sha256,
        file_name=part.path.name,
        stored_as=stored_as,
        received_at=at,
        state=state,
    )
    return state


def _of_identity(run: Run, part: CheckedPart) -> QuerySet[Part]:
    header = part.header
    return Part.objects.filter(
        run=run,
        attempt=header.attempt,
        stage=header.stage,
        component=header.component,
        rank=header.rank,
        part=header.part,
    )
