"""Long work that Celery's workers do for this app: recognising and deciding the pictures of a collection.

A door: it reads its words, calls one room, and keeps the job's row up to date. Killed or asked twice, it goes on
where it stopped.
"""

from celery import shared_task
from django.utils.timezone import now

from contributors import intake, jobs

RECOGNISE = "recognise"


@shared_task(name="contributors.decide_pictures", acks_late=True)
def decide_pictures(collection: str) -> None:
    """Decide what nobody and nothing has looked at, under the clearance that came last."""
    left = intake.undecided(collection)
    last = left.filter(offered_by__isnull=False).select_related("offered_by").order_by("-offered_at", "-id").first()
    if last is None or last.offered_by is None:
        jobs.carried_out((), kind=RECOGNISE, key=collection, total=0)
        return
    clearance = intake.Clearance(by=last.offered_by, cleared_at=min(last.offered_at, now()))
    steps = intake.decide(collection, clearance=clearance)
    jobs.carried_out(steps, kind=RECOGNISE, key=collection, total=left.count())
