"""Taking parts in: once, whole, and never into a settled run."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from ledger.models import Part, Run
from ledger.training import ingestion, parts, runs
from ledger.training.ingestion import Taken
from ledger.training.manifest import BadPart
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.ledger.april import April

BIRDS = {"gull": 3, "wren": 1}


def digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def recorded(folder: Path, shown: Mapping[str, int] = BIRDS, *, rank: int = 0, run: str = "shio") -> Path:
    """One part of a run of two ranks."""
    folder.mkdir(parents=True, exist_ok=True)
    with ManifestRecorder(run=run, stage="base", component="unet", rank=rank, world_size=2, folder=folder) as recorder:
        for name, exposures in shown.items():
            for _ in range(exposures):
                recorder.saw([name], [digest(name)])
    return folder


@pytest.fixture
def run(db: None) -> Run:
    return runs.register("shio", recorded_as="shio", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)


def test_parts_are_taken_as_they_say(run: Run, tmp_path: Path) -> None:
    recorded(tmp_path)
    assert story.taken_in(run, recorded(tmp_path, {"heron": 2}, rank=1)) == Taken(new=2, known=0, held=0)
    rows = Part.objects.order_by("rank").values_list("rank", "part", "rows", "exposures", "final", "state")
    assert list(rows) == [(0, 0, 2, 4, True, "received"), (1, 0, 1, 2, True, "received")]


def test_the_file_is_kept_byte_for_byte_under_its_digest(run: Run, tmp_path: Path) -> None:
    [file] = parts.part_files(recorded(tmp_path))
    story.taken_in(run, tmp_path)
    part = Part.objects.get()
    with default_storage.open(part.stored_as) as kept:
        assert kept.read() == file.read_bytes()
    assert bytes(part.file_sha256) == hashlib.sha256(file.read_bytes()).digest()
    assert bytes(part.file_sha256).hex() in part.stored_as
    assert part.file_name == file.name


def test_the_same_part_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    story.taken_in(run, recorded(tmp_path))
    before = list(Part.objects.values())
    assert story.taken_in(run, tmp_path) == Taken(new=0, known=1, held=0)
    assert list(Part.objects.values()) == before


def test_the_same_part_with_other_rows_is_held_for_a_person(run: Run, tmp_path: Path) -> None:
    story.taken_in(run, recorded(tmp_path / "first"))
    other = recorded(tmp_path / "second", {"gull": 4})
    assert story.taken_in(run, other) == Taken(new=0, known=0, held=1)
    assert story.taken_in(run, other) == Taken(new=0, known=1, held=0)
    assert list(Part.objects.order_by("id").values_list("state", "exposures")) == [("received", 4), ("held", 4)]


def test_a_part_of_another_run_is_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BadPart, match="'nagi'"):
        story.taken_in(run, recorded(tmp_path, run="nagi"))
    assert not Part.objects.exists()


def test_one_part_that_disagrees_refuses_the_folder(run: Run, tmp_path: Path) -> None:
    recorded(tmp_path)
    with ManifestRecorder(run="shio", stage="base", component="unet", rank=1, world_size=3, folder=tmp_path) as other:
        other.saw(["wren"], [digest("wren")])
    with pytest.raises(BadPart, match="world_size"):
        story.taken_in(run, tmp_path)
    assert not Part.objects.exists()


def test_a_broken_part_is_refused_and_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    [file] = parts.part_files(recorded(tmp_path))
    file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(BadPart):
        ingestion.check(run, file)
    assert not Part.objects.exists()


def test_a_settled_run_takes_no_further_part(april: April, tmp_path: Path) -> None:
    april.settled()
    before = list(Part.objects.values())
    samples = {"gull": (digest("gull"), 1)}
    with pytest.raises(ingestion.RunSettled, match="tanabata"):
        story.taken_in(april.run, story.recorded(tmp_path, samples))
    assert list(Part.objects.values()) == before


def test_a_settled_run_knows_its_parts(april: April) -> None:
    april.settled()
    again = story.taken_in(april.run, april.folder / "manifests" / "tanabata")
    assert again == Taken(new=0, known=1, held=0)


def test_many_parts_are_checked_in_their_order(run: Run, tmp_path: Path) -> None:
    folders = [recorded(tmp_path / str(rank), rank=rank) for rank in (0, 1)]
    files = [file for folder in folders for file in parts.part_files(folder)]
    assert [one.path for one in ingestion.check_all(run, files)] == files


def test_many_parts_end_with_the_first_that_is_bad(run: Run, tmp_path: Path) -> None:
    [good] = parts.part_files(recorded(tmp_path / "good"))
    [bad] = parts.part_files(recorded(tmp_path / "bad", rank=1))
    bad.write_bytes(bad.read_bytes()[:-7])
    checked = ingestion.check_all(run, [good, bad, good])
    assert next(checked).path == good
    with pytest.raises(BadPart, match=bad.name):
        next(checked)
