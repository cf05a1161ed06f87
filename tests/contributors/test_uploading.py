"""A file that comes in pieces is the file that was sent, however the connection behaved, or it is refused."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from contributors import consents, giving, originals, uploading
from contributors.models import Contributor, Image, ImageState, Upload, UploadState
from tests.contributors import upload_scene as scene

pytestmark = pytest.mark.django_db

NOON = scene.NOON


def nothing_kept() -> bool:
    """Whether neither a row nor a file stands of anything sent."""
    has_rows = Upload.objects.exists() or Image.objects.exists()
    return not (has_rows or default_storage.exists("originals"))


def test_a_sent_picture_waits_for_a_reviewer_and_is_kept_as_given() -> None:
    ada = scene.house().ada
    content = scene.drawing()
    upload = scene.sent(ada, content)
    image = scene.image_of(upload)
    assert (upload.state, image.state, image.contributor) == (UploadState.TAKEN, ImageState.WAITING, ada)
    assert (image.collection, image.path) == (f"upload:{ada.pk}", f"{upload.token}/cat.png")
    assert originals.content_of(bytes(image.sha256)) == content
    assert image.offered_by is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.booleans()), max_size=12))
def test_any_split_with_repeats_and_gaps_and_lost_answers_gives_the_same_file(
    ada: Contributor, steps: list[tuple[float, float, bool]]
) -> None:
    content = scene.drawing("a fox")
    upload = scene.begun(ada, content)
    for start, length, has_died in steps:
        first = int(start * len(content))
        piece = content[first : first + int(length * len(content)) + 1]
        before = uploading.wanted_offset(upload)
        try:
            uploading.receive(upload, offset=first, piece=piece, at=NOON)
        except uploading.PieceOutOfPlace as gap:
            assert first > before == gap.wanted_offset
        if has_died:  # The piece was written, and the server died before it could say so.
            Upload.objects.filter(pk=upload.pk).update(received_bytes=before)
        upload.refresh_from_db()
        assert uploading.wanted_offset(upload) >= before
    wanted = uploading.wanted_offset(upload)
    uploading.receive(upload, offset=wanted, piece=content[wanted:], at=NOON)
    image = scene.image_of(uploading.finish(upload, at=NOON))
    assert originals.content_of(bytes(image.sha256)) == content


@pytest.fixture
def ada() -> Contributor:
    """Ada, who may give."""
    return scene.house().ada


def test_a_gap_is_refused_with_the_offset_wanted(ada: Contributor) -> None:
    content = scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content, [(0, 100)])
    with pytest.raises(uploading.PieceOutOfPlace) as refused:
        uploading.receive(upload, offset=101, piece=content[101:], at=NOON)
    assert refused.value.wanted_offset == 100
    assert scene.on_disk(upload).content() == content[:100]


def test_bytes_that_the_disk_lost_are_asked_for_again(ada: Contributor) -> None:
    content = scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content, [(0, 200)])
    scene.on_disk(upload).write(0, content[:50])
    assert uploading.wanted_offset(upload) == 50
    scene.arrived(upload, content, [(50, len(content))])
    assert originals.content_of(bytes(scene.image_of(uploading.finish(upload, at=NOON)).sha256)) == content


def test_two_tabs_that_send_the_same_file_at_once_fill_one_upload(ada: Contributor) -> None:
    content = scene.drawing()
    upload = scene.begun(ada, content)
    scene.arrived(upload, content, [(0, 100), (0, 100), (100, 300), (100, 250), (300, len(content))])
    assert scene.image_of(uploading.finish(upload, at=NOON)).size_bytes == len(content)


def test_another_file_under_the_same_token_is_refused(ada: Contributor) -> None:
    content = scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content, [(0, 200)])
    with pytest.raises(uploading.PieceDiffers):
        uploading.receive(upload, offset=100, piece=bytes(150), at=NOON)
    assert scene.on_disk(upload).content() == content[:200]


def test_a_piece_beyond_the_announced_end_is_refused(ada: Contributor) -> None:
    upload = scene.begun(ada, b"12345")
    with pytest.raises(uploading.PieceTooLong):
        uploading.receive(upload, offset=0, piece=b"123456", at=NOON)
    assert scene.on_disk(upload).size_bytes == 0


def test_a_file_is_not_finished_while_bytes_are_missing(ada: Contributor) -> None:
    content = scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content, [(0, 10)])
    with pytest.raises(uploading.PieceOutOfPlace) as refused:
        uploading.finish(upload, at=NOON)
    assert refused.value.wanted_offset == 10
    assert not Image.objects.exists()


def test_finished_twice_it_is_one_picture(ada: Contributor) -> None:
    upload = scene.sent(ada, scene.drawing())
    again = uploading.finish(upload, at=NOON)
    assert again.image == upload.image
    assert Image.objects.count() == 1


def test_a_piece_that_comes_after_the_end_changes_nothing(ada: Contributor) -> None:
    content = scene.drawing()
    upload = scene.sent(ada, content)
    uploading.receive(upload, offset=0, piece=content[:10], at=NOON)
    upload.refresh_from_db()
    assert (upload.state, upload.received_bytes) == (UploadState.TAKEN, len(content))


def test_pieces_are_gone_once_the_picture_is_committed(
    ada: Contributor, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload = scene.sent(ada, scene.drawing())
    assert not scene.on_disk(upload).path.exists()


def withdraw(person: Contributor) -> None:
    consents.withdraw(person, at=NOON - timedelta(days=1))


def unverify(person: Contributor) -> None:
    Contributor.objects.filter(pk=person.pk).update(verified_at=None, verified_by=None)


def leave(person: Contributor) -> None:
    Contributor.objects.filter(pk=person.pk).update(left_at=NOON - timedelta(days=1))


BARRED = [
    (withdraw, giving.ConsentMissing),
    (unverify, giving.AccountNotVerified),
    (leave, giving.AccountNotVerified),
]


@pytest.mark.parametrize(("bar", "refusal"), BARRED)
def test_who_may_not_give_sends_nothing_and_nothing_is_stored(
    ada: Contributor, bar: Callable[[Contributor], None], refusal: type[giving.MayNotGive]
) -> None:
    bar(ada)
    with pytest.raises(refusal):
        scene.begun(ada, scene.drawing())
    assert nothing_kept()


@pytest.mark.parametrize(("bar", "refusal"), BARRED)
def test_who_may_give_no_longer_has_what_came_thrown_away(
    ada: Contributor,
    bar: Callable[[Contributor], None],
    refusal: type[giving.MayNotGive],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content, [(0, 100)])
    bar(ada)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(refusal):
        scene.arrived(upload, content, [(100, len(content))])
    upload.refresh_from_db()
    assert (upload.state, upload.reason) == (UploadState.REFUSED, refusal.code)
    assert not scene.on_disk(upload).path.exists()


@pytest.mark.parametrize(("bar", "refusal"), BARRED)
def test_a_whole_file_is_not_kept_when_its_giver_may_give_no_longer(
    ada: Contributor, bar: Callable[[Contributor], None], refusal: type[giving.MayNotGive]
) -> None:
    content = scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content)
    bar(ada)
    with pytest.raises(refusal):
        uploading.finish(upload, at=NOON)
    assert not Image.objects.exists()
    assert not default_storage.exists("originals")


def test_without_the_declaration_nothing_begins(ada: Contributor) -> None:
    with pytest.raises(uploading.OwnWorkNotDeclared):
        uploading.begin(ada, name="cat.png", size_bytes=5, own_work=False, at=NOON)
    assert nothing_kept()


def test_a_file_that_is_announced_too_large_is_refused(ada: Contributor, settings: Settings) -> None:
    settings.HENREI_UPLOAD_PICTURE_BYTES = 100
    with pytest.raises(uploading.FileTooLarge) as refused:
        uploading.begin(ada, name="cat.png", size_bytes=101, own_work=True, at=NOON)
    assert refused.value.most_bytes == 100
    assert nothing_kept()


def test_a_large_picture_is_not_taken_by_calling_itself_a_zip(ada: Contributor, settings: Settings) -> None:
    settings.HENREI_UPLOAD_PICTURE_BYTES = 100
    upload = scene.sent(ada, scene.drawing(), "cat.zip")
    assert (upload.state, upload.reason) == (UploadState.REFUSED, "file_too_large")


def test_no_more_is_under_way_than_may_be(ada: Contributor, settings: Settings) -> None:
    settings.HENREI_UPLOAD_OPEN_FILES = 2
    scene.begun(ada, b"12345")
    scene.begun(ada, b"12345")
    with pytest.raises(uploading.TooMuchOpen):
        scene.begun(ada, b"12345")
    settings.HENREI_UPLOAD_OPEN_FILES, settings.HENREI_UPLOAD_OPEN_BYTES = 9, 14
    with pytest.raises(uploading.TooMuchOpen):
        scene.begun(ada, b"12345")


def test_what_nobody_went_on_with_for_a_week_makes_room(ada: Contributor, settings: Settings) -> None:
    settings.HENREI_UPLOAD_OPEN_FILES = 1
    old = scene.begun(ada, b"12345")
    Upload.objects.filter(pk=old.pk).update(begun_at=NOON - timedelta(days=8))
    scene.begun(ada, b"12345")
    old.refresh_from_db()
    assert (old.state, old.reason) == (UploadState.REFUSED, "never_finished")


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty_file"), (b"a letter", "not_a_picture")])
def test_what_is_no_picture_is_refused_and_not_kept(ada: Contributor, content: bytes, reason: str) -> None:
    upload = scene.begun(ada, content)
    uploading.receive(upload, offset=0, piece=content, at=NOON)
    upload = uploading.finish(upload, at=NOON)
    assert (upload.state, upload.reason) == (UploadState.REFUSED, reason)
    assert not Image.objects.exists()
    assert not default_storage.exists("originals")


def test_nobody_finds_what_somebody_else_sent() -> None:
    house = scene.house()
    upload = scene.begun(house.ada, b"12345")
    assert uploading.of(house.ada, upload.token) == upload
    assert uploading.of(house.ann, upload.token) is None
    assert uploading.of(house.ada, uuid4()) is None


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/cat.png", "cat.png"),
        ("C:\\pictures\\cat.png", "cat.png"),
        ("cat\x00\u202egnp.exe", "catgnp.exe"),
        ("", "picture"),
        ("x" * 300 + ".png", "x" * 196 + ".png"),
        ("猫.png", "猫.png"),
    ],
)
def test_a_name_is_kept_without_folders_and_unseen_signs(given_name: str, kept: str) -> None:
    assert uploading.plain_name(given_name) == kept
