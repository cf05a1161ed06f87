"""Hashing again brings every picture under today's rule, leaves the old fingerprint, and ends where all is done."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from contributors import blocks, fingerprints, rehashing, tasks
from contributors.models import BlockedBecause, Fingerprint, Image, Job
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import Given
from tests.contributors.test_search import painted, png
from tests.ledger.commands import speaking

pytestmark = pytest.mark.django_db
OLD = "henrei-load/0"


def given(folder: Path, count: int = 2) -> list[Image]:
    """Ada's pictures."""
    bo = story.staff().bo
    pictures = [Given(f"{place}.png", "Ada", png(painted(f"{place}"))) for place in range(count)]
    archive_scene.record(archive_scene.archive(folder / "archive", pictures), bo)
    archive_scene.decide(bo)
    return list(Image.objects.order_by("path"))


def hashes() -> Mapping[str, tuple[str, bytes, bytes]]:
    """What each image is recognised by."""
    images = Image.objects.select_related("fingerprint")
    return {
        image.path: (image.fingerprint.load_rule, bytes(image.fingerprint.pdq), bytes(image.fingerprint.windows))
        for image in images
        if image.fingerprint
    }


def test_missing_windows_are_filled_in(tmp_path: Path) -> None:
    given(tmp_path)
    whole = hashes()
    Fingerprint.objects.update(windows=b"")
    assert list(rehashing.rehash()) == [2]
    assert hashes() == whole
    assert all(len(windows) >= 32 for _rule, _pdq, windows in whole.values())
    assert list(rehashing.rehash()) == []


def test_an_older_fingerprint_gets_a_new_one_beside_it(tmp_path: Path) -> None:
    images = given(tmp_path)
    today = hashes()
    Fingerprint.objects.update(load_rule=OLD, pdq=bytes(32))
    block = blocks.block(images[0], because=BlockedBecause.TAKEN_DOWN, by=story.staff().bo, at=story.NOON)
    assert list(rehashing.rehash()) == [2]
    assert hashes() == today
    assert Fingerprint.objects.filter(load_rule=OLD).count() == 2
    block.refresh_from_db()
    assert block.fingerprint.load_rule == fingerprints.LOAD_RULE
    assert list(rehashing.rehash()) == []


def test_killed_between_two_bunches_the_next_call_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehashing, "BUNCH", 1)
    given(tmp_path, count=3)
    today = hashes()
    Fingerprint.objects.update(load_rule=OLD)
    first = rehashing.rehash()
    assert next(first) == 1
    del first
    assert rehashing.stale().count() == 2
    assert list(rehashing.rehash()) == [1, 1]
    assert hashes() == today


def test_what_has_no_original_stays_as_it_is(tmp_path: Path) -> None:
    bo = story.staff().bo
    blocks.block_file(png(painted("gone")), because=BlockedBecause.TAKEN_DOWN, by=bo, at=story.NOON)
    Fingerprint.objects.update(load_rule=OLD)
    assert list(rehashing.rehash()) == [1]
    assert Fingerprint.objects.get().load_rule == OLD


def test_the_command_and_the_task_tell_what_they_did(tmp_path: Path) -> None:
    given(tmp_path)
    Fingerprint.objects.update(windows=b"")
    told = {"load_rule": fingerprints.LOAD_RULE, "looked_at": 2, "left": 0}
    assert speaking.asked("rehash") == told
    assert speaking.asked("rehash") == {**told, "looked_at": 0}
    Fingerprint.objects.update(windows=b"")
    tasks.rehash()
    job = Job.objects.get(kind="rehash")
    assert (job.state, job.done, rehashing.stale().count()) == ("done", 2, 0)
