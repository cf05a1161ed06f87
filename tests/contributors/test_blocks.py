"""A blocked picture is not taken again: declined as it is, held before a person in every disguise."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image as Picture
from PIL import ImageOps

from contributors import blocks, fingerprints
from contributors.models import Block, BlockedBecause, Image, User
from tests import story
from tests.contributors import archive_scene, rows
from tests.contributors.archive_scene import Fate, Given
from tests.contributors.test_search import painted, png

LATER = story.NOON + timedelta(days=1)
STOLEN = painted("stolen")


def blocked(content: bytes, by: User) -> Block:
    """Taken down by Bo at noon."""
    return blocks.block_file(content, because=BlockedBecause.TAKEN_DOWN, by=by, at=story.NOON)


def taken(folder: Path, bo: User, content: bytes) -> Fate:
    """What becomes of this file when Ada gives it."""
    archive_scene.record(archive_scene.archive(folder / "archive", [Given("new.png", "Ada", content)]), bo)
    archive_scene.decide(bo)
    return archive_scene.fates()["new.png"]


def turned_by(degrees: int) -> Picture.Image:
    """The stolen picture, turned."""
    return STOLEN.rotate(degrees, expand=True)


DISGUISES: Mapping[str, Picture.Image] = {
    "smaller": STOLEN.resize((150, 150)),
    "mirrored": ImageOps.mirror(STOLEN),
    "turned": turned_by(90),
    "on its head": turned_by(180),
    "framed": ImageOps.expand(STOLEN, 30, "white"),
    "cropped": STOLEN.crop((30, 30, 270, 270)),
    "grey": ImageOps.grayscale(STOLEN),
}


@pytest.mark.django_db
def test_its_own_file_is_declined(tmp_path: Path) -> None:
    bo = story.staff().bo
    blocked(png(STOLEN), bo)
    assert taken(tmp_path, bo, png(STOLEN)) == Fate("declined", "blocked")


@pytest.mark.django_db
def test_its_pixels_in_another_file_are_declined(tmp_path: Path) -> None:
    bo = story.staff().bo
    blocked(png(STOLEN), bo)
    assert taken(tmp_path, bo, archive_scene.png(STOLEN, level=1)) == Fate("declined", "blocked")


@pytest.mark.django_db
@pytest.mark.parametrize("disguise", list(DISGUISES))
def test_in_disguise_it_is_held_before_a_person(tmp_path: Path, disguise: str) -> None:
    bo = story.staff().bo
    blocked(png(STOLEN), bo)
    assert taken(tmp_path, bo, png(DISGUISES[disguise])) == Fate("waiting", "possibly_blocked")


@pytest.mark.django_db
def test_another_picture_is_taken(tmp_path: Path) -> None:
    bo = story.staff().bo
    blocked(png(STOLEN), bo)
    assert taken(tmp_path, bo, png(painted("own"))).state == "accepted"


@pytest.mark.django_db
def test_once_lifted_it_is_taken_again(tmp_path: Path) -> None:
    bo = story.staff().bo
    blocks.lift(blocked(png(STOLEN), bo), at=LATER)
    assert taken(tmp_path, bo, png(STOLEN)).state == "accepted"


@pytest.mark.django_db
def test_what_is_held_names_the_given_picture_that_was_blocked(tmp_path: Path) -> None:
    bo = story.staff().bo
    taken(tmp_path, bo, png(STOLEN))
    given = Image.objects.get()
    blocks.block(given, because=BlockedBecause.THIRD_PARTY, by=bo, at=story.NOON)
    folder = archive_scene.archive(tmp_path / "again", [Given("again.png", "Ann", png(DISGUISES["mirrored"]))])
    archive_scene.record(folder, bo, collection="again")
    archive_scene.decide(bo, collection="again")
    again = Image.objects.get(path="again.png")
    assert (again.reason, again.reason_facts.partition(" ")[0]) == ("possibly_blocked", "new.png")


@pytest.mark.django_db
def test_asked_twice_it_is_blocked_once_and_stays_as_written() -> None:
    bo, known = story.staff().bo, rows.fingerprint()
    first = blocks.block(known, because=BlockedBecause.TAKEN_DOWN, note="letter 7", by=bo, at=story.NOON)
    again = blocks.block(known, because=BlockedBecause.THIRD_PARTY, note="other", by=bo, at=LATER)
    assert (again.pk, again.because, again.note, Block.objects.count()) == (first.pk, "taken_down", "letter 7", 1)


@pytest.mark.django_db
def test_lifted_it_can_be_blocked_anew_and_both_stay_readable() -> None:
    bo, known = story.staff().bo, rows.fingerprint()
    first = blocks.block(known, because=BlockedBecause.TAKEN_DOWN, by=bo, at=story.NOON)
    assert blocks.lift(first, at=LATER).lifted_at == LATER
    assert blocks.lift(first, at=LATER + timedelta(days=1)).lifted_at == LATER
    assert blocks.standing(bytes(known.sha256)) is None
    second = blocks.block(known, because=BlockedBecause.TAKEN_DOWN, by=bo, at=LATER)
    assert blocks.standing(bytes(known.sha256)) == second
    assert Block.objects.count() == 2


@pytest.mark.django_db
def test_a_block_is_not_lifted_before_it_began() -> None:
    block = blocks.block(rows.fingerprint(), because=BlockedBecause.TAKEN_DOWN, by=story.staff().bo, at=story.NOON)
    with pytest.raises(blocks.LiftedTooEarly, match="lift it later"):
        blocks.lift(block, at=story.NOON)
    assert Block.objects.get().lifted_at is None


@pytest.mark.django_db
def test_an_image_that_nobody_has_read_is_not_blocked() -> None:
    bo = story.staff().bo
    image = rows.image(rows.contributor("Ada", bo), fingerprint=None)
    with pytest.raises(blocks.NotRecognised, match="Block it by the file itself"):
        blocks.block(image, because=BlockedBecause.TAKEN_DOWN, by=bo, at=story.NOON)
    assert not Block.objects.exists()


@pytest.mark.django_db
def test_what_is_no_picture_is_not_blocked() -> None:
    with pytest.raises(fingerprints.PictureRefused):
        blocked(b"words", story.staff().bo)
    assert not Block.objects.exists()
