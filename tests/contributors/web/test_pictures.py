"""A contributor's pictures: shown to their giver with what became of them, withdrawn only by their giver."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributors import intake, people, pictures, review, wording
from contributors.guidelines.findings import Bounds
from contributors.models import Image, ImageState, Review
from contributors.web import review_words
from tests import story
from tests.contributors.web import contributor_scene as scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/me/pictures/", "/me/credit/", "/pictures/1/thumbnail"])
def test_a_stranger_is_led_to_the_login_and_back(page: str) -> None:
    answer = scene.browser().get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/login/?next={page}")


@pytest.mark.parametrize("page", ["/me/pictures/", "/me/credit/"])
def test_somebody_who_gives_no_pictures_is_refused(page: str) -> None:
    assert scene.browser(scene.people_alone().staff.bo).get(page).status_code == 403


@pytest.mark.parametrize("page", ["/me/pictures/", "/me/credit/"])
def test_pages_take_no_delete(page: str) -> None:
    assert scene.of(scene.people_alone().ada).delete(page).status_code == 405


def test_ada_sees_her_pictures_and_no_others(tmp_path: Path) -> None:
    page = scene.of(scene.house(tmp_path).ada).get("/me/pictures/").content.decode()
    assert all(title in page for title in ("Ada 0", "Ada 1", "Ada 2"))
    assert "Ann 0" not in page


def test_a_filter_shows_one_state_alone(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    review.withdraw(house.images[0], by=house.staff.bo, at=story.NOON)
    browser = scene.of(house.ada)
    withdrawn = browser.get("/me/pictures/?state=withdrawn").content.decode()
    assert "Ada 0" in withdrawn
    assert "Ada 1" not in withdrawn
    assert "No picture stands here" in browser.get("/me/pictures/?state=declined").content.decode()


def test_an_unknown_filter_shows_all(tmp_path: Path) -> None:
    page = scene.of(scene.house(tmp_path).ada).get("/me/pictures/?state=lost&page=no").content.decode()
    assert "Ada 0" in page


def test_a_duplicate_says_of_what(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "copy.png").write_bytes((tmp_path / "archive" / "ada-0.png").read_bytes())
    row = ["copy.png", "Ada", "A copy", "shapes", "CC0", story.digest(folder / "copy.png").hex()]
    story.write_index(folder, [row])
    copy = story.given(folder, house.staff, collection="again")[0]
    Image.objects.filter(pk=copy.pk).update(contributor=house.ada)
    page = scene.of(house.ada).get("/me/pictures/?state=duplicate").content.decode()
    assert "The same file was given before. It repeats your picture: Ada 0." in page


def test_the_title_of_somebody_elses_first_picture_stays_theirs(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    first, second = house.images[3], house.images[0]
    Image.objects.filter(pk=second.pk).update(
        state=ImageState.DUPLICATE, reason="same_pixels", duplicate_of=first, accepted_at=None
    )
    page = scene.of(house.ada).get("/me/pictures/?state=duplicate").content.decode()
    assert "Its first giver is somebody else." in page
    assert "Ann 0" not in page


def test_a_gallery_without_pictures_says_what_will_stand_there() -> None:
    assert "No picture of yours is here yet" in scene.of(scene.people_alone().ann).get("/me/pictures/").content.decode()


def test_giver_and_staff_see_the_small_copy_and_nobody_else(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    page = f"/pictures/{house.images[0].pk}/thumbnail"
    for browser in (scene.of(house.ada), scene.browser(house.staff.bo), scene.browser(house.staff.cy)):
        answer = browser.get(page)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert answer.content[8:12] == b"WEBP"
        assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "max-age=86400"}
    assert scene.of(house.ann).get(page).status_code == 403


def test_a_small_copy_of_nothing_is_not_found(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    browser = scene.of(house.ada)
    assert browser.get("/pictures/999999/thumbnail").status_code == 404
    default_storage.delete(f"originals/{bytes(house.images[0].sha256).hex()[:2]}/{bytes(house.images[0].sha256).hex()}")
    assert browser.get(f"/pictures/{house.images[0].pk}/thumbnail").status_code == 404
    assert browser.post(f"/pictures/{house.images[0].pk}/thumbnail").status_code == 405


def test_withdrawing_is_asked_first_and_changes_nothing_yet(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    image, browser = house.images[0], scene.of(house.ada)
    assert "No run has used it so far." in browser.get(f"/me/pictures/?withdraw={image.pk}").content.decode()
    answer = browser.post("/me/pictures/", {"image": image.pk})
    assert answer.headers["Location"] == f"/me/pictures/?withdraw={image.pk}"
    assert Image.objects.get(pk=image.pk).state == ImageState.ACCEPTED


def test_a_confirmed_picture_is_withdrawn_by_its_giver(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    image = house.images[0]
    page = scene.of(house.ada).post("/me/pictures/", {"image": image.pk, "confirmed": "on"}, follow=True)
    assert "Ada 0 is withdrawn." in page.content.decode()
    assert Image.objects.get(pk=image.pk).state == ImageState.WITHDRAWN
    assert Review.objects.filter(image=image, decision="withdraw", by=house.ada.user).count() == 1


def test_withdrawing_twice_is_told_and_done_once(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    image, browser = house.images[0], scene.of(house.ada)
    for _ in range(2):
        page = browser.post("/me/pictures/", {"image": image.pk, "confirmed": "on"}, follow=True)
    assert "was not withdrawn" in page.content.decode()
    assert Review.objects.filter(image=image, decision="withdraw").count() == 1


@pytest.mark.parametrize("asked", ["999999", "", "one", "-1", "٣", "9" * 30])
def test_a_picture_that_is_not_there_is_not_found(asked: str) -> None:
    browser = scene.of(scene.people_alone().ada)
    assert browser.get("/me/pictures/", {"withdraw": asked}).status_code == 404
    assert browser.post("/me/pictures/", {"image": asked, "confirmed": "on"}).status_code == 404


def test_nobody_withdraws_a_picture_of_somebody_else(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    browser = scene.of(house.ann)
    assert browser.get(f"/me/pictures/?withdraw={house.images[0].pk}").status_code == 404
    assert browser.post("/me/pictures/", {"image": house.images[0].pk, "confirmed": "on"}).status_code == 404
    assert Image.objects.get(pk=house.images[0].pk).state == ImageState.ACCEPTED


def test_one_picture_and_three_take_as_many_queries(tmp_path: Path) -> None:
    house = scene.house(tmp_path)
    counts = []
    for person in (house.ann, house.ada):
        browser = scene.of(person)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/me/pictures/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_long_galleries_come_a_page_at_a_time(tmp_path: Path) -> None:
    staff = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 25}), staff)
    ada = images[0].contributor
    assert ada is not None
    people.sign_in_as(ada, "ada", password=scene.PASSWORD)
    browser = scene.of(ada)
    first, second = (browser.get(f"/me/pictures/?state=accepted&page={page}").content.decode() for page in (1, 2))
    assert (first.count("<figure"), second.count("<figure")) == (24, 1)
    assert "?state=accepted&amp;page=2" in first


def test_every_reason_has_a_sentence() -> None:
    refusals = {one.code for one in [pictures.PictureRefused, *pictures.PictureRefused.__subclasses__()]}
    kin = {"same_file", "same_pixels", "near_duplicate", "possibly_reposted"}
    weaker = {f"possibly_{word}" for word in ("trimmed", "recoloured", "turned", "mirrored", "distant", "phash")}
    written = refusals | kin | weaker | {"author_missing", *intake.BARRED, *review_words.DECLINES}
    assert written - set(wording.REASONS) == set()
    assert set(wording.KINDS) == set(ImageState.values)


def test_sizes_in_sentences_are_those_of_the_guidelines() -> None:
    bounds = Bounds()
    assert str(bounds.least_edge_px) in wording.why("declined", "edge_too_short")
    assert f"{bounds.most_bytes // 1_000_000} MB" in wording.why("declined", "file_too_large")
    assert pictures.MAX_PIXELS == 100_000_000


def test_a_reviewers_own_words_are_shown_as_written() -> None:
    assert wording.why("declined", "Please send the original.") == "Please send the original."
