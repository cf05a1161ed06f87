"""Usage lies in a partition per run, made and filled by the database: what that leaves, and what it must not."""

import hashlib
from pathlib import Path

import pytest
from django.db import connection

from contributors import review
from contributors.models import Image
from ledger.models import Matching, Run, Usage
from ledger.training import runs, usage
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.ledger.april import April

UNKNOWN = hashlib.sha256(b"somebody else's").digest()


def run_named(name: str) -> Run:
    return runs.register(name, recorded_as=name, purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)


def matched(folder: Path, name: str, image: Image) -> Run:
    """A run over one image, seen three times."""
    run = run_named(name)
    story.taken_in(run, story.recorded(folder, {"known": (bytes(image.sha256), 3)}, run=name))
    usage.match(run, at=story.NOON)
    return run


def partitions(run: Run) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s",
            [f"^ledger_usage_[a-z]+_{run.pk}(_[0-9]+)?$"],
        )
        return [row[0] for row in cursor.fetchall()]


def given_again(image: Image, *, state: str = "accepted") -> Image:
    """The same file, accepted once more after the first was withdrawn."""
    image.pk, image.state, image.collection, image.withdrawn_at = None, state, "again", None
    image.save(force_insert=True)
    return image


def test_of_two_images_with_one_digest_the_one_still_there_speaks(april: April, tmp_path: Path) -> None:
    first = Image.objects.get(pk=april.images[0].pk)
    review.withdraw(first, by=april.house.bo, at=story.FROZEN_AT)
    second = given_again(Image.objects.get(pk=first.pk))
    row = Usage.objects.get(run=matched(tmp_path, "hoshi", second))
    assert (row.drawer, row.image_id) == ("credited", second.pk)


def test_an_image_accepted_speaks_beside_one_that_waits(april: April, tmp_path: Path) -> None:
    image = april.images[0]
    given_again(Image.objects.get(pk=image.pk), state="waiting")
    row = Usage.objects.get(run=matched(tmp_path, "hoshi", image))
    assert (row.drawer, row.image_id) == ("credited", image.pk)


def test_each_stage_and_component_keeps_its_own_counts(april: April, tmp_path: Path) -> None:
    run, known = run_named("hoshi"), bytes(april.images[0].sha256)
    with ManifestRecorder(
        run="hoshi", stage="base", component="unet", rank=0, world_size=1, folder=tmp_path / "unet"
    ) as unet:
        unet.saw(["known", "unknown"], [known, UNKNOWN])
    with ManifestRecorder(
        run="hoshi", stage="tuned", component="vae", rank=0, world_size=1, folder=tmp_path / "vae"
    ) as vae:
        vae.saw(["known", "known"], [known, known])
    story.taken_in(run, tmp_path / "unet")
    story.taken_in(run, tmp_path / "vae")
    usage.match(run, at=story.NOON)
    rows = Usage.objects.filter(run=run).order_by("stage", "drawer")
    assert list(rows.values_list("stage", "component", "samples", "exposures", "drawer")) == [
        ("base", "unet", 1, 1, "credited"),
        ("base", "unet", 1, 1, "refused"),
        ("tuned", "vae", 1, 2, "credited"),
    ]
    assert [(row.stage, row.sample_id, row.drawer) for row in usage.samples(run)] == [
        ("base", "known", "credited"),
        ("base", "unknown", "refused"),
        ("tuned", "known", "credited"),
    ]


def test_matching_names_the_parts_it_counted(april: April) -> None:
    matching = Matching.objects.get(run=april.run)
    assert matching.counted_parts == [part.pk for part in usage.counted_parts(april.run)]


def test_a_run_has_one_partition_and_forgotten_none(april: April, tmp_path: Path) -> None:
    run = matched(tmp_path, "hoshi", april.images[0])
    usage.match(run, at=story.NOON)
    assert len(partitions(run)) == 1
    usage.forget(run)
    assert partitions(run) == []
    assert not Usage.objects.filter(run=run).exists()
    assert Usage.objects.filter(run=april.run).exists()


def test_a_sample_that_was_not_matched_is_not_told_without_a_drawer(april: April) -> None:
    usage.forget(april.run)
    with pytest.raises(usage.RunIncomplete, match="match the run anew"):
        list(usage.samples(april.run))
