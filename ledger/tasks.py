"""Long work that Celery's workers do for this app: matching a run, searching its unknown, drawing statements.

Doors: they read their words, call one room, and keep the job's row up to date. Killed or asked twice, they go on
where they stopped.
"""

from collections.abc import Iterator
from datetime import datetime

from celery import shared_task
from django.utils.timezone import now

from contributors import jobs
from ledger import months
from ledger.models import Run
from ledger.statements import drawing
from ledger.training import counts, likenesses, runs, usage

DRAW = "statements"
MATCH = "match"


@shared_task(name="ledger.draw_statements", acks_late=True)
def draw_statements(month: str) -> None:
    """Draw the statements of a closed month (YYYY-MM) that have no paper yet."""
    read = months.read(month)
    left = drawing.undrawn(read).count()
    jobs.carried_out(drawing.draw(read, at=now()), kind=DRAW, key=month, total=left)


@shared_task(name="ledger.match_run", acks_late=True)
def match_run(name: str) -> None:
    """Put every digest of the run into its drawer, and sum up what that comes to."""
    jobs.carried_out(_matched(runs.named(name), now()), kind=MATCH, key=name, total=1)


@shared_task(name="ledger.search_likenesses", acks_late=True)
def search_likenesses(name: str) -> None:
    """Search the run's unknown digests among the given pictures."""
    run = runs.named(name)
    searching = likenesses.search(run, at=now())
    jobs.carried_out(searching, kind=likenesses.JOB, key=name, total=likenesses.steps(run))


def _matched(run: Run, at: datetime) -> Iterator[int]:
    usage.match(run, at=at)
    counts.of(run)
    yield 1
