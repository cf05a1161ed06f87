"""Long work as it goes on: a row that says how far it is, and the same as a bar on a terminal."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least, Now
from kombu.exceptions import OperationalError
from tqdm import tqdm

from contributors import turns
from contributors.models import Job, JobState

Piece = TypeVar("Piece")
STILL_AFTER = timedelta(minutes=10)


class WorkersOutOfReach(Exception):
    """The work could not be handed to a worker."""

    def __init__(self, job: Job, why: str) -> None:
        super().__init__(f"{job} could not be handed to a worker ({why}): start the broker and ask again")
        self.job = job


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a wish for long work: its row, and whether a worker has to be told of it."""

    job: Job
    is_new: bool


@transaction.atomic
def ask(kind: str, *, key: str, total: int, at: datetime) -> Asked:
    """Put long work down as waiting. What waits or runs already stays, unless it has not moved for ten minutes."""
    job, is_new = Job.objects.select_for_update().get_or_create(kind=kind, key=key, defaults={"total": total})
    if not is_new and goes_on(job, at=at):
        return Asked(job, is_new=False)
    job.state, job.done, job.total, job.error = JobState.WAITING, 0, total, ""
    job.started_at = job.moved_at = at
    job.save()
    return Asked(job, is_new=True)


def begin(kind: str, *, key: str, total: int, at: datetime, send: Callable[[], object]) -> Asked:
    """Put the work down as waiting and, on commit, hand it to a worker; what goes on already is left alone.

    Raises WorkersOutOfReach; the row then says that it failed.
    """
    try:
        with transaction.atomic():
            asked = ask(kind, key=key, total=total, at=at)
            if asked.is_new:
                transaction.on_commit(send)
    except OperationalError as error:
        row = Job.objects.get(kind=kind, key=key)
        fail(row, why=str(error))
        raise WorkersOutOfReach(row, str(error)) from error
    return asked


def goes_on(job: Job, *, at: datetime) -> bool:
    """Whether somebody is at it: it waits or runs, and has moved within ten minutes."""
    return job.state in (JobState.WAITING, JobState.RUNNING) and job.moved_at > at - STILL_AFTER


def fail(job: Job, *, why: str) -> None:
    """Keep on the row why the work never began."""
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error=why)


def stumbled(kind: str, *, key: str, why: str) -> None:
    """Keep on the row what one worker could not do while the work goes on."""
    Job.objects.filter(kind=kind, key=key, state=JobState.RUNNING).update(error=why)


def left_behind(kind: str, *, key: str) -> bool:
    """Whether nobody is at the work that its row says is running: whoever was has been killed."""
    return Job.objects.filter(kind=kind, key=key, state=JobState.RUNNING).exists() and not turns.is_taken(kind, key)


def carried_out(steps: Iterable[int], *, kind: str, key: str, total: int) -> int:
    """Go through ``steps``, each telling how many it did, and keep the job's row and bar up to date.

    Returns how many were done. What is raised inside is kept on the row and raised again.
    """
    with _running(kind, key, total) as job, tqdm(total=total, desc=kind, disable=None, leave=True) as bar:
        done = 0
        for count in steps:
            done += count
            bar.update(count)
            _advance(job, count)
    return done


@contextmanager
def watched(doing: str) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal for work that leaves no row and whose end is not known; it is told each step."""
    with tqdm(desc=doing, disable=None, unit_scale=True) as bar:
        yield bar.update


def gathered(pieces: Iterable[Piece], *, kind: str, key: str, total: int) -> list[Piece]:
    """Collect ``pieces``, one step each, as a job of its own."""
    kept: list[Piece] = []
    carried_out(_kept(pieces, kept), kind=kind, key=key, total=total)
    return kept


def why(error: BaseException) -> str:
    """The first line of what was said, as text that PostgreSQL takes; a file name may hold any bytes."""
    told = (str(error).splitlines() or [""])[0].replace("\x00", "")
    return told.encode("utf-8", "backslashreplace").decode() or type(error).__name__


def _kept(pieces: Iterable[Piece], kept: list[Piece]) -> Iterator[int]:
    for piece in pieces:
        kept.append(piece)
        yield 1


@contextmanager
def _running(kind: str, key: str, total: int) -> Iterator[Job]:
    job, _is_new = Job.objects.update_or_create(
        kind=kind, key=key, defaults={"state": JobState.RUNNING, "done": 0, "total": total, "error": ""}
    )
    try:
        yield job
    except BaseException as error:
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error=why(error))
        raise
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, done=F("total"), moved_at=Now())


def _advance(job: Job, count: int) -> None:
    Job.objects.filter(pk=job.pk).update(done=Least(F("done") + count, F("total")), moved_at=Now())
