"""Matching: every digest ends in one drawer, as of the freeze moment, and the drawers add up."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from contributors import consents, review
from contributors.models import Contributor, Image, Source
from ledger.models import Matching, Part, Run, Usage
from ledger.training import runs, usage
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.ledger.april import April

A_MOMENT = timedelta(microseconds=1)
UNKNOWN = hashlib.sha256(b"somebody else's").digest()


def matched(april: April, folder: Path, *, purpose: str = "open_model") -> Run:
    """A run over Ada's first picture, seen five times, and one that nobody gave, seen once."""
    run = runs.register("hoshi", recorded_as="hoshi", purpose=purpose, frozen_at=story.FROZEN_AT, at=story.NOON)
    samples = {"known": (bytes(april.images[0].sha256), 5), "unknown": (UNKNOWN, 1)}
    story.taken_in(run, story.recorded(folder, samples, run="hoshi"))
    usage.match(run, at=story.NOON)
    return run


def drawer(run: Run) -> tuple[str, str]:
    """Where Ada's picture ended, and why."""
    row = Usage.objects.exclude(sha256=UNKNOWN).get(run=run)
    return row.drawer, row.reason


def first(april: April) -> Image:
    return Image.objects.get(pk=april.images[0].pk)


def test_an_accepted_image_with_consent_is_credited(april: April, tmp_path: Path) -> None:
    run = matched(april, tmp_path)
    assert drawer(run) == ("credited", "")
    assert Usage.objects.get(run=run, drawer="credited").image_id == april.images[0].pk


def test_the_drawers_add_up_to_the_parts(april: April, tmp_path: Path) -> None:
    run = matched(april, tmp_path)
    totals = Matching.objects.get(run=run)
    assert (totals.parts_exposures, totals.exposures) == (6, 6)
    assert (totals.credited, totals.source, totals.refused, totals.withdrawn_inside) == (5, 0, 1, 0)
    assert usage.refusals(run) == {"unknown": 1}


def test_an_image_withdrawn_at_the_freeze_is_refused_and_tells_staff(april: April, tmp_path: Path) -> None:
    review.withdraw(first(april), by=april.house.bo, at=story.FROZEN_AT)
    run = matched(april, tmp_path)
    assert drawer(run) == ("refused", "image_withdrawn")
    assert Matching.objects.get(run=run).withdrawn_inside == 5


def test_an_image_withdrawn_after_the_freeze_stays_credited(april: April, tmp_path: Path) -> None:
    review.withdraw(first(april), by=april.house.bo, at=story.FROZEN_AT + A_MOMENT)
    assert drawer(matched(april, tmp_path)) == ("credited", "")


def test_consent_withdrawn_at_the_freeze_is_refused_and_tells_staff(april: April, tmp_path: Path) -> None:
    consents.withdraw(april.ada, at=story.FROZEN_AT)
    run = matched(april, tmp_path)
    assert drawer(run) == ("refused", "consent_withdrawn")
    assert Matching.objects.get(run=run).withdrawn_inside == 5


def test_consent_withdrawn_after_the_freeze_stands(april: April, tmp_path: Path) -> None:
    consents.withdraw(april.ada, at=story.FROZEN_AT + A_MOMENT)
    assert drawer(matched(april, tmp_path)) == ("credited", "")


def test_consent_for_other_purposes_is_none_for_this_one(april: April, tmp_path: Path) -> None:
    april.ada.consents.update(purposes=["research"])
    assert drawer(matched(april, tmp_path)) == ("refused", "purpose_not_agreed")


def test_consent_given_after_the_freeze_comes_too_late(april: April, tmp_path: Path) -> None:
    april.ada.consents.update(granted_at=story.FROZEN_AT + A_MOMENT)
    assert drawer(matched(april, tmp_path)) == ("refused", "no_consent")


def test_an_image_accepted_after_the_freeze_is_not_accepted_yet(april: April, tmp_path: Path) -> None:
    Image.objects.filter(pk=april.images[0].pk).update(accepted_at=story.FROZEN_AT + A_MOMENT)
    assert drawer(matched(april, tmp_path)) == ("refused", "not_accepted")


def test_a_giver_who_is_not_verified_earns_nothing(april: April, tmp_path: Path) -> None:
    Contributor.objects.filter(pk=april.ada.pk).update(verified_at=None, verified_by=None)
    assert drawer(matched(april, tmp_path)) == ("refused", "account_not_verified")


def test_a_rewardless_source_has_a_drawer_of_its_own(april: April, tmp_path: Path) -> None:
    source = Source.objects.create(name="the museum", licence="CC0")
    Image.objects.filter(pk=april.images[0].pk).update(contributor=None, source=source)
    run = matched(april, tmp_path)
    assert drawer(run) == ("source", "")
    assert Matching.objects.get(run=run).source == 5


def test_matched_again_it_says_the_same(april: April) -> None:
    before = list(Usage.objects.order_by("sha256").values_list("sha256", "drawer", "exposures"))
    usage.match(april.run, at=story.NOON)
    assert list(Usage.objects.order_by("sha256").values_list("sha256", "drawer", "exposures")) == before
    assert Matching.objects.filter(run=april.run).count() == 1


def test_matched_again_it_follows_what_changed(april: April) -> None:
    review.withdraw(first(april), by=april.house.bo, at=story.CLEARED_AT)
    assert usage.match(april.run, at=story.NOON).withdrawn_inside == 2


def test_a_settled_run_keeps_the_usage_it_was_settled_on(april: April) -> None:
    april.settled()
    before = list(Usage.objects.order_by("id").values())
    review.withdraw(first(april), by=april.house.bo, at=story.CLEARED_AT)
    assert usage.match(april.run, at=story.NOON) == Matching.objects.get(run=april.run)
    assert list(Usage.objects.order_by("id").values()) == before


def test_a_run_without_parts_misses_all_of_them(april: April) -> None:
    run = runs.register("empty", recorded_as="empty", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    assert usage.missing(run) == ["every part"]
    with pytest.raises(usage.RunIncomplete, match="every part"):
        usage.match(run, at=story.NOON)
    assert not Usage.objects.filter(run=run).exists()


def test_a_rank_that_is_missing_is_named(april: April, tmp_path: Path) -> None:
    run = runs.register("empty", recorded_as="empty", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    with ManifestRecorder(run="empty", stage="base", component="unet", rank=0, world_size=2, folder=tmp_path) as one:
        one.saw(["unknown"], [UNKNOWN])
    story.taken_in(run, tmp_path)
    assert usage.missing(run) == ["base/unet attempt 1 rank 1 part 0"]
    with pytest.raises(usage.RunIncomplete, match="rank 1 part 0"):
        usage.match(run, at=story.NOON)


def test_a_run_with_a_held_part_is_not_matched(april: April, tmp_path: Path) -> None:
    other = {"known": (bytes(april.images[0].sha256), 99)}
    story.taken_in(april.run, story.recorded(tmp_path, other))
    before = list(Usage.objects.order_by("id").values())
    with pytest.raises(usage.PartsHeld, match="rank 0 part 0"):
        usage.match(april.run, at=story.NOON)
    assert Part.objects.filter(run=april.run, state="held").count() == 1
    assert list(Usage.objects.order_by("id").values()) == before


def test_every_sample_is_told_with_its_drawer(april: April, tmp_path: Path) -> None:
    run = matched(april, tmp_path)
    told = [(row.sample_id, row.exposures, row.drawer, row.reason) for row in usage.samples(run)]
    assert told == [("known", 5, "credited", ""), ("unknown", 1, "refused", "unknown")]
