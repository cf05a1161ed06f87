"""Examining: pictures go through the guidelines in force, and what was found is written beside them.

`intake` and `weighing` examine what comes in; a new version of the guidelines is carried out here on pictures that
wait. What is decided keeps the examination it was decided by. In bunches, each one transaction: killed between two,
the next call goes on where it stopped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from contributors import fingerprints, givers, reading_room, recognition, recording, rulebook, slips
from contributors.guidelines import edition
from contributors.guidelines.findings import Finding, Giver, Subject
from contributors.guidelines.rules import RULES, Settings
from contributors.models import AskedBy, Image, ImageState
from contributors.models import Finding as FindingRow

BUNCH = 32
JOB = "examine"


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies ready for examining some pictures: the settings in force, and who gave each."""

    settings: Settings
    givers: Mapping[int, Giver]


def desk(images: Sequence[Image]) -> Desk:
    """Read what examining these pictures needs."""
    return Desk(rulebook.in_force(), givers.behind(images))


def examine(image: Image, reading: fingerprints.Reading, at_hand: Desk) -> list[Finding]:
    """Run the checks on one picture and write down what they found."""
    findings = edition.examine(subject(image, reading, at_hand.givers), at_hand.settings)
    recording.write_findings(image, findings, guidelines=edition.name(at_hand.settings))
    return findings


def subject(image: Image, reading: fingerprints.Reading, given_by: Mapping[int, Giver]) -> Subject:
    """A picture as the checks see it.

    Names with a colon are those of uploads and posts. Nothing of these is taken without the declaration of own work:
    `uploading` refuses it, and an account that posts is approved by its application.
    """
    is_own = ":" in image.collection
    return Subject(
        reading.fingerprint,
        reading.traces,
        "contributor" if is_own else "archive",
        image.licence,
        own_work=is_own,
        claims=reading.claims,
        giver=given_by.get(image.pk),
    )


def outdated(settings: Settings) -> QuerySet[Image]:
    """The waiting pictures that were not examined under these settings, in order of giving."""
    examined = FindingRow.objects.filter(image=OuterRef("pk"), guidelines=edition.name(settings))
    waiting = Image.objects.filter(state=ImageState.WAITING, fingerprint__isnull=False)
    return waiting.filter(~Exists(examined)).order_by("id")


def examine_again(settings: Settings, *, invite: reading_room.Invite | None = None) -> Iterator[int]:
    """Examine every outdated picture; after each bunch say how many it had. With ``invite`` workers read too.

    A picture whose original is not kept, or is refused today, stays as it is.
    """
    last = 0
    upcoming = outdated(settings)
    with reading_room.at_hand(upcoming, asked_by=AskedBy.EXAMINE, invite=invite, may_lack=True) as readers:
        while bunch := reading_room.bounded(outdated(settings).filter(pk__gt=last)[:BUNCH]):
            _write(bunch, readers.answers([bytes(image.sha256) for image in bunch]), settings)
            last = bunch[-1].pk
            yield len(bunch)


@transaction.atomic
def _write(bunch: Sequence[Image], answers: Mapping[bytes, recognition.Answer], settings: Settings) -> None:
    """What a reviewer decided while the bytes were read stays as it was decided."""
    ids = [image.pk for image in bunch]
    held = list(outdated(settings).filter(pk__in=ids).select_for_update(of=("self",)))
    at_hand = Desk(settings, givers.behind(held))
    for image in held:
        answer = answers.get(bytes(image.sha256))
        if isinstance(answer, fingerprints.Reading):
            _renew(image, examine(image, answer, at_hand))
    slips.tear_up([bytes(image.sha256) for image in bunch])


def _renew(image: Image, findings: Sequence[Finding]) -> None:
    """Only a reason that the checks gave is theirs to change: kin and people gave the others."""
    if image.reason and image.reason not in RULES:
        return
    failed = next((finding for finding in findings if finding.level == "fail"), None)
    image.reason = failed.check if failed else ""
    image.reason_facts = recording.told(failed)[:500] if failed else ""
    image.save(update_fields=["reason", "reason_facts"])
