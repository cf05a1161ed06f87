"""kin and block_picture: whose picture a file repeats, and keeping one out."""

import hashlib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import ImageOps

from contributors import people
from contributors.models import Block, Role
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import Given
from tests.contributors.test_search import painted, png
from tests.ledger.commands import speaking
from tests.route import census

pytestmark = pytest.mark.django_db
WAVE = painted("wave")


def given(folder: Path) -> None:
    """Ada gave the wave."""
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(folder / "archive", [Given("wave.png", "Ada", png(WAVE))]), bo)
    archive_scene.decide(bo)


def written(folder: Path, content: bytes, name: str = "asked.png") -> str:
    """A file to ask about."""
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_a_mirrored_picture_is_told_with_whose_it_is_and_how(tmp_path: Path) -> None:
    given(tmp_path)
    file = written(tmp_path, png(ImageOps.mirror(WAVE)))
    before = census.held()
    told = speaking.asked("kin", file)
    (repeat,) = told["repeats"] if isinstance(told["repeats"], list) else []
    assert (told["file"], told["kindred"]) == (file, 1)
    assert 0 <= repeat.pop("distance_bits") <= 36
    assert repeat == {
        "tier": "possible",
        "reason": "mirrored",
        "collection": "gallery",
        "path": "wave.png",
        "contributor": "Ada",
        "state": "accepted",
    }
    assert census.held() == before


def test_a_person_reads_one_line_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given(tmp_path)
    call_command("kin", written(tmp_path, png(WAVE)))
    assert capsys.readouterr().out.splitlines()[1] == "same_file, 0 bits: gallery/wave.png by Ada"


def test_nothing_found_is_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given(tmp_path)
    file = written(tmp_path, png(painted("other")))
    assert speaking.asked("kin", file) == {"file": file, "kindred": 0, "repeats": []}
    call_command("kin", file)
    assert "no given picture is kin to it" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"words", png(WAVE)[:-900]])
def test_what_is_no_whole_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CommandError):
        call_command("kin", written(tmp_path, content))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("kin", str(tmp_path / "nowhere.png"))


def test_a_file_is_blocked_once_and_lifted_once(tmp_path: Path) -> None:
    people.hire("bo", roles=[Role.REVIEWER])
    file = written(tmp_path, png(WAVE))
    words = ("block_picture", file, "--by", "bo")
    first = speaking.asked(*words, "--because", "third_party", "--note", "letter 7")
    assert speaking.asked(*words, "--because", "taken_down") == first
    assert (first["because"], first["note"], first["blocked_by"]) == ("third_party", "letter 7", "bo")
    assert speaking.asked(*words, "--lift")["lifted_at"] is not None
    with pytest.raises(CommandError, match="is not blocked"):
        call_command(*words, "--lift")


def test_a_given_picture_is_blocked_by_its_digest(tmp_path: Path) -> None:
    given(tmp_path)
    digest = hashlib.sha256(png(WAVE)).hexdigest()
    told = speaking.asked("block_picture", digest, "--because", "taken_down", "--by", "bo")
    assert told["sha256"] == digest
    assert Block.objects.get().fingerprint.images.get().path == "wave.png"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--by", "bo"), "say why"),
        (("--by", "cy", "--because", "taken_down"), "cy"),
        (("--by", "nobody", "--because", "taken_down"), "nobody"),
        (("--by", "bo", "--because", "taken_down"), "block it by its file"),
        (("--by", "bo", "--lift"), "nothing to lift"),
    ],
)
def test_a_block_that_cannot_be_is_refused_and_nothing_changes(words: tuple[str, ...], why: str) -> None:
    story.staff()
    before = census.held()
    with pytest.raises(CommandError, match=why):
        call_command("block_picture", "ab" * 32, *words)
    assert census.held() == before
