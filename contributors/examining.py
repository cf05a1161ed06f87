"""Examining: pictures go through the guidelines in force, and what was found is written beside them.

`intake` and `weighing` examine what comes in; a new version of the guidelines is carried out here on pictures that
wait. What is decided keeps the examination it was decided by. In bunches, each one transaction: killed between two,
the next call goes on where it stopped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from contributors import fingerprints, givers, originals, recognition, recording, rulebook
from contributors.guidelines import edition
from contributors.guidelines.findings import Finding, Giver, Subject
from contributors.guidelines.rules import RULES, Settings
from contributors.models import Finding as FindingRow
from contributors.models import Image, ImageState

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


def examine_again(settings: Settings) -> Iterator[int]:
    """Examine every outdated picture; after each bunch say how many it had.

    A picture whose original is not kept, or is refused today, stays as it is.
    """
    last = 0
    with recognition.readers(count=outdated(settings).count()) as readers:
        while bunch := list(outdated(settings).filter(pk__gt=last)[:BUNCH]):
            kept = [(image.pk, content) for image in bunch if (content := _original(image)) is not None]
            answers = list(readers.read(content for _, content in kept))
            _write({pk: answer for (pk, _), answer in zip(kept, answers, strict=True)}, settings)
            last = bunch[-1].pk
            yield len(bunch)


def _original(image: Image) -> bytes | None:
    try:
        return originals.content_of(bytes(image.sha256))
    except FileNotFoundError:
        return None


@transaction.atomic
def _write(answers: Mapping[int, recognition.Answer], settings: Settings) -> None:
    """What a reviewer decided while the bytes were read stays as it was decided."""
    held = list(outdated(settings).filter(pk__in=answers).select_for_update(of=("self",)))
    at_hand = Desk(settings, givers.behind(held))
    for image in held:
        answer = answers[image.pk]
        if isinstance(answer, fingerprints.Reading):
            _renew(image, examine(image, answer, at_hand))


def _renew(image: Image, findings: Sequence[Finding]) -> None:
    """Only a reason that the checks gave is theirs to change: kin and people gave the others."""
    if image.reason and image.reason not in RULES:
        return
    failed = next((finding for finding in findings if finding.level == "fail"), None)
    image.reason = failed.check if failed else ""
    image.reason_facts = recording.told(failed)[:500] if failed else ""
    image.save(update_fields=["reason", "reason_facts"])
