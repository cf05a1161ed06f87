"""The review queue by its pages: what waits is shown beside what it resembles, and decided once by a reviewer."""

from pathlib import Path

import pytest
from django.test import Client
from PIL import Image as Picture
from pytest_django import DjangoAssertNumQueries

from contributors import archives, intake, people, review, tasks
from contributors.models import Image, ImageState, Review, Role, User
from tests import story

QUEUE_QUERIES = 15


def client_of(user: User) -> Client:
    """A browser signed in as the user, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user)
    return browser


def waiting(tmp_path: Path, *, copies: int = 1) -> tuple[User, list[Image]]:
    """Ann gives resized copies of pictures that Ada gave; each waits for Bo."""
    house = story.staff()
    first = story.gallery(tmp_path / "first", {"Ada": copies})
    story.given(first, house)
    second, rows = tmp_path / "second", []
    second.mkdir()
    for place in range(copies):
        copy = second / f"copy-{place}.png"
        with Picture.open(first / f"ada-{place}.png") as opened:
            opened.resize((160, 160)).save(copy)
        rows.append([copy.name, "Ann", f"Copy {place}", "shapes", "CC0", story.digest(copy).hex()])
    story.write_index(second, rows)
    given = story.given(second, house, collection="second")
    return house.bo, [image for image in given if image.state == ImageState.WAITING]


def page_of(image: Image) -> str:
    """Where one picture is reviewed."""
    return f"/staff/review/{image.pk}/"


@pytest.mark.django_db
def test_an_empty_queue_says_what_will_appear() -> None:
    bo = people.hire("bo", roles=[Role.REVIEWER])
    assert "No picture waits" in client_of(bo).get("/staff/review/").content.decode()


@pytest.mark.django_db
def test_a_picture_stands_beside_the_one_it_resembles(tmp_path: Path) -> None:
    bo, (copy,) = waiting(tmp_path)
    page = client_of(bo).get(page_of(copy)).content.decode()
    original = Image.objects.get(path="ada-0.png")
    assert f"/pictures/{copy.pk}/large" in page
    assert f"/pictures/{original.pk}/large" in page
    assert "It is almost the same picture." in page
    assert "Almost the same picture was given before" in page


@pytest.mark.django_db
def test_a_reviewer_accepts_once_and_goes_on_to_the_next(tmp_path: Path) -> None:
    bo, (first, second) = waiting(tmp_path, copies=2)
    browser = client_of(bo)
    answer = browser.post(page_of(first), {"decision": "accept"})
    assert answer.headers["Location"] == page_of(second)
    page = browser.post(page_of(first), {"decision": "accept"}, follow=True).content.decode()
    assert "was decided in between. Your decision was not recorded." in page
    assert Review.objects.filter(image=first).count() == 1
    assert Image.objects.get(pk=first.pk).state == "accepted"


@pytest.mark.django_db
def test_the_last_picture_leads_to_the_empty_queue(tmp_path: Path) -> None:
    bo, (copy,) = waiting(tmp_path)
    answer = client_of(bo).post(page_of(copy), {"decision": "decline", "reason": "reposted"}, follow=True)
    assert answer.redirect_chain == [("/staff/review/", 302)]
    declined = Image.objects.get(pk=copy.pk)
    assert (declined.state, declined.reason) == ("declined", "reposted")


@pytest.mark.django_db
def test_what_is_no_decision_decides_nothing(tmp_path: Path) -> None:
    bo, (copy,) = waiting(tmp_path)
    for sent in ({"decision": "decline"}, {"decision": "decline", "reason": "ugly"}, {"decision": "burn"}, {}):
        page = client_of(bo).post(page_of(copy), sent)
        assert (page.status_code, Image.objects.get(pk=copy.pk).state) == (200, "waiting")
    told = client_of(bo).post(page_of(copy), {"decision": "decline"}).content.decode()
    assert "Choose the reason for declining." in told
    assert not Review.objects.filter(image=copy).exists()


@pytest.mark.django_db
def test_only_a_reviewer_decides(tmp_path: Path) -> None:
    _bo, (copy,) = waiting(tmp_path)
    for user in (User.objects.get(username="cy"), User.objects.get(username="dee")):
        page = client_of(user).get(page_of(copy)).content.decode()
        assert "A reviewer decides." in page
        assert client_of(user).post(page_of(copy), {"decision": "accept"}).status_code == 403
    assert Client().post(page_of(copy), {"decision": "accept"}).status_code == 302
    assert Image.objects.get(pk=copy.pk).state == "waiting"


@pytest.mark.django_db
def test_a_decided_picture_shows_its_decision_and_no_form(tmp_path: Path) -> None:
    bo, (copy,) = waiting(tmp_path)
    review.decline(copy, reason="reposted", by=bo, at=story.NOON)
    page = client_of(bo).get(page_of(copy)).content.decode()
    assert "Somebody else gave this picture first." in page
    assert 'name="decision"' not in page


@pytest.mark.django_db
@pytest.mark.parametrize("copies", [1, 3])
def test_the_queue_takes_as_many_queries_for_three_as_for_one(
    tmp_path: Path, copies: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bo, pictures = waiting(tmp_path, copies=copies)
    browser = client_of(bo)
    with django_assert_num_queries(QUEUE_QUERIES):
        page = browser.get("/staff/review/").content.decode()
    assert page.count('class="picture-title"') == len(pictures) == copies


@pytest.mark.django_db
def test_a_worker_decides_what_nobody_has_looked_at(tmp_path: Path) -> None:
    house = story.staff()
    folder = story.gallery(tmp_path / "archive", {"Ada": 2})
    clearance = intake.Clearance(by=house.bo, cleared_at=story.CLEARED_AT)
    offered = list(archives.read(folder, folder / "images.csv"))
    intake.record("gallery", offered, clearance=clearance)
    tasks.decide_pictures("gallery")
    tasks.decide_pictures("gallery")
    accepted = Image.objects.filter(collection="gallery", state="accepted")
    assert set(accepted.values_list("accepted_at", flat=True)) == {story.CLEARED_AT}
    assert accepted.count() == Review.objects.count() == 2
