"""Weighing: what a contributor sent or posted is recognised, checked and compared; then it waits for a reviewer.

Decided at once is only what needs no eye: a file that is no whole picture or is blocked is declined, a picture given
before is a duplicate. In order of giving and in archives' turn, so that whoever gave first is the first for all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from contributors import duplicates, examining, places, reading_room, recognition, recording, slips, turns
from contributors.guidelines.findings import Finding
from contributors.models import AskedBy, Fingerprint, Image, ImageState

JOB = "weigh"
UPLOADS = "uploads"
BUNCH = 16


def unweighed() -> QuerySet[Image]:
    """What contributors sent or posted and nothing has looked at yet, in order of giving."""
    waiting = Image.objects.filter(state=ImageState.WAITING, fingerprint__isnull=True, decided_at__isnull=True)
    return waiting.filter(Q(upload__isnull=False) | places.POSTED).order_by("id")


def weigh(clock: Callable[[], datetime], *, invite: reading_room.Invite | None = None) -> Iterator[int]:
    """Weigh everything unweighed; after each bunch say how many it had. Killed between two, it goes on there.

    With ``invite`` the files are read by workers too; weighing stays in order of giving, here.
    """
    with (
        turns.taken("intake", "decide"),
        reading_room.at_hand(unweighed(), asked_by=AskedBy.DECIDE, invite=invite) as readers,
    ):
        roll = duplicates.Roll()
        while bunch := reading_room.bounded(unweighed()[:BUNCH]):
            answers = readers.answers([bytes(image.sha256) for image in bunch])
            _weigh_bunch(bunch, answers, roll, clock())
            yield len(bunch)


@transaction.atomic
def _weigh_bunch(
    bunch: Sequence[Image], answers: Mapping[bytes, recognition.Answer], roll: duplicates.Roll, at: datetime
) -> None:
    """What somebody decided while the bytes were read stays as it was decided."""
    held = unweighed().filter(pk__in=[image.pk for image in bunch]).select_for_update(of=("self",))
    left = {image.pk: image for image in held}
    known = [answer.fingerprint for answer in answers.values() if not isinstance(answer, recognition.Unread)]
    rows = recording.fingerprint_rows(known)
    desk = examining.desk(list(left.values()))
    for image in bunch:
        if image.pk in left:
            _judge(left[image.pk], answers[bytes(image.sha256)], rows, roll, desk, at)
    slips.tear_up([bytes(image.sha256) for image in bunch])


def _judge(
    image: Image,
    answer: recognition.Answer,
    rows: Mapping[bytes, Fingerprint],
    roll: duplicates.Roll,
    desk: examining.Desk,
    at: datetime,
) -> None:
    if isinstance(answer, recognition.Unread):
        return _turn_down(image, ImageState.DECLINED, answer.code, answer.told, at)
    image.fingerprint = rows[answer.fingerprint.sha256]
    findings = examining.examine(image, answer, desk)
    kinship = roll.search(answer, contributor_id=image.contributor_id)
    if kinship.outcome == "blocked":
        return _turn_down(image, ImageState.DECLINED, kinship.reason, kinship.facts, at)
    if kinship.outcome == "duplicate":
        image.duplicate_of_id = kinship.first_id
        return _turn_down(image, ImageState.DUPLICATE, kinship.reason, kinship.facts, at)
    _let_wait(image, kinship, findings)
    return roll.add(duplicates.standing(image))


def _let_wait(image: Image, kinship: duplicates.Kinship, findings: Sequence[Finding]) -> None:
    """Its kin speak first, for the findings stand beside the picture anyway."""
    failed = next((finding for finding in findings if finding.level == "fail"), None)
    image.reason, image.reason_facts = kinship.reason, kinship.facts[:500]
    if kinship.outcome == "new" and failed is not None:
        image.reason, image.reason_facts = failed.check, recording.told(failed)[:500]
    image.save()


def _turn_down(image: Image, state: ImageState, reason: str, facts: str, at: datetime) -> None:
    image.state, image.reason, image.reason_facts, image.decided_at = state, reason, facts[:500], at
    image.save()
