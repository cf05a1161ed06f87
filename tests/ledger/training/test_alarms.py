"""Withdrawn pictures inside a run: an alarm until a named person decides about exactly these pictures."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from contributors import blocks, consents, review
from contributors.models import BlockedBecause, Image
from ledger.book import invariants
from ledger.models import AlarmDecided, AlarmDecision, Settlement
from ledger.rewards import accrual
from ledger.training import alarms, taken_back, usage
from tests import story
from tests.ledger.april import April

WHY = "The weights were thrown away and the run was repeated."


def withdrew(april: April, *places: int) -> None:
    """These pictures had been withdrawn before the freeze, and the run is matched again."""
    for place in places:
        review.withdraw(april.images[place], by=april.house.bo, at=story.CLEARED_AT)
    usage.match(april.run, at=story.NOON)


def decided(april: April, what: AlarmDecided = AlarmDecided.REPEATED_WITHOUT, *, words: str = WHY) -> AlarmDecision:
    return alarms.decide(april.run, what, words=words, by=april.house.dee, at=story.NOON)


def found() -> list[str]:
    return [broken.invariant for broken in invariants.broken()]


def test_a_run_without_withdrawn_pictures_has_no_alarm(april: April) -> None:
    assert (alarms.standing(april.run), list(alarms.every()), alarms.kept_back(), found()) == (None, [], [], [])
    alarms.refuse_kept_back(april.run)


def test_an_alarm_is_open_until_somebody_decides(april: April) -> None:
    withdrew(april, 0)
    assert [alarm.is_open for alarm in alarms.every()] == [True]
    assert found() == ["05_no_withdrawn_image_used"]
    with pytest.raises(alarms.AlarmOpen, match="tanabata used withdrawn images 2 times"):
        alarms.refuse_kept_back(april.run)
    said = decided(april)
    assert (said.by, said.at, said.words, said.exposures) == (april.house.dee, story.NOON, WHY, 2)
    assert found() == []
    alarms.refuse_kept_back(april.run)


def test_a_resolved_run_is_settled_without_the_pictures(april: April) -> None:
    withdrew(april, 0)
    with pytest.raises(accrual.WithdrawnInside):
        april.settled()
    decided(april)
    assert sum(reward.images for reward in april.settled().rewards.all()) == 3


def test_other_withdrawn_pictures_are_another_alarm(april: April) -> None:
    withdrew(april, 0)
    decided(april)
    withdrew(april, 1)
    assert [alarm.is_open for alarm in alarms.every()] == [True]
    assert found() == ["05_no_withdrawn_image_used"]
    assert alarms.decisions(april.run).count() == 1


def test_matched_again_with_the_same_pictures_it_stays_resolved(april: April) -> None:
    withdrew(april, 0)
    decided(april)
    usage.match(april.run, at=story.NOON)
    assert [alarm.is_open for alarm in alarms.every()] == [False]


def test_a_decision_is_taken_back_by_a_later_one(april: April) -> None:
    withdrew(april, 0)
    decided(april)
    decided(april, AlarmDecided.OPENED_AGAIN, words="The weights are still there.")
    assert [alarm.is_open for alarm in alarms.every()] == [True]
    assert found() == ["05_no_withdrawn_image_used"]
    assert [one.decided for one in alarms.decisions(april.run)] == ["opened_again", "repeated_without"]


def test_a_model_that_is_not_published_stays_so(april: April) -> None:
    withdrew(april, 0)
    decided(april, AlarmDecided.NOT_PUBLISHED)
    assert found() == []
    assert alarms.kept_back() == [april.run]
    with pytest.raises(alarms.NotToBePublished, match="as dee decided on 2026-05-10"):
        alarms.refuse_kept_back(april.run)


def test_asked_twice_it_is_decided_once(april: April) -> None:
    withdrew(april, 0)
    assert decided(april) == decided(april)
    assert AlarmDecision.objects.count() == 1


@pytest.mark.parametrize("words", ["", "  \n", "x" * 1_001])
def test_a_decision_says_why(april: April, words: str) -> None:
    withdrew(april, 0)
    with pytest.raises(alarms.WordsMissing):
        decided(april, words=words)
    assert not AlarmDecision.objects.exists()


def test_without_an_alarm_nothing_is_decided(april: April) -> None:
    with pytest.raises(alarms.NoAlarm):
        decided(april)
    assert not AlarmDecision.objects.exists()


def test_the_database_takes_no_decision_about_other_pictures(april: April) -> None:
    withdrew(april, 0)
    with pytest.raises(IntegrityError, match="other withdrawn pictures"), transaction.atomic():
        AlarmDecision.objects.create(
            run=april.run,
            images_sha256=bytes(32),
            exposures=2,
            decided=AlarmDecided.AGREED_AGAIN,
            words=WHY,
            by=april.house.dee,
            at=story.NOON,
        )
    assert not AlarmDecision.objects.exists()


def by_picture(april: April) -> None:
    review.withdraw(april.images[0], by=april.house.bo, at=story.CLEARED_AT)


def by_consent(april: April) -> None:
    consents.withdraw(april.ada, at=story.FROZEN_AT)


def by_block(april: April) -> None:
    blocks.block(april.images[0], because=BlockedBecause.TAKEN_DOWN, by=april.house.bo, at=story.CLEARED_AT)


@pytest.mark.parametrize(
    ("taken", "reason", "pictures", "since"),
    [
        (by_picture, "image_withdrawn", 1, story.CLEARED_AT),
        (by_consent, "consent_withdrawn", 3, story.FROZEN_AT),
        (by_block, "blocked_after_claim", 1, story.CLEARED_AT),
    ],
    ids=["picture", "consent", "block"],
)
def test_an_alarm_names_its_pictures_whose_and_since_when(
    april: April, taken: Callable[[April], None], reason: str, pictures: int, since: object
) -> None:
    taken(april)
    usage.match(april.run, at=story.NOON)
    inside = taken_back.inside(april.run, list(taken_back.pictures(april.run)))
    assert len(inside) == pictures
    assert {one.reason for one in inside} == {reason}
    assert {one.since for one in inside} == {since}
    assert {one.image.contributor_id for one in inside if one.image} == {april.ada.pk}


def test_a_blocked_file_that_nobody_gave_is_inside_too(april: April) -> None:
    by_block(april)
    Image.objects.filter(pk=april.images[0].pk).update(sha256=b"another file".ljust(32))
    usage.match(april.run, at=story.NOON)
    [inside] = taken_back.inside(april.run, list(taken_back.pictures(april.run)))
    assert (inside.image, inside.reason, inside.since) == (None, "blocked_after_claim", story.CLEARED_AT)


def test_a_block_that_was_lifted_before_the_freeze_is_none(april: April) -> None:
    by_block(april)
    [block] = april.images[0].fingerprint.blocks.all() if april.images[0].fingerprint else []
    blocks.lift(block, at=story.FROZEN_AT)
    assert usage.match(april.run, at=story.NOON).withdrawn_inside == 0
    assert not Settlement.objects.exists()
