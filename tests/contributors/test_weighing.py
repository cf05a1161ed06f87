"""What a contributor sent waits for a reviewer, whatever was found; only what needs no eye is decided at once."""

import io
from collections.abc import Callable

import pytest
from django.utils import translation
from PIL import Image as Picture

from contributors import originals, review, tasks, wording
from contributors.models import Block, Finding, Fingerprint, Image, Job, JobState, Review, Upload
from contributors.weighing import weigh
from tests import story
from tests.contributors import archive_scene
from tests.contributors import upload_scene as scene

pytestmark = pytest.mark.django_db


def weighed() -> list[int]:
    """Everything weighed at noon, and how large the bunches were."""
    return list(weigh(lambda: scene.NOON))


def fate(upload: Upload) -> tuple[str, str]:
    image = scene.image_of(upload)
    return image.state, image.reason


def test_a_new_picture_is_recognised_checked_and_waits() -> None:
    upload = scene.sent(scene.house().ada, scene.drawing())
    assert weighed() == [1]
    image = scene.image_of(upload)
    assert (image.state, image.reason, image.decided_at) == ("waiting", "", None)
    assert image.fingerprint is not None
    assert Finding.objects.get(image=image, check_name="own_work").level == "pass"
    assert not Review.objects.exists()


def test_weighed_twice_is_weighed_once() -> None:
    scene.sent(scene.house().ada, scene.drawing())
    assert (weighed(), weighed()) == ([1], [])


def test_an_accepted_upload_went_before_a_reviewer() -> None:
    house = scene.house()
    upload = scene.sent(house.ada, scene.drawing())
    weighed()
    review.accept(scene.image_of(upload), by=house.staff.bo, at=scene.NOON)
    assert fate(upload) == ("accepted", "")


def test_the_task_that_decides_archives_accepts_no_upload() -> None:
    upload = scene.sent(scene.house().ada, scene.drawing())
    tasks.decide_pictures(scene.image_of(upload).collection)
    assert fate(upload) == ("waiting", "")


def test_a_truncated_picture_is_declined_with_its_reason() -> None:
    upload = scene.sent(scene.house().ada, scene.drawing()[:-200])
    weighed()
    assert fate(upload)[0] == "declined"
    assert fate(upload)[1] in wording.UNREADABLE
    assert scene.image_of(upload).decided_at == scene.NOON


def test_the_same_file_sent_again_is_a_duplicate_of_the_first() -> None:
    house = scene.house()
    first, second = scene.sent(house.ada, scene.drawing()), scene.sent(house.ann, scene.drawing())
    weighed()
    assert (fate(first), fate(second)) == (("waiting", ""), ("duplicate", "same_file"))
    assert scene.image_of(second).duplicate_of == scene.image_of(first)


def test_the_same_pixels_in_another_file_are_a_duplicate() -> None:
    ada = scene.house().ada
    scene.sent(ada, archive_scene.png(archive_scene.WAVE))
    second = scene.sent(ada, archive_scene.png(archive_scene.WAVE, level=1))
    weighed()
    assert fate(second) == ("duplicate", "same_pixels")


def test_nearly_the_same_waits_by_another_person_and_counts_once_by_the_same() -> None:
    house = scene.house()
    scene.sent(house.ada, archive_scene.png(archive_scene.GATE))
    second = scene.sent(house.ann, archive_scene.jpeg(archive_scene.GATE))
    third = scene.sent(house.ada, archive_scene.jpeg(archive_scene.GATE, quality=60))
    weighed()
    assert fate(second) == ("waiting", "possibly_reposted")
    assert fate(third) == ("duplicate", "near_duplicate")


def test_a_blocked_picture_is_declined_at_once() -> None:
    house = scene.house()
    first = scene.sent(house.ada, scene.drawing())
    weighed()
    image = scene.image_of(first)
    review.decline(image, reason="rights_of_others", by=house.staff.bo, at=scene.NOON)
    Block.objects.create(
        fingerprint=Fingerprint.objects.get(), because="third_party", blocked_at=scene.NOON, blocked_by=house.staff.bo
    )
    again = scene.sent(house.ann, scene.drawing())
    weighed()
    assert fate(again) == ("declined", "blocked")


def made_by_generator() -> bytes:
    return archive_scene.png(archive_scene.painted("made"), note="a cat, steps: 20")


def plain() -> bytes:
    return archive_scene.png(Picture.new("RGB", (96, 96), "red"))


def tiny() -> bytes:
    return archive_scene.png(archive_scene.painted("tiny").resize((20, 20)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [(made_by_generator, "made_by_generator"), (plain, "one_colour"), (tiny, "edge_too_short")],
)
def test_what_a_check_fails_waits_with_its_reason(content: Callable[[], bytes], reason: str) -> None:
    upload = scene.sent(scene.house().ada, content())
    weighed()
    assert fate(upload) == ("waiting", reason)
    with translation.override("en"):
        assert "reviewer" in wording.why(*fate(upload))
    assert Finding.objects.get(image=scene.image_of(upload), check_name=reason).level == "fail"


def test_an_upload_is_a_duplicate_of_what_an_archive_gave_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    house = scene.house()
    folder = story.gallery(tmp_path_factory.mktemp("given") / "archive", {"Cleo": 1})
    story.given(folder, house.staff)
    upload = scene.sent(house.ada, (folder / "cleo-0.png").read_bytes())
    weighed()
    assert fate(upload) == ("duplicate", "same_file")


def test_bunches_go_in_order_of_giving_over_all_givers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contributors.weighing.BUNCH", 2)
    house = scene.house()
    sent = [scene.sent(one, scene.drawing("same")) for one in (house.ann, house.ada, house.ann)]
    assert weighed() == [2, 1]
    assert [fate(one)[0] for one in sent] == ["waiting", "duplicate", "duplicate"]
    assert {scene.image_of(one).duplicate_of for one in sent[1:]} == {scene.image_of(sent[0])}


def test_the_worker_unpacks_and_weighs_and_keeps_its_rows() -> None:
    ada = scene.house().ada
    archive = scene.sent(ada, scene.zipped({"one.png": scene.drawing("one"), "two.png": scene.drawing("two")}), "a.zip")
    tasks.take_in_uploads()
    assert [image.fingerprint is not None for image in Image.objects.all()] == [True, True]
    jobs = {job.kind: (job.key, job.done, job.total, job.state) for job in Job.objects.all()}
    assert jobs == {"unpack": ("uploads", 1, 1, JobState.DONE), "weigh": ("uploads", 2, 2, JobState.DONE)}
    archive.refresh_from_db()
    assert archive.state == "taken"


def test_the_worker_with_nothing_to_do_leaves_no_row() -> None:
    tasks.take_in_uploads()
    assert not Job.objects.exists()


def exif_with_place() -> bytes:
    """A JPEG that says where it was taken and with which camera."""
    exif = Picture.Exif()
    exif[0x010F] = "Ada's camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)})
    written = io.BytesIO()
    archive_scene.painted("place").save(written, "JPEG", exif=exif)
    return written.getvalue()


def test_no_finding_and_no_small_copy_speaks_of_place_or_camera() -> None:
    content = exif_with_place()
    assert b"Ada's camera" in content
    upload = scene.sent(scene.house().ada, content)
    weighed()
    told = [*Finding.objects.values_list("evidence", flat=True), scene.image_of(upload).reason_facts]
    assert not any("camera" in one or "139" in one for one in told)
    assert b"Ada's camera" not in originals.thumbnail_of(bytes(scene.image_of(upload).sha256))
