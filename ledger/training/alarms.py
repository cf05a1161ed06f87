"""Alarms: pictures inside a run that had been taken back or blocked before it was frozen, and who resolved it how.

An alarm stands for one set of pictures. Matched anew with others, the run has another alarm, and it is open. Until it
is resolved the run is not settled and nothing about its model is published; where the decision is not to publish,
that stays so. Decisions are kept as they were written; a later one takes an earlier one back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from contributors.models import User
from ledger.models import AlarmDecided, AlarmDecision, Matching, Run

MOST_WORDS_CHARACTERS = 1_000


class NoAlarm(Exception):
    """There is nothing to decide about."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} holds no withdrawn pictures: there is nothing to decide")
        self.run = run


class WordsMissing(Exception):
    """A decision about an alarm says why."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"deciding about run {run.name} needs a reason of 1 to {MOST_WORDS_CHARACTERS} characters")
        self.run = run


class AlarmOpen(Exception):
    """The run holds pictures that had been taken back, and nobody has decided about them."""

    def __init__(self, run: Run, exposures: int) -> None:
        super().__init__(
            f"run {run.name} used withdrawn images {exposures} times: resolve that before anything of it is published"
        )
        self.run, self.exposures = run, exposures


class NotToBePublished(Exception):
    """Somebody resolved the run's alarm by not publishing its model."""

    def __init__(self, run: Run, decision: AlarmDecision) -> None:
        super().__init__(
            f"run {run.name} is not to be published, as {decision.by.username} decided on {decision.at:%Y-%m-%d}:"
            " open the alarm again before publishing"
        )
        self.run, self.decision = run, decision


@dataclass(frozen=True, slots=True)
class Alarm:
    """The pictures inside one run that had been taken back, shown so often; and the newest decision about them."""

    run: Run
    exposures: int
    images_sha256: bytes
    decision: AlarmDecision | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it, or somebody opened it again."""
        return self.decision is None or self.decision.decided == AlarmDecided.OPENED_AGAIN

    @property
    def keeps_back(self) -> bool:
        """Whether nothing of the run's model may be published."""
        return self.is_open or (self.decision is not None and self.decision.decided == AlarmDecided.NOT_PUBLISHED)


def standing(run: Run) -> Alarm | None:
    """The run's alarm, resolved or not; None where no picture inside had been taken back."""
    matching = Matching.objects.filter(run=run, withdrawn_inside__gt=0).select_related("run").first()
    return None if matching is None else _alarm(matching)


def every() -> Iterator[Alarm]:
    """The alarms of all runs, resolved or not, the one matched last first."""
    inside = Matching.objects.filter(withdrawn_inside__gt=0).select_related("run")
    return map(_alarm, inside.order_by("-matched_at", "-run_id"))


def kept_back() -> list[Run]:
    """The runs that nothing may be published of, by name."""
    return sorted((alarm.run for alarm in every() if alarm.keeps_back), key=lambda run: run.name)


def refuse_open(run: Run) -> None:
    """Raise AlarmOpen where the run has an alarm that nobody has resolved."""
    alarm = standing(run)
    if alarm is not None and alarm.is_open:
        raise AlarmOpen(run, alarm.exposures)


def refuse_kept_back(run: Run) -> None:
    """Raise AlarmOpen or NotToBePublished where nothing of the run's model may be published."""
    refuse_open(run)
    alarm = standing(run)
    if alarm is not None and alarm.decision is not None and alarm.keeps_back:
        raise NotToBePublished(run, alarm.decision)


def decisions(run: Run) -> QuerySet[AlarmDecision]:
    """All that was decided about the run's alarms, the newest first."""
    return AlarmDecision.objects.filter(run=run).select_related("by").order_by("-id")


@transaction.atomic
def decide(run: Run, decided: AlarmDecided, *, words: str, by: User, at: datetime) -> AlarmDecision:
    """Decide about the pictures inside the run now. Asked twice, done once. Raises NoAlarm, WordsMissing.

    The run is held meanwhile, so that what is decided about is what is inside.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    alarm = standing(run)
    if alarm is None:
        raise NoAlarm(run)
    words = words.strip()
    if not 1 <= len(words) <= MOST_WORDS_CHARACTERS:
        raise WordsMissing(run)
    said = alarm.decision
    if said is not None and (said.decided, said.words, said.by_id) == (decided, words, by.pk):
        return said
    return AlarmDecision.objects.create(
        run=run,
        images_sha256=alarm.images_sha256,
        exposures=alarm.exposures,
        decided=decided,
        words=words,
        by=by,
        at=at,
    )


def _alarm(matching: Matching) -> Alarm:
    run = matching.run
    named = _named(run)
    decision = decisions(run).filter(images_sha256=named).first()
    return Alarm(run, matching.withdrawn_inside, named, decision)


def _named(run: Run) -> bytes:
    """The set of pictures by one digest, as guard 12 reckons it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT withdrawn_inside_sha256(%s)", [run.pk])
        return bytes(cursor.fetchone()[0] or b"")
