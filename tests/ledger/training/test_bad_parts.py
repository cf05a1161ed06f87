"""Every bad part is refused whole from a file, with file, line and reason; nothing is left, and a good one goes in."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from ledger.models import Run
from ledger.training import ingestion, parts
from ledger.training.manifest import BadPart
from tests import story
from tests.ledger.api import sending_scene
from tests.ledger.training import bad_parts
from tests.ledger.training import part_cast as cast
from tests.ledger.training.bad_parts import BadPartFile
from tests.route import census

MOST_MIB = 700


@pytest.fixture
def run(db: None) -> Run:
    return sending_scene.registered()


@pytest.mark.parametrize("bad", bad_parts.EVERY, ids=str)
def test_a_bad_part_is_refused_whole_and_the_next_good_one_goes_in(
    run: Run, bad: BadPartFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(new(tmp_path, "temporary")))
    path, before = bad.make(new(tmp_path, "bad")), census.held()
    with pytest.raises(BadPart) as refused:
        ingestion.check(run, path)
    assert refused.value.file.startswith("a.manifest")
    assert bad.told in refused.value.reason
    assert refused.value.line == bad.line or bad.told == ""
    assert (census.held(), list((tmp_path / "temporary").iterdir())) == (before, [])
    good = ingestion.check(run, cast.write_jsonl(new(tmp_path, "good"), cast.BIRDS))
    assert ingestion.take(run, [good], at=story.NOON).new == 1


def test_parts_that_disagree_about_their_world_are_refused_beside_each_other(run: Run, tmp_path: Path) -> None:
    first = cast.write_jsonl(new(tmp_path, "first"), cast.BIRDS)
    ingestion.take(run, [ingestion.check(run, first)], at=story.NOON)
    before = census.held()
    header = cast.header_over(cast.BIRDS, rank=1, world_size=3)
    other = ingestion.check(run, cast.write_jsonl(new(tmp_path, "other"), cast.BIRDS, header))
    with pytest.raises(BadPart, match="world_size is 3, where the other parts say 2"):
        ingestion.take(run, [other], at=story.NOON)
    assert census.held() == before


BOMBS = [bad for bad in bad_parts.EVERY if "bomb" in bad.what]


@pytest.mark.slow
@pytest.mark.parametrize("bad", BOMBS, ids=str)
def test_a_bomb_is_refused_in_bounded_memory(tmp_path: Path, bad: BadPartFile) -> None:
    path = bad.make(new(tmp_path, "bad"))
    reading = f"from ledger.training import parts; from pathlib import Path; parts.verify(Path({str(path)!r}))"
    ended = subprocess.run(
        [sys.executable, "-c", reading],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=in_little_memory,
    )
    assert "BadPart" in ended.stderr.splitlines()[-1], ended.stderr


def test_honest_pages_of_any_writer_are_read(tmp_path: Path) -> None:
    rows = [cast.row(f"bird-{number}", number + 1) for number in range(5_000)]
    path = cast.write_parquet(tmp_path, rows)
    assert parts.verify(path) == cast.header_over(rows)


def new(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def in_little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MIB << 20, MOST_MIB << 20))
