"""What workers do for one another: reading ahead, going on with what a killed one left, and all of it by commands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from contributors import fingerprints, intake, jobs, reading_room, rehashing, slips, tasks, turns
from contributors.models import AskedBy, Fingerprint, Image, Job, Slip
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import CASES
from tests.ledger.commands import speaking

pytestmark = pytest.mark.django_db
Sent = list[tuple[str, ...]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What was handed to workers; nothing of it is done."""
    sent: Sent = []

    def keep(name: str) -> Callable[..., None]:
        return lambda *words: sent.append((name, *words))

    for name in ("decide_pictures", "read_slips", "rehash", "take_in_uploads", "examine_again"):
        monkeypatch.setattr(getattr(tasks, name), "delay", keep(name))
    return sent


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does everything the moment it is asked to; small collections are shared too."""
    monkeypatch.setattr(reading_room, "WORTH_SHARING", 0)
    monkeypatch.setattr(tasks.read_slips, "delay", tasks.read_slips)


def given(folder: Path) -> None:
    """Three pictures of Ada's, recorded and not decided."""
    archive_scene.record(archive_scene.archive(folder / "archive", CASES[:3]), story.staff().bo)


def told(kind: str = intake.JOB) -> tuple[str, int, int, str]:
    job = Job.objects.get(kind=kind)
    return job.state, job.done, job.total, job.error


def left_running(kind: str, key: str) -> None:
    """What a killed worker leaves."""
    Job.objects.create(kind=kind, key=key, state="running", total=3)


@pytest.mark.usefixtures("at_once")
def test_a_worker_decides_what_others_read(tmp_path: Path) -> None:
    given(tmp_path)
    tasks.decide_pictures("gallery")
    assert (told(), intake.counts("gallery").accepted) == (("done", 3, 3, ""), 3)
    assert not Slip.objects.exists()


@pytest.mark.usefixtures("at_once")
def test_a_worker_hashes_again_what_others_read(tmp_path: Path) -> None:
    given(tmp_path)
    tasks.decide_pictures("gallery")
    Fingerprint.objects.update(load_rule="henrei-load/0")
    tasks.rehash()
    assert (told(rehashing.JOB), rehashing.stale().count()) == (("done", 3, 3, ""), 0)


@pytest.mark.usefixtures("at_once")
def test_few_pictures_are_read_before_anybody_is_invited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given(tmp_path)
    monkeypatch.setattr(reading_room, "WORTH_SHARING", 3)
    monkeypatch.setattr(tasks.read_slips, "delay", lambda *words: pytest.fail("somebody was invited"))
    tasks.decide_pictures("gallery")
    assert intake.counts("gallery").accepted == 3


def test_without_a_broker_the_work_goes_on_alone_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: str) -> None:
        raise OperationalError("nobody listens")

    given(tmp_path)
    monkeypatch.setattr(reading_room, "WORTH_SHARING", 0)
    monkeypatch.setattr(tasks.read_slips, "delay", refuse)
    tasks.decide_pictures("gallery")
    assert (told(), intake.counts("gallery").accepted) == (("done", 3, 3, "nobody listens"), 3)


def test_what_one_reader_could_not_reach_is_kept_on_the_job() -> None:
    left_running(intake.JOB, "gallery")
    slips.lay_out([slips.File(bytes(32), 1)], asked_by=AskedBy.DECIDE)
    with turns.taken(intake.JOB, "gallery"):
        assert tasks.read_slips(intake.JOB, "gallery") == 1
    assert "No such file" in Job.objects.get().error


def test_an_invitation_for_what_is_done_is_nothing(sent: Sent) -> None:
    assert tasks.read_slips(intake.JOB, "gallery") == 0
    assert (sent, Job.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("kind", "key", "asked"),
    [
        ("recognise", "gallery", ("decide_pictures", "gallery")),
        ("rehash", "henrei-load/9", ("rehash",)),
        ("weigh", "uploads", ("take_in_uploads",)),
        ("examine", "henrei-guidelines/2", ("examine_again",)),
    ],
)
def test_whoever_finds_work_left_behind_sets_another_going(
    sent: Sent, kind: str, key: str, asked: tuple[str, ...]
) -> None:
    left_running(kind, key)
    with turns.taken(kind, key):
        tasks.read_slips(kind, key)
        tasks.go_on()
        assert sent == []
    tasks.read_slips(kind, key)
    tasks.go_on()
    assert sent == [asked, asked]


@pytest.mark.parametrize("state", ["waiting", "done"])
def test_what_nobody_was_at_is_not_set_going(sent: Sent, state: str) -> None:
    Job.objects.create(kind=intake.JOB, key="gallery", state=state)
    Job.objects.create(kind="ingest", key="a run", state="running")
    tasks.go_on()
    assert sent == []


def test_work_that_failed_is_left_to_a_person(sent: Sent, tmp_path: Path) -> None:
    given(tmp_path)
    Job.objects.create(kind=intake.JOB, key="gallery", state="failed", error="no room")
    tasks.go_on()
    assert sent == []


def test_import_images_hands_the_deciding_to_the_workers(
    sent: Sent, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    story.staff()
    folder = archive_scene.archive(tmp_path / "gallery", CASES[:3])
    words = ("import_images", str(folder), "--accept-by", "bo", "--workers")
    with django_capture_on_commit_callbacks(execute=True):
        answer = speaking.asked(*words)
        speaking.asked(*words)
    assert (answer["new"], answer["waiting"]) == (3, 3)
    assert (sent, told()) == ([("decide_pictures", "gallery")], ("waiting", 0, 3, ""))


def test_rehash_hands_itself_to_the_workers(
    sent: Sent, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    given(tmp_path)
    tasks.decide_pictures("gallery")
    Fingerprint.objects.update(windows=b"")
    with django_capture_on_commit_callbacks(execute=True):
        first, second = speaking.asked("rehash", "--workers"), speaking.asked("rehash", "--workers")
    rule = fingerprints.LOAD_RULE
    assert first == {"load_rule": rule, "handed_over": 3, "goes_on_already": False}
    assert second == {"load_rule": rule, "handed_over": 0, "goes_on_already": True}
    assert (sent, told(rehashing.JOB)) == ([("rehash",)], ("waiting", 0, 3, ""))


def test_where_no_worker_can_be_reached_the_command_says_so_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach(*words: object, **more: object) -> None:
        raise jobs.WorkersOutOfReach(Job(kind=rehashing.JOB, key="rule"), "nobody listens")

    given(tmp_path)
    monkeypatch.setattr(jobs, "begin", out_of_reach)
    for words in (["rehash"], ["import_images", str(tmp_path / "archive"), "--accept-by", "bo"]):
        with pytest.raises(CommandError, match="start the broker"):
            call_command(*words, "--workers")
    assert Image.objects.filter(state="waiting").exists()
