"""Foresight: what another version of the guidelines would change among the pictures that wait now. Writes nothing.

Files are not read again: what checks need of a fingerprint's measures, of consent and of account is asked anew; what
rests on notes in the file is taken from what was found there. A rule of notes that was switched off found nothing, so
what it would find is told only by examining.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from contributors import examining, givers, known
from contributors.fingerprints import Reading
from contributors.guidelines import edition
from contributors.guidelines.findings import Finding, Giver
from contributors.guidelines.rules import RULES, Settings
from contributors.models import Finding as FindingRow
from contributors.models import Image, ImageState

MOST_PICTURES = 2_000
MOST_NAMED = 24

Amiss = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """So many pictures for which a rule said ``now`` and would say ``then``: warn, fail, or "" for nothing."""

    rule: str
    now: str
    then: str
    pictures: int


@dataclass(frozen=True, slots=True)
class Foresight:
    """What would change: how many pictures wait, how many were looked at, which of them would fail or fail no more.

    ``unknown`` are rules switched on of which nobody knows what they would find.
    """

    waiting: int
    looked_at: int
    changes: Sequence[Change]
    would_fail: Sequence[Image]
    would_fail_no_more: Sequence[Image]
    fail_count: int
    fail_no_more_count: int
    unknown: Sequence[str]


def foresee(now: Settings, then: Settings) -> Foresight:
    """Compare two versions on the pictures that waited longest."""
    waiting = _waiting()
    looked_at = list(waiting[:MOST_PICTURES])
    found, given_by = _found(looked_at), givers.behind(looked_at)
    changes: Counter[tuple[str, str, str]] = Counter()
    fails: list[Image] = []
    fails_no_more: list[Image] = []
    for image in looked_at:
        before, after = (_amiss(image, found[image.pk], given_by, one) for one in (now, then))
        changes.update((rule, before.get(rule, ""), after.get(rule, "")) for rule in {*before, *after})
        if ("fail" in before.values()) != ("fail" in after.values()):
            (fails if "fail" in after.values() else fails_no_more).append(image)
    return Foresight(
        waiting=waiting.count(),
        looked_at=len(looked_at),
        changes=_changes(changes),
        would_fail=fails[:MOST_NAMED],
        would_fail_no_more=fails_no_more[:MOST_NAMED],
        fail_count=len(fails),
        fail_no_more_count=len(fails_no_more),
        unknown=_unknown(now, then),
    )


def _waiting() -> QuerySet[Image]:
    waiting = Image.objects.filter(state=ImageState.WAITING, fingerprint__isnull=False)
    return waiting.select_related("fingerprint").order_by("id")


def _found(images: Sequence[Image]) -> Mapping[int, Sequence[Finding]]:
    """What notes in the files gave rise to, by picture, the last time each was examined; its weight is of that time."""
    last: dict[int, tuple[str, list[Finding]]] = {image.pk: ("", []) for image in images}
    for row in FindingRow.objects.filter(image__in=images).order_by("id"):
        if last[row.image_id][0] != row.guidelines:
            last[row.image_id] = (row.guidelines, [])
        if row.level != "pass" and _is_of_notes(row.check_name):
            last[row.image_id][1].append(Finding(row.check_name, "fail"))
    return {pk: findings for pk, (_guidelines, findings) in last.items()}


def _amiss(image: Image, found: Sequence[Finding], given_by: Mapping[int, Giver], settings: Settings) -> Amiss:
    """What is amiss with a picture under these settings: rule and weight."""
    if image.fingerprint is None:
        return {}
    reading = Reading(known.fingerprint(image.fingerprint), (), ())
    measured = edition.examine_without_file(examining.subject(image, reading, given_by), settings)
    noted = [one for finding in found if (one := edition.weighed(finding, settings)) is not None]
    return {one.check: one.level for one in [*measured, *noted] if one.level != "pass"}


def _changes(counted: Mapping[tuple[str, str, str], int]) -> list[Change]:
    changes = [Change(*said, pictures) for said, pictures in counted.items() if said[1] != said[2]]
    return sorted(changes, key=lambda one: (list(RULES).index(one.rule), one.now, one.then))


def _unknown(now: Settings, then: Settings) -> list[str]:
    woken = [code for code in RULES if now.ruling(code).weight == "off" != then.ruling(code).weight]
    return [code for code in woken if _is_of_notes(code)]


def _is_of_notes(code: str) -> bool:
    return code in RULES and RULES[code].check in edition.NEED_FILE
