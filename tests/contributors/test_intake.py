"""An archive is taken in: recorded whole, decided in bunches, and never twice. Each fate is `test_intake_fates`'."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings as house_settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from pytest_django import Settings

from contributors import archives, intake, originals, people, review
from contributors.models import (
    Consent,
    Contributor,
    CreditChoice,
    Finding,
    Fingerprint,
    Image,
    Purpose,
    Review,
    Scope,
    ShownAs,
    User,
)
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import CASES, Fate, Given


@pytest.mark.django_db
def test_each_author_becomes_a_verified_contributor_who_consents(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(story.gallery(tmp_path / "archive", {"Ada": 2, "Ann": 1}), bo)
    told = Contributor.objects.order_by("name").values_list("handle", "name", "verified_at", "verified_by")
    assert list(told) == [
        ("gallery:Ada", "Ada", story.CLEARED_AT, bo.pk),
        ("gallery:Ann", "Ann", story.CLEARED_AT, bo.pk),
    ]
    agreed = Consent.objects.order_by("contributor__name").values_list("contributor__name", "scope", "granted_at")
    assert list(agreed) == [(name, Scope.ARCHIVE, story.CLEARED_AT) for name in ("Ada", "Ann")]
    assert {tuple(consent.purposes) for consent in Consent.objects.all()} == {tuple(Purpose)}


@pytest.mark.django_db
def test_an_introduced_author_is_thanked_as_they_wish(tmp_path: Path) -> None:
    folder = story.gallery(tmp_path / "archive", {"Ada": 1})
    ada = people.Newcomer("ada@example", "Ada", "ja", "エイダ", ShownAs.PSEUDONYM, "Waterlily")
    intake.record(
        "gallery",
        list(archives.read(folder, folder / "images.csv")),
        clearance=archive_scene.clearance(story.staff().bo),
        introductions={"Ada": ada},
    )
    chosen = CreditChoice.objects.get(contributor__handle="ada@example")
    assert (chosen.contributor.language, chosen.shown_as, chosen.name) == ("ja", "pseudonym", "Waterlily")


@pytest.mark.django_db
def test_a_clearing_may_be_for_one_purpose_alone(tmp_path: Path) -> None:
    folder = story.gallery(tmp_path / "archive", {"Ada": 1})
    cleared = intake.Clearance(story.staff().bo, story.CLEARED_AT, purposes=[Purpose.RESEARCH])
    intake.record("gallery", list(archives.read(folder, folder / "images.csv")), clearance=cleared)
    assert Consent.objects.get().purposes == ["research"]


@pytest.mark.django_db
def test_the_files_are_kept_as_they_were_given(tmp_path: Path) -> None:
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES), story.staff().bo)
    assert [originals.content_of(archive_scene.digest(one)) for one in CASES] == [one.content for one in CASES]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "g" * 100, "zero\x00byte"])
def test_a_collection_of_an_unfit_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(intake.CollectionUnfit):
        archive_scene.record(story.gallery(tmp_path / "archive", {"Ada": 1}), story.staff().bo, collection=name)
    assert not Image.objects.exists()


@pytest.mark.django_db
def test_an_archive_whose_file_changes_while_it_is_read_is_refused_whole(tmp_path: Path) -> None:
    folder = story.gallery(tmp_path / "archive", {"Ada": 2})
    bo = story.staff().bo
    offered = list(archives.read(folder, folder / "images.csv"))
    (folder / "ada-1.png").write_bytes(b"another picture")
    with pytest.raises(archives.ArchiveRefused, match=r"ada-1\.png: the file changed"), transaction.atomic():
        intake.record("gallery", offered, clearance=archive_scene.clearance(bo))
    assert not Image.objects.exists()
    assert not Contributor.objects.exists()


@pytest.mark.django_db
def test_a_second_call_adds_nothing(tmp_path: Path) -> None:
    bo = story.staff().bo
    folder = archive_scene.archive(tmp_path / "archive", CASES[:4])
    assert archive_scene.record(folder, bo) == 4
    archive_scene.decide(bo)
    before = rows()
    assert (archive_scene.record(folder, bo), archive_scene.decide(bo), rows()) == (0, [], before)


@pytest.mark.django_db
def test_a_row_added_to_the_index_is_all_that_a_second_call_takes(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:1]), bo)
    archive_scene.decide(bo)
    assert archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:4]), bo) == 3
    assert archive_scene.decide(bo) == [3]
    assert archive_scene.fates()["a-wave-again.png"] == Fate("duplicate", "same_file", "z-wave.png")


@pytest.mark.django_db
def test_who_gives_first_is_decided_by_the_order_of_giving_and_not_by_name(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "one", [CASES[3], CASES[0]]), bo, collection="one")
    archive_scene.decide(bo, collection="one")
    assert archive_scene.fates("one") == {
        "a-wave-again.png": Fate("accepted"),
        "z-wave.png": Fate("duplicate", "same_file", "a-wave-again.png"),
    }


@pytest.mark.django_db
def test_a_picture_of_an_earlier_collection_was_given_first(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "one", [CASES[0]]), bo, collection="one")
    archive_scene.decide(bo, collection="one")
    archive_scene.record(archive_scene.archive(tmp_path / "two", [CASES[4]]), bo, collection="two")
    archive_scene.decide(bo, collection="two")
    assert archive_scene.fates("two") == {"wave-packed-otherwise.png": Fate("duplicate", "same_pixels", "z-wave.png")}


@pytest.mark.django_db
def test_killed_between_two_bunches_the_next_call_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    """More pictures than one bunch holds, and a duplicate on the other side of the gap."""
    bo = story.staff().bo
    given = [Given(f"{n}.png", "Ada", archive_scene.png(archive_scene.painted(f"{n}"))) for n in range(intake.BUNCH)]
    again = Given("again.png", "Ann", given[0].content)
    folder = archive_scene.archive(tmp_path / "archive", [*given, again])
    archive_scene.record(folder, bo)
    with undone():
        assert archive_scene.decide(bo) == [intake.BUNCH, 1]
        undisturbed = archive_scene.fates()
    steps = intake.decide("gallery", clearance=archive_scene.clearance(bo))
    assert next(steps) == intake.BUNCH
    assert isinstance(steps, Generator)
    steps.close()
    assert intake.counts("gallery").waiting == 1
    assert archive_scene.decide(bo) == [1]
    assert archive_scene.fates() == undisturbed
    assert undisturbed["again.png"] == Fate("duplicate", "same_file", "0.png")


@pytest.mark.django_db
def test_a_bunch_in_which_something_breaks_is_left_undecided_whole(tmp_path: Path) -> None:
    bo = story.staff().bo
    folder = archive_scene.archive(tmp_path / "archive", CASES[:3])
    archive_scene.record(folder, bo)
    lost = Path(house_settings.MEDIA_ROOT) / "originals" / archive_scene.digest(CASES[2]).hex()[:2]
    kept = next(lost.iterdir())
    kept.rename(tmp_path / "elsewhere")
    with pytest.raises(FileNotFoundError):
        archive_scene.decide(bo)
    assert (intake.undecided("gallery").count(), Fingerprint.objects.count(), Review.objects.count()) == (3, 0, 0)
    (tmp_path / "elsewhere").rename(kept)
    assert archive_scene.decide(bo) == [3]


@pytest.mark.django_db
def test_large_files_make_smaller_bunches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:3]), bo)
    monkeypatch.setattr(intake, "BUNCH_BYTES", 1)
    assert archive_scene.decide(bo) == [1, 1, 1]


class Interrupted(FileSystemStorage):
    """A store of files in which something happens beside us while a file is opened."""

    meanwhile: ClassVar[list[Callable[[], object]]] = []

    def open(self, name: str, mode: str = "rb") -> File[bytes]:
        while self.meanwhile:
            self.meanwhile.pop()()
        return super().open(name, mode)


@pytest.mark.django_db
def test_what_a_reviewer_decides_while_the_files_are_read_stays(tmp_path: Path, settings: Settings) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:2]), bo)
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.Interrupted"}}
    hill = Image.objects.get(path="hill.png")
    Interrupted.meanwhile.append(lambda: review.decline(hill, reason="blurred", by=bo, at=story.NOON))
    archive_scene.decide(bo)
    assert archive_scene.fates() == {"z-wave.png": Fate("accepted"), "hill.png": Fate("declined", "blurred")}
    assert Review.objects.filter(image=hill).count() == 1


@pytest.mark.django_db
def test_an_author_who_withdrew_is_not_bound_again_by_an_older_clearing(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:1]), bo)
    consent = Consent.objects.get()
    consent.withdrawn_at = story.FROZEN_AT
    consent.save()
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES[:2]), bo)
    assert [found.withdrawn_at for found in Consent.objects.all()] == [story.FROZEN_AT]


def rows() -> list[int]:
    """How many rows each table of the intake has."""
    tables = (Image, Fingerprint, Finding, Review, Contributor, Consent, CreditChoice, User)
    return [table.objects.count() for table in tables]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
