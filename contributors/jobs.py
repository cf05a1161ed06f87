"""Long work as it goes on: a row that says how far it is, and the same as a bar on a terminal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db.models import F
from django.db.models.functions import Least, Now
from tqdm import tqdm

from contributors.models import Job, JobState

Piece = TypeVar("Piece")


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


def gathered(pieces: Iterable[Piece], *, kind: str, key: str, total: int) -> list[Piece]:
    """Collect ``pieces``, one step each, as a job of its own."""
    kept: list[Piece] = []
    carried_out(_kept(pieces, kept), kind=kind, key=key, total=total)
    return kept


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
        told = str(error).splitlines() or [type(error).__name__]
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error=told[0] or type(error).__name__)
        raise
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, done=F("total"), moved_at=Now())


def _advance(job: Job, count: int) -> None:
    Job.objects.filter(pk=job.pk).update(done=Least(F("done") + count, F("total")), moved_at=Now())
