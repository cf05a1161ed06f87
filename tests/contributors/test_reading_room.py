"""However many read, what is decided is the same; and nobody is waited for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from contributors import examining, fingerprints, intake, originals, reading_room, rehashing, rulebook, slips, weighing
from contributors.models import AskedBy, Finding, Fingerprint, Image, Slip
from ledger.config import embedded
from tests import story
from tests.contributors import archive_scene, upload_scene
from tests.contributors.archive_scene import CASES, Given

AGAIN = Given("again.png", "Ann", CASES[0].content)
FEW = CASES[:3]


@pytest.fixture(autouse=True)
def worth_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small collections are shared too, a few pictures at a time."""
    monkeypatch.setattr(reading_room, "WORTH_SHARING", 0)
    monkeypatch.setattr(reading_room, "AHEAD", 4)
    monkeypatch.setattr(slips, "BUNCH", 2)
    monkeypatch.setattr(intake, "BUNCH", 3)
    monkeypatch.setattr(rehashing, "BUNCH", 3)
    monkeypatch.setattr(examining, "BUNCH", 3)


def nobody(bunches: int) -> None:
    """No worker comes."""


def everybody(bunches: int) -> None:
    """Workers come as often as they are asked, and have read before anything is decided."""
    for _ in range(bunches):
        slips.read_some()


def decided(
    tmp_path: Path, invite: reading_room.Invite | None, given: Sequence[Given] = FEW
) -> tuple[list[int], object, int]:
    """Pictures given and decided: the bunches, what became of each, and how many findings there are."""
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", given), bo)
    bunches = list(intake.decide("gallery", clearance=archive_scene.clearance(bo), invite=invite))
    return bunches, archive_scene.fates(), Finding.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("invite", "given"), [(nobody, [*FEW, AGAIN]), (everybody, [*CASES, AGAIN])], ids=["nobody", "everybody"]
)
def test_pictures_are_decided_as_one_process_decides_them(
    tmp_path: Path, invite: reading_room.Invite, given: Sequence[Given]
) -> None:
    shared = decided(tmp_path, invite, given)
    Finding.objects.all().delete()
    Image.objects.update(state="waiting", reason="", reason_facts="", duplicate_of=None, decided_at=None)
    Image.objects.update(accepted_at=None, fingerprint=None)
    Fingerprint.objects.all().delete()
    alone = list(intake.decide("gallery", clearance=archive_scene.clearance(story.staff().bo)))
    assert shared == (alone, archive_scene.fates(), Finding.objects.count())
    assert not Slip.objects.exists()


@pytest.mark.django_db
def test_only_so_many_slips_lie_ahead_and_each_bunch_is_one_invitation(tmp_path: Path) -> None:
    broken = [Given(f"{n}.png", "Ada", archive_scene.png(archive_scene.painted(f"{n}"))[:-2_000]) for n in range(7)]
    seen: list[tuple[int, int]] = []
    decided(tmp_path, lambda bunches: seen.append((bunches, Slip.objects.count())), broken)
    assert seen == [(2, 4), (2, 4)]


@pytest.mark.django_db
def test_what_a_reviewer_decides_meanwhile_keeps_nothing_else_from_being_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BUNCH", 1)
    broken = [Given(f"{n}.png", "Ada", archive_scene.png(archive_scene.painted(f"{n}"))[:-2_000]) for n in range(9)]
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", broken), bo)
    laid: list[int] = []
    steps = intake.decide("gallery", clearance=archive_scene.clearance(bo), invite=laid.append)
    next(steps)
    Image.objects.filter(path__in=["1.png", "2.png", "3.png"]).update(decided_at=story.NOON)
    assert (list(steps), laid) == ([1, 1, 1, 1, 1], [2, 2])


@pytest.mark.django_db
def test_a_picture_without_an_author_is_not_read(tmp_path: Path) -> None:
    bo = story.staff().bo
    nobodys = [Given(f"{n}.png", "", archive_scene.png(archive_scene.painted(f"{n}"))) for n in range(2)]
    archive_scene.record(archive_scene.archive(tmp_path / "archive", [*nobodys, CASES[0]]), bo)
    asked: list[int] = []
    list(intake.decide("gallery", clearance=archive_scene.clearance(bo), invite=asked.append))
    assert asked == [1]
    assert Fingerprint.objects.count() == 1


@pytest.mark.django_db
def test_a_lost_original_stops_the_work_with_its_reason_and_nothing_is_read_twice_afterwards(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:3]), bo)
    digest = archive_scene.digest(CASES[2]).hex()
    (Path(settings.MEDIA_ROOT) / "originals" / digest[:2] / digest).unlink()
    with pytest.raises(FileNotFoundError):
        list(intake.decide("gallery", clearance=archive_scene.clearance(bo), invite=everybody))
    assert (intake.undecided("gallery").count(), Slip.objects.filter(answer__isnull=False).count()) == (3, 2)
    originals.keep(archive_scene.digest(CASES[2]), CASES[2].content)
    assert list(intake.decide("gallery", clearance=archive_scene.clearance(bo), invite=nobody)) == [3]
    assert not Slip.objects.exists()


@pytest.mark.django_db
def test_uploads_are_weighed_as_one_process_weighs_them() -> None:
    house = upload_scene.house()
    sent = [upload_scene.sent(house.ada, upload_scene.drawing(f"{n % 3}")) for n in range(5)]
    assert list(weighing.weigh(lambda: story.NOON, invite=everybody)) == [5]
    states = [upload_scene.image_of(one).state for one in sent]
    assert states == ["waiting", "waiting", "waiting", "duplicate", "duplicate"]
    assert not Slip.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("invite", [nobody, everybody])
def test_hashing_again_is_complete_when_nothing_is_stale(tmp_path: Path, invite: Callable[[int], None]) -> None:
    decided(tmp_path, None)
    today = dict(Image.objects.values_list("path", "fingerprint__pdq"))
    count = Fingerprint.objects.count()
    Fingerprint.objects.update(load_rule="henrei-load/0", pdq=bytes(32))
    assert sum(rehashing.rehash(invite=invite)) == count
    assert not rehashing.stale().exists()
    assert dict(Image.objects.values_list("path", "fingerprint__pdq")) == today
    assert set(Image.objects.exclude(fingerprint=None).values_list("fingerprint__load_rule", flat=True)) == {
        fingerprints.LOAD_RULE
    }
    assert not Slip.objects.exists()


@pytest.mark.django_db
def test_what_has_no_original_stays_as_it_is(tmp_path: Path) -> None:
    decided(tmp_path, None)
    Fingerprint.objects.update(load_rule="henrei-load/0")
    digest = archive_scene.digest(CASES[1]).hex()
    (Path(settings.MEDIA_ROOT) / "originals" / digest[:2] / digest).unlink()
    list(rehashing.rehash(invite=everybody))
    assert [bytes(row.sha256).hex() for row in rehashing.stale()] == [digest]
    assert not Slip.objects.exists()


@pytest.mark.django_db
def test_waiting_pictures_are_examined_again_by_many() -> None:
    ada = upload_scene.house().ada
    for n in range(4):
        upload_scene.sent(ada, upload_scene.drawing(f"{n}"))
    list(weighing.weigh(lambda: story.NOON))
    Finding.objects.all().delete()
    settings = rulebook.in_force()
    assert list(examining.examine_again(settings, invite=everybody)) == [3, 1]
    assert not examining.outdated(settings).exists()
    assert not Slip.objects.exists()


@contextmanager
def all_taken(addresses: embedded.Addresses) -> Iterator[None]:
    """Another process has taken every slip and comes to no end."""
    with psycopg.connect(addresses.application) as other:
        other.execute("SELECT 1 FROM contributors_slip FOR UPDATE")
        yield


def test_whoever_decides_waits_for_no_worker(committed_db: embedded.Addresses, tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:3]), bo)
    files = [slips.File(bytes(image.sha256), image.size_bytes) for image in Image.objects.order_by("id")]
    slips.lay_out(files, asked_by=AskedBy.DECIDE)
    with all_taken(committed_db):
        assert list(intake.decide("gallery", clearance=archive_scene.clearance(bo), invite=nobody)) == [3]
    assert intake.counts("gallery").accepted == 3
