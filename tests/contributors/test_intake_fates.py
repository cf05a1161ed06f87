"""What becomes of each picture of an archive: accepted, a duplicate of the first, declined, or left to a reviewer."""

from collections.abc import Iterator, Mapping

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from contributors import intake
from contributors.guidelines.rules import RULES
from contributors.models import Finding, Image, Review
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import CASES, Fate


@pytest.fixture(scope="module")
def taken(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Fate]]:
    """All cases taken in once by Bo; the database holds them until the module's last test."""
    folder = tmp_path_factory.mktemp("intake")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"), transaction.atomic():
        bo = story.staff().bo
        archive_scene.record(archive_scene.archive(folder / "archive", CASES), bo)
        archive_scene.decide(bo)
        yield archive_scene.fates()
        transaction.set_rollback(True)


def test_a_new_picture_with_author_and_licence_is_accepted(taken: Mapping[str, Fate]) -> None:
    assert taken["z-wave.png"] == taken["moon.png"] == Fate("accepted")


def test_an_exact_copy_is_a_duplicate_of_the_first_even_by_another_person(taken: Mapping[str, Fate]) -> None:
    assert taken["a-wave-again.png"] == Fate("duplicate", "same_file", "z-wave.png")


def test_the_same_pixels_in_another_file_are_a_duplicate_too(taken: Mapping[str, Fate]) -> None:
    assert taken["wave-packed-otherwise.png"] == Fate("duplicate", "same_pixels", "z-wave.png")


def test_a_near_duplicate_by_the_same_person_is_a_duplicate(taken: Mapping[str, Fate]) -> None:
    assert taken["hill-recompressed.jpg"] == Fate("duplicate", "near_duplicate", "hill.png")


def test_a_near_duplicate_by_another_person_waits_for_a_reviewer(taken: Mapping[str, Fate]) -> None:
    assert taken["gate-recompressed.jpg"] == Fate("waiting", "possibly_reposted")


def test_of_several_near_pictures_the_first_given_speaks(taken: Mapping[str, Fate]) -> None:
    assert taken["gate-recompressed-again.jpg"] == Fate("waiting", "possibly_reposted")


def test_a_mirrored_picture_waits_even_by_the_same_person(taken: Mapping[str, Fate]) -> None:
    assert taken["hill-mirrored.png"] == Fate("waiting", "possibly_mirrored")


def test_a_picture_of_no_author_is_declined(taken: Mapping[str, Fate]) -> None:
    assert taken["nobody.png"] == Fate("declined", "author_missing")


def test_a_picture_under_no_licence_is_declined(taken: Mapping[str, Fate]) -> None:
    assert taken["unlicensed.png"] == Fate("declined", "licence_missing")


def test_a_picture_under_another_licence_is_declined(taken: Mapping[str, Fate]) -> None:
    assert taken["reserved.png"] == Fate("declined", "licence_not_public_domain")


def test_a_picture_that_says_a_model_made_it_is_declined(taken: Mapping[str, Fate]) -> None:
    assert taken["generated.png"] == Fate("declined", "made_by_generator")


def test_a_picture_of_too_many_pixels_is_declined_without_being_decoded(taken: Mapping[str, Fate]) -> None:
    """Its pixels are rubbish: whoever had decoded it would have called it no picture."""
    assert taken["vast.png"] == Fate("declined", "too_many_pixels")


def test_a_picture_that_breaks_off_is_declined(taken: Mapping[str, Fate]) -> None:
    assert taken["broken.png"] == Fate("declined", "truncated_picture")


@pytest.mark.django_db
def test_every_picture_is_counted_once(taken: Mapping[str, Fate]) -> None:
    counts = intake.counts("gallery")
    assert counts == intake.Counts(offered=16, accepted=4, duplicates=3, declined=6, waiting=3)
    assert counts.offered == len(CASES)


@pytest.mark.django_db
def test_what_is_accepted_or_declined_is_a_review_by_whoever_cleared_it(taken: Mapping[str, Fate]) -> None:
    decided = {review.image.path: review.decision for review in Review.objects.select_related("image")}
    words = {"accepted": "accept", "declined": "decline"}
    assert decided == {path: words[fate.state] for path, fate in taken.items() if fate.state in words}
    assert set(Review.objects.values_list("by__username", "at")) == {("bo", story.CLEARED_AT)}


@pytest.mark.django_db
def test_one_file_given_twice_has_one_fingerprint(taken: Mapping[str, Fate]) -> None:
    first, again = Image.objects.get(path="z-wave.png"), Image.objects.get(path="a-wave-again.png")
    assert first.fingerprint_id == again.fingerprint_id is not None


@pytest.mark.django_db
def test_what_cannot_be_read_has_neither_fingerprint_nor_findings(taken: Mapping[str, Fate]) -> None:
    for path in ("vast.png", "broken.png", "nobody.png"):
        assert Image.objects.get(path=path).fingerprint is None
        assert not Finding.objects.filter(image__path=path).exists()


@pytest.mark.django_db
def test_a_refusal_keeps_the_facts_it_rests_on(taken: Mapping[str, Fate]) -> None:
    [(path, told)] = intake.refused_by_name("gallery", ["too_many_pixels"])
    assert path == "vast.png"
    assert "12000 x 9000" in told


@pytest.mark.django_db
def test_a_suspicion_names_the_picture_it_rests_on(taken: Mapping[str, Fate]) -> None:
    assert Image.objects.get(path="gate-recompressed-again.jpg").reason_facts.startswith("gate.png (")


def test_every_reason_that_bars_is_one_that_a_check_gives(taken: Mapping[str, Fate]) -> None:
    assert set(intake.BARRED) <= set(RULES)
    assert {"licence_missing", "made_by_generator"} <= {fate.reason for fate in taken.values()}
