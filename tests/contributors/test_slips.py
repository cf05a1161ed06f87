"""A slip is taken by one process at a time, answered once, and let go of by whoever is killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from contributors import fingerprints, originals, recognition, slips
from contributors.models import AskedBy, Image, Slip
from contributors.slips import File
from ledger.config import embedded
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import CASES, Given

ONE, TWO, THREE = (archive_scene.digest(given) for given in CASES[:3])


def laid_out(*given: Given) -> None:
    """Originals kept, and asked for in this order."""
    for one in given:
        originals.keep(archive_scene.digest(one), one.content)
    files = [File(archive_scene.digest(one), len(one.content)) for one in given]
    slips.lay_out(files, asked_by=AskedBy.DECIDE)


def original(digest: bytes) -> Path:
    return Path(settings.MEDIA_ROOT) / "originals" / digest.hex()[:2] / digest.hex()


@contextmanager
def taken_by_another(addresses: embedded.Addresses, digest: bytes) -> Iterator[None]:
    """Another process has the slip for as long as the block lasts."""
    with psycopg.connect(addresses.application) as other:
        other.execute("SELECT 1 FROM contributors_slip WHERE sha256 = %s FOR UPDATE", [digest])
        yield


@pytest.mark.django_db
def test_files_are_read_in_the_order_they_were_laid_out() -> None:
    laid_out(*CASES[:2])
    assert slips.answers([ONE, TWO]) == {}
    assert (slips.read_next(), list(slips.answers([ONE, TWO]))) == (Slip.objects.get(sha256=ONE), [ONE])
    assert slips.read_some() == slips.Stretch(1)
    assert slips.answers([ONE, TWO]) == {
        archive_scene.digest(one): recognition.answer(one.content) for one in CASES[:2]
    }
    assert slips.read_some() == slips.Stretch(0)


@pytest.mark.django_db
def test_what_is_laid_out_twice_is_read_once_and_keeps_its_answer() -> None:
    laid_out(*CASES[:1])
    slips.read_some()
    laid_out(*CASES[:1])
    assert (Slip.objects.count(), slips.read_some(), len(slips.answers([ONE]))) == (1, slips.Stretch(0), 1)


@pytest.mark.django_db
def test_a_stretch_ends_with_its_bunch_of_files_or_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(*CASES[:3])
    monkeypatch.setattr(slips, "BUNCH", 1)
    assert slips.read_some().taken == 1
    monkeypatch.setattr(slips, "BUNCH", 9)
    monkeypatch.setattr(slips, "BUNCH_BYTES", 1)
    assert slips.read_some().taken == 1


@pytest.mark.django_db
def test_what_is_no_picture_is_an_answer() -> None:
    given = Given("words.png", "Ada", b"words")
    laid_out(given)
    slips.read_some()
    (answer,) = slips.answers([archive_scene.digest(given)]).values()
    assert isinstance(answer, recognition.Unread)
    assert answer.code == "not_a_picture"


@pytest.mark.django_db
def test_a_file_that_cannot_be_reached_is_told_and_left_to_whoever_laid_it_out() -> None:
    laid_out(*CASES[:2])
    original(ONE).unlink()
    stretch = slips.read_some()
    assert (stretch.taken, "No such file" in stretch.trouble) == (2, True)
    assert list(slips.answers([ONE, TWO])) == [TWO]
    assert slips.read_next() is None
    with pytest.raises(FileNotFoundError):
        slips.read_ourselves(ONE)
    originals.keep(ONE, CASES[0].content)
    assert slips.read_ourselves(ONE) == recognition.answer(CASES[0].content)


@pytest.mark.django_db
def test_what_another_version_wrote_counts_as_unread() -> None:
    laid_out(*CASES[:1])
    Slip.objects.update(answer=b'{"version": 0}')
    assert slips.answers([ONE]) == {}


@pytest.mark.django_db
def test_slips_under_another_load_rule_are_nobodys_here() -> None:
    laid_out(*CASES[:1])
    Slip.objects.update(load_rule="henrei-load/0")
    assert (slips.read_next(), slips.answers([ONE])) == (None, {})


@pytest.mark.django_db
def test_used_slips_are_torn_up_but_where_a_waiting_picture_is_the_same_file(tmp_path: Path) -> None:
    folder = archive_scene.archive(tmp_path / "archive", [CASES[0], CASES[3]])
    archive_scene.record(folder, story.staff().bo)
    laid_out(CASES[0], CASES[1])
    slips.tear_up([ONE, TWO])
    assert [bytes(slip.sha256) for slip in Slip.objects.all()] == [ONE]
    Image.objects.update(decided_at=story.NOON)
    slips.tear_up([ONE])
    assert not Slip.objects.exists()


@pytest.mark.django_db
def test_sweeping_takes_only_what_the_same_work_laid_out() -> None:
    laid_out(*CASES[:1])
    slips.lay_out([File(TWO, 1)], asked_by=AskedBy.REHASH)
    slips.sweep(AskedBy.DECIDE)
    assert [bytes(slip.sha256) for slip in Slip.objects.all()] == [TWO]


def test_a_taken_slip_is_passed_over_and_is_there_again_when_its_taker_is_gone(
    committed_db: embedded.Addresses,
) -> None:
    laid_out(*CASES[:2])
    with taken_by_another(committed_db, ONE):
        assert slips.read_some() == slips.Stretch(1)
        assert slips.answers([ONE]) == {}
    assert slips.read_some() == slips.Stretch(1)
    assert list(slips.answers([ONE])) == [ONE]


def test_nobody_waits_for_a_taken_slip(committed_db: embedded.Addresses) -> None:
    laid_out(*CASES[:2])
    with taken_by_another(committed_db, ONE):
        assert slips.read_ourselves(ONE) == recognition.answer(CASES[0].content)
        slips.tear_up([ONE, TWO])
        assert [bytes(slip.sha256) for slip in Slip.objects.all()] == [ONE]
        slips.sweep(AskedBy.DECIDE)
    slips.sweep(AskedBy.DECIDE)
    assert not Slip.objects.exists()


class Killed(BaseException):
    """The process ends here."""


def killed_while_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process leaves: the slip counted, and nothing else."""

    def die(content: bytes) -> recognition.Answer:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(recognition, "answer", die)
        with pytest.raises(Killed):
            slips.read_next()


def test_a_file_that_kills_its_readers_is_left_alone_and_then_named(
    committed_db: embedded.Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(*CASES[:2])
    for _ in range(slips.MOST_BEGUN):
        killed_while_reading(monkeypatch)
    assert slips.read_next() == Slip.objects.get(sha256=TWO)
    assert slips.read_next() is None
    Slip.objects.filter(sha256=ONE).update(begun=slips.MOST_BEGUN + 1)
    with pytest.raises(slips.ReadersLost, match=f"{ONE.hex()} ended 3 workers"):
        slips.read_ourselves(ONE)
    assert slips.read_ourselves(ONE) == recognition.answer(CASES[0].content)


def test_who_reads_to_the_end_is_not_counted(committed_db: embedded.Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(*CASES[:1])
    killed_while_reading(monkeypatch)
    assert Slip.objects.get().begun == 1
    slips.read_ourselves(ONE)
    assert Slip.objects.get().begun == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"asked_by": "nobody"}, "slip_asker_is_known"),
        ({"answer": b"{}", "trouble": "both"}, "slip_answered_or_troubled"),
    ],
)
def test_the_database_refuses_a_slip_that_cannot_be(changes: dict[str, str | bytes], constraint: str) -> None:
    laid_out(*CASES[:1])
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Slip.objects.update(**changes)
    with pytest.raises(IntegrityError, match="slip_once_per_file_and_rule"), transaction.atomic():
        Slip.objects.create(sha256=ONE, load_rule=fingerprints.LOAD_RULE, size_bytes=1, asked_by=AskedBy.DECIDE)
