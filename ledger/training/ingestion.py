"""Taking manifest parts in: checked whole first, kept byte for byte, recorded once.

The same part again does nothing. The same identity with other content is held beside the first, and stops matching
and settling until a person resolves it. A folder with one bad part is refused whole: nothing of it is recorded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from django.db import transaction

from contributors.models import User
from ledger.models import Part, PartState, Run, Settlement
from ledger.training import completeness, storage, usage
from ledger.training import parts as part_files
from ledger.training.manifest import BadPart, Header, PartIdentity

Keep = Literal["received", "held"]


class RunSettled(Exception):
    """A settled run takes no further part."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} is settled: it takes no further part")
        self.run = run


class PartUnknown(Exception):
    """No part has that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no part {number}: take the number that the held part is told with")
        self.number = number


class PartNotHeld(Exception):
    """Only a held part is decided, and only once."""

    def __init__(self, part: Part) -> None:
        super().__init__(f"part {part.pk} of run {part.run.name} is {part.state}, not held: there is nothing to decide")
        self.part = part


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


def check_all(run: Run, paths: Sequence[Path]) -> Iterator[CheckedPart]:
    """Read parts whole, two at once, and give them in their order. Raises BadPart for the first that is bad."""
    return part_files.two_at_once(partial(check, run), paths)


def take(run: Run, checked: Sequence[CheckedPart], *, at: datetime) -> Taken:
    """Keep and record checked parts, all or none. Raises RunSettled where one of them is new to a settled run.

    New parts make what was matched before void: the run is matched anew.
    """
    with transaction.atomic():
        Run.objects.select_for_update().get(pk=run.pk)
        known = [storage.header_of(part) for part in run.parts.select_related("run")]
        fresh = _fresh(checked, known)
        if fresh:
            _refuse_settled(run)
            usage.forget(run)
        states = _states(run, fresh, {header.identity for header in known})
        for part, state in zip(fresh, states, strict=True):
            _record(run, part, state, storage.keep(part.path, part.file_sha256), at)
    held = sum(state == PartState.HELD for state in states)
    return Taken(new=len(states) - held, known=len(checked) - len(states), held=held)


def recorded(run: Run, header: Header) -> Part:
    """The part of the run that says so; there is one, and no more, for each header that was taken."""
    resumed = header.resumed_from
    return run.parts.get(
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
        rows_sha256=bytes.fromhex(header.rows_sha256),
    )


def numbered(number: int) -> Part:
    """The part of that number. Raises PartUnknown."""
    part = Part.objects.filter(pk=number).select_related("run").first()
    if part is None:
        raise PartUnknown(number)
    return part


@transaction.atomic
def resolve(part: Part, *, keep: Keep, by: User, at: datetime) -> Part:
    """Decide a held part: it counts instead of the one received before, or the received one stays and it is declined.

    Both stay on file, with who decided when. Asked twice, done once. Raises RunSettled, PartNotHeld, and
    completeness.PartDisagrees where it cannot stand beside the run's other parts.
    """
    run = Run.objects.select_for_update().get(pk=part.run_id)
    part = numbered(part.pk)
    wanted = PartState.RECEIVED if keep == "held" else PartState.DECLINED
    if part.state == wanted and part.decided_by_id is not None:
        return part
    if part.state != PartState.HELD:
        raise PartNotHeld(part)
    _refuse_settled(run)
    if keep == "held":
        _decline_received(run, part, by, at)
        usage.forget(run)
    _decide(part, wanted, by, at)
    return part


def _decline_received(run: Run, part: Part, by: User, at: datetime) -> None:
    """Take back the one that counted, where ``part`` can stand in its place."""
    header = storage.header_of(part)
    received = list(run.parts.filter(state=PartState.RECEIVED).select_related("run"))
    same = [one for one in received if storage.header_of(one).identity == header.identity]
    completeness.check(header, [storage.header_of(one) for one in received if one not in same])
    for one in same:
        _decide(one, PartState.DECLINED, by, at)


def _decide(part: Part, state: PartState, by: User, at: datetime) -> None:
    part.state, part.decided_by, part.decided_at = state, by, at
    part.save(update_fields=["state", "decided_by", "decided_at"])


def _refuse_settled(run: Run) -> None:
    if Settlement.objects.filter(run=run).exists():
        raise RunSettled(run)


def _fresh(checked: Sequence[CheckedPart], known: Sequence[Header]) -> list[CheckedPart]:
    """Those that say something no part of the run has said; of two that say the same, the first."""
    said, fresh = set(known), []
    for part in checked:
        if part.header not in said:
            said.add(part.header)
            fresh.append(part)
    return fresh


def _states(run: Run, fresh: Sequence[CheckedPart], taken: set[PartIdentity]) -> list[PartState]:
    """Held where the identity is taken; else received, standing beside those that were. Raises BadPart."""
    standing = [storage.header_of(part) for part in run.parts.filter(state="received").select_related("run")]
    states = []
    for part in fresh:
        identity = part.header.identity
        _refuse_disagreement(part, [header for header in standing if header.identity != identity])
        states.append(PartState.HELD if identity in taken else PartState.RECEIVED)
        if identity not in taken:
            standing.append(part.header)
            taken.add(identity)
    return states


def _refuse_disagreement(part: CheckedPart, standing: Sequence[Header]) -> None:
    try:
        completeness.check(part.header, standing)
    except completeness.PartDisagrees as error:
        raise BadPart(part.path.name, None, str(error)) from error


def _record(run: Run, part: CheckedPart, state: PartState, stored_as: str, at: datetime) -> None:
    header = part.header
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
