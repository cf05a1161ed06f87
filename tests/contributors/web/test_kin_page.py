"""The page that says whose picture a file repeats: for reviewers, side by side, keeping nothing."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from PIL import Image as Picture
from PIL import ImageOps

from contributors import kin, originals, search
from contributors.models import Image, User
from contributors.web import kin_page, kin_words
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import Given
from tests.contributors.test_search import painted, png
from tests.contributors.web import contributor_scene
from tests.route import census

pytestmark = pytest.mark.django_db
PAGE = "/staff/kin/"
WAVE = painted("wave")
COPIES = (WAVE, ImageOps.mirror(WAVE), WAVE.rotate(90))


def given(folder: Path, *pictures: Picture.Image) -> User:
    """Ada gave these; Bo reviews."""
    bo = story.staff().bo
    files = [Given(f"wave-{place}.png", "Ada", png(one)) for place, one in enumerate(pictures)]
    archive_scene.record(archive_scene.archive(folder / "archive", files), bo)
    archive_scene.decide(bo)
    return bo


def asked(browser: Client, content: bytes, name: str = "asked.png") -> str:
    """What the page says of a file."""
    answer = browser.post(PAGE, {"picture": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_asks_for_a_picture() -> None:
    page = contributor_scene.browser(story.staff().bo).get(PAGE).content.decode()
    assert 'type="file"' in page
    assert "Does a picture repeat a given one?" in page


def test_a_mirrored_picture_stands_beside_the_given_one(tmp_path: Path) -> None:
    bo = given(tmp_path, WAVE)
    browser = contributor_scene.browser(bo)
    before = census.counted()
    page = asked(browser, png(ImageOps.mirror(WAVE)))
    image = Image.objects.get()
    assert "asked.png is kin to 1 given picture." in page
    assert "It may be the same picture, mirrored." in page
    assert f"/pictures/{image.pk}/thumbnail" in page
    assert "data:image/webp;base64," in page
    assert ">Ada<" in page
    assert census.counted() == before


def test_a_picture_that_repeats_none_is_told_so(tmp_path: Path) -> None:
    bo = given(tmp_path, WAVE)
    assert "repeats no given picture" in asked(contributor_scene.browser(bo), png(painted("other")))


def test_a_flat_picture_is_told_to_be_searched_by_its_digest_alone(tmp_path: Path) -> None:
    bo = given(tmp_path, WAVE)
    page = asked(contributor_scene.browser(bo), png(Picture.new("RGB", (90, 90), "grey")))
    assert "too little structure" in page


@pytest.mark.parametrize(("content", "why"), [(b"", "The file is empty."), (b"words", "The file is no picture")])
def test_what_is_no_picture_is_refused_in_words(content: bytes, why: str) -> None:
    assert why in asked(contributor_scene.browser(story.staff().bo), content)


def test_no_file_is_no_question() -> None:
    page = contributor_scene.browser(story.staff().bo).post(PAGE, {}).content.decode()
    assert "This field is required." in page


def test_a_file_too_large_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kin_page, "MOST_BYTES", 10)
    assert "larger than 50 MB" in asked(contributor_scene.browser(story.staff().bo), png(WAVE))


def test_only_a_reviewer_enters() -> None:
    house = contributor_scene.people_alone()
    assert Client().get(PAGE).status_code == 302
    for person in (house.staff.cy, house.staff.dee):
        assert contributor_scene.browser(person).get(PAGE).status_code == 403
    assert contributor_scene.of(house.ada).get(PAGE).status_code == 403
    assert contributor_scene.browser(house.staff.bo).put(PAGE).status_code == 405


def test_three_kindred_take_as_many_queries_as_one(tmp_path: Path) -> None:
    bo = given(tmp_path, *COPIES)
    browser, counts = contributor_scene.browser(bo), []
    asked(browser, png(WAVE))  # The first question keeps the windows in files.
    for kept in (1, 3):
        Image.objects.exclude(path__in=[f"wave-{place}.png" for place in range(kept)]).update(
            state="declined", reason="unfinished"
        )
        Image.objects.filter(path__in=[f"wave-{place}.png" for place in range(kept)]).update(
            state="waiting", reason="", accepted_at=None
        )
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            page = asked(browser, png(WAVE))
        assert f"kin to {kept} given picture" in page
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


def test_more_than_a_page_holds_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kin_page, "MOST_SHOWN", 1)
    bo = given(tmp_path, *COPIES)
    page = asked(contributor_scene.browser(bo), png(WAVE))
    assert "is kin to 3 given pictures." in page
    assert "2 more are not shown." in page


@pytest.mark.parametrize("reason", ["trimmed", "recoloured", "turned", "mirrored", "cropped", "distant", "phash"])
def test_every_reason_has_its_sentence(reason: kin.Reason) -> None:
    with translation.override("en"):
        assert kin_words.verdict(kin.Verdict("possible", reason, 3)).endswith(".")


@pytest.mark.parametrize("tier", search.TIERS[:3])
def test_every_tier_has_its_sentence(tier: kin.Tier) -> None:
    with translation.override("en"):
        assert kin_words.verdict(kin.Verdict(tier, "", 0)).endswith(".")


def test_what_is_asked_about_is_not_kept(tmp_path: Path) -> None:
    bo = given(tmp_path, WAVE)
    content = png(painted("other"))
    asked(contributor_scene.browser(bo), content)
    with pytest.raises(FileNotFoundError):
        originals.content_of(archive_scene.digest(Given("other.png", "", content)))
