"""Long work that Celery's workers do for this app: deciding pictures, taking in what was sent, collecting posts.

Doors: they read their words, call one room, and keep the job's row up to date. Killed or asked twice, they go on
where they stopped.
"""

import random
import time
from functools import partial

from celery import shared_task
from django.utils.timezone import now

from contributors import (
    examining,
    fingerprints,
    intake,
    jobs,
    kept_windows,
    letters,
    outside,
    rehashing,
    rounds,
    rulebook,
    turns,
    unzipping,
    weighing,
)
from contributors.collectors import rates
from contributors.guidelines import edition
from contributors.models import Job, JobState, Platform

RECOGNISE = "recognise"
UNPACK = "unpack"
WEIGH = "weigh"
UPLOADS = "uploads"


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
    kept_windows.bring_up()


@shared_task(name="contributors.take_in_uploads", acks_late=True)
def take_in_uploads() -> None:
    """Unpack the archives that contributors sent, then weigh every picture that waits for it.

    One worker is at it at a time. It looks again after its turn: what came at its end met a turn that was taken.
    """
    while unzipping.unopened().exists() or weighing.unweighed().exists():
        with turns.taken_if_free(WEIGH, UPLOADS) as is_ours:
            if not is_ours:
                return
            _take_in()


def _take_in() -> None:
    if archives := unzipping.unopened().count():
        jobs.carried_out(unzipping.unpack_all(now), kind=UNPACK, key=UPLOADS, total=archives)
    if pictures := weighing.unweighed().count():
        jobs.carried_out(weighing.weigh(now), kind=WEIGH, key=UPLOADS, total=pictures)
        kept_windows.bring_up()


@shared_task(name="contributors.rehash", acks_late=True)
def rehash() -> None:
    """Make anew what was fingerprinted under an older load rule, or without its sub-windows."""
    with turns.taken(rehashing.JOB, fingerprints.LOAD_RULE):
        total = rehashing.stale().count()
        jobs.carried_out(rehashing.rehash(), kind=rehashing.JOB, key=fingerprints.LOAD_RULE, total=total)


@shared_task(name="contributors.collect", acks_late=True)
def collect(platform: str) -> None:
    """Walk every account or channel of a platform, then weigh what came; also where a walk stopped."""
    try:
        _walk(Platform(platform))
    except rounds.REFUSALS as refusal:
        # Where another worker is at it, the row is its own; only what waits for this one never begins.
        waiting = Job.objects.filter(kind=rounds.JOB, key=rounds.key(Platform(platform)), state=JobState.WAITING)
        for job in waiting:
            jobs.fail(job, why=jobs.why(refusal))
        raise
    finally:
        take_in_uploads()


@shared_task(name="contributors.collect_all")
def collect_all() -> None:
    """Have every platform walked that can be asked; what is being walked already goes on as it does."""
    for platform in outside.ready():
        total = len(rounds.due(platform, clock=now).places)
        send = partial(collect.delay, platform.value)
        jobs.begin(rounds.JOB, key=rounds.key(platform), total=total, at=now(), send=send)


def _walk(platform: Platform) -> None:
    pace = rates.Pace(clock=now, sleep=time.sleep, jitter=random.random)
    with rounds.alone(platform):
        around = rounds.due(platform, clock=now)
        steps = rounds.walk(around, pace=pace)
        jobs.carried_out(steps, kind=rounds.JOB, key=rounds.key(platform), total=len(around.places))


@shared_task(name="contributors.examine_again", acks_late=True)
def examine_again() -> None:
    """Put waiting pictures through the guidelines in force, where they were examined under others."""
    settings = rulebook.in_force()
    with turns.taken(examining.JOB, edition.name(settings)):
        total = examining.outdated(settings).count()
        steps = examining.examine_again(settings)
        jobs.carried_out(steps, kind=examining.JOB, key=edition.name(settings), total=total)


@shared_task(
    name="contributors.send_letters",
    acks_late=True,
    autoretry_for=(letters.LettersUnsent,),
    retry_backoff=60,
    retry_backoff_max=3600,
    max_retries=12,
)
def send_letters() -> None:
    """Send the letters that are due to givers of pictures; what the mail server does not take is tried again."""
    letters.send_due(at=now())
