"""Long work that Celery's workers do for this app: deciding pictures, taking in what was sent, collecting posts.

Doors: they read their words, call one room, and keep the job's row up to date. Killed or asked twice, they go on
where they stopped. One worker at a time decides for a job, under its turn; it invites others to read files ahead of
it. Whoever finds work left behind by a killed worker sets another going.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping
from functools import partial

from celery import shared_task
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from contributors import (
    examining,
    fingerprints,
    intake,
    jobs,
    kept_windows,
    letters,
    outside,
    reading_room,
    rehashing,
    rounds,
    rulebook,
    slips,
    turns,
    unzipping,
    weighing,
)
from contributors.collectors import rates
from contributors.guidelines import edition
from contributors.models import Job, JobState, Platform

RECOGNISE = intake.JOB
UNPACK = "unpack"
WEIGH = weighing.JOB
UPLOADS = weighing.UPLOADS

log = logging.getLogger(__name__)


@shared_task(name="contributors.read_slips", acks_late=True)
def read_slips(kind: str, key: str) -> int:
    """Read some of the files that lie ahead of a job, and see that somebody decides; say how many were read."""
    stretch = slips.read_some()
    if stretch.trouble:
        jobs.stumbled(kind, key=key, why=stretch.trouble)
    if jobs.left_behind(kind, key=key):
        _set_going(kind, key)
    return stretch.taken


@shared_task(name="contributors.go_on")
def go_on() -> None:
    """Set going again what killed workers left behind; every worker asks for this as it starts."""
    for job in Job.objects.filter(kind__in=(RECOGNISE, WEIGH, rehashing.JOB, examining.JOB), state=JobState.RUNNING):
        if jobs.left_behind(job.kind, key=job.key):
            _set_going(job.kind, job.key)


@shared_task(name="contributors.decide_pictures", acks_late=True)
def decide_pictures(collection: str) -> None:
    """Decide what nobody and nothing has looked at, under the clearance that came last.

    One worker is at it at a time. It looks again after its turn: what came at its end met a turn that was taken.
    """
    is_left = True
    while is_left:
        with turns.taken_if_free(RECOGNISE, collection) as is_ours:
            if not is_ours:
                return
            _decide(collection)
        is_left = _clearance(collection) is not None


def _decide(collection: str) -> None:
    clearance, total = _clearance(collection), intake.undecided(collection).count()
    if clearance is None:
        jobs.carried_out((), kind=RECOGNISE, key=collection, total=0)
        return
    steps = intake.decide(collection, clearance=clearance, invite=_invite(RECOGNISE, collection))
    jobs.carried_out(steps, kind=RECOGNISE, key=collection, total=total)
    kept_windows.bring_up()


def _clearance(collection: str) -> intake.Clearance | None:
    """Who cleared what is left of a collection; none where nothing is left, or nobody cleared it."""
    left = intake.undecided(collection).filter(offered_by__isnull=False)
    last = left.select_related("offered_by").order_by("-offered_at", "-id").first()
    if last is None or last.offered_by is None:
        return None
    return intake.Clearance(by=last.offered_by, cleared_at=min(last.offered_at, now()))


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
        steps = weighing.weigh(now, invite=_invite(WEIGH, UPLOADS))
        jobs.carried_out(steps, kind=WEIGH, key=UPLOADS, total=pictures)
        kept_windows.bring_up()


@shared_task(name="contributors.rehash", acks_late=True)
def rehash() -> None:
    """Make anew what was fingerprinted under an older load rule, or without its sub-windows."""
    kind, key = rehashing.JOB, fingerprints.LOAD_RULE
    with turns.taken_if_free(kind, key) as is_ours:
        if is_ours:
            steps, total = rehashing.rehash(invite=_invite(kind, key)), rehashing.stale().count()
            jobs.carried_out(steps, kind=kind, key=key, total=total)


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
    kind, key = examining.JOB, edition.name(settings)
    with turns.taken_if_free(kind, key) as is_ours:
        if is_ours:
            steps = examining.examine_again(settings, invite=_invite(kind, key))
            jobs.carried_out(steps, kind=kind, key=key, total=examining.outdated(settings).count())


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


def _invite(kind: str, key: str) -> reading_room.Invite:
    """Workers are asked as many times as there are bunches; where none can be reached, the work goes on without."""

    def invite(bunches: int) -> None:
        try:
            for _ in range(bunches):
                read_slips.delay(kind, key)
        except OperationalError as error:
            log.warning("no worker was invited to read for %s %s: %s", kind, key, error)
            jobs.stumbled(kind, key=key, why=jobs.why(error))

    return invite


def _set_going(kind: str, key: str) -> None:
    """Hand the work of a killed worker to the next; asked several times, it is done once, under its turn."""
    anew: Mapping[str, Callable[[], object]] = {
        RECOGNISE: partial(decide_pictures.delay, key),
        WEIGH: take_in_uploads.delay,
        rehashing.JOB: rehash.delay,
        examining.JOB: examine_again.delay,
    }
    if kind in anew:
        anew[kind]()
