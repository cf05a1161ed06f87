"""What a run's usage comes to: each picture once, drawn up anew after each matching, adding up to the drawers."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributors import review
from contributors.models import Image
from ledger.models import Matching, Run, UsageCount
from ledger.training import counts, runs, usage
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.ledger.april import April

UNKNOWN = b"u" * 32
STAGES = ("base", "fine")


def two_stages(april: April, folder: Path) -> Run:
    """Ada's pictures and an unknown one in two stages, each shown twice in each; one of Ada's under two sample ids."""
    run = runs.register("hoshi", recorded_as="hoshi", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
    for stage in STAGES:
        place = folder / stage
        place.mkdir()
        with ManifestRecorder(
            run="hoshi", stage=stage, component="unet", rank=0, world_size=1, folder=place
        ) as recorder:
            for image in april.images:
                recorder.saw([image.path, f"{image.path} again"], [bytes(image.sha256)] * 2)
            recorder.saw(["unknown"], [UNKNOWN])
        story.taken_in(run, place)
    usage.match(run, at=story.NOON)
    return run


def test_a_picture_of_two_stages_is_one_picture(april: April, tmp_path: Path) -> None:
    rows = counts.contributors(two_stages(april, tmp_path)).order_by("contributor_id")
    assert [(row.contributor, row.images, row.samples, row.exposures) for row in rows] == [
        (april.ada, 3, 12, 12),
        (april.ann, 1, 4, 4),
    ]


def test_the_sums_add_up_to_the_drawers(april: April, tmp_path: Path) -> None:
    run = two_stages(april, tmp_path)
    judged, matching = counts.compliance(run), Matching.objects.get(run=run)
    assert [(one.drawer, one.reason, one.sums.images, one.sums.exposures) for one in judged.drawers] == [
        ("credited", "", 4, matching.credited),
        ("refused", "unknown", 1, matching.refused),
    ]
    assert judged.together.exposures == matching.exposures
    assert judged.opted_out == counts.Sums(0, 0, 0)


def test_opted_out_pictures_are_found(april: April, tmp_path: Path) -> None:
    image = Image.objects.get(pk=april.images[0].pk)
    review.withdraw(image, by=april.house.bo, at=story.FROZEN_AT - timedelta(days=1))
    assert counts.compliance(two_stages(april, tmp_path)).opted_out == counts.Sums(1, 4, 4)


def test_they_are_summed_once_and_then_read(april: April) -> None:
    counts.compliance(april.run)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        counts.compliance(april.run)
    assert not [query for query in asked.captured_queries if "ledger_usage " in query["sql"]]


def test_a_new_matching_is_summed_anew(april: April) -> None:
    before = counts.compliance(april.run)
    image = Image.objects.get(pk=april.images[0].pk)
    review.withdraw(image, by=april.house.bo, at=story.FROZEN_AT - timedelta(days=1))
    usage.match(april.run, at=story.NOON)
    after = counts.compliance(april.run)
    assert (before.opted_out.images, after.opted_out.images) == (0, 1)
    assert UsageCount.objects.filter(run=april.run).values("matching_number").distinct().count() == 1


def test_a_run_that_is_not_matched_has_no_sums(april: April) -> None:
    usage.forget(april.run)
    assert counts.compliance(april.run) == counts.Compliance((), counts.Sums(0, 0, 0), counts.Sums(0, 0, 0))
    assert not counts.contributors(april.run).exists()


def test_a_share_is_a_hundred_only_where_it_is_all() -> None:
    assert counts.percent(999_999, 1_000_000) == Decimal("99.99")
    assert counts.percent(3, 3) == 100
    assert counts.percent(0, 0) == 0
