"""The queue and the picture's page beyond accepting and declining: filters that stay, asking back, categories, kin."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from PIL import ImageOps

from contributors import alignment, correspondence, people, review
from contributors.models import Image, Message, Review, Role
from ledger.rewards import policies
from ledger.rewards.calculation import Rule
from tests import story
from tests.contributors import rows
from tests.contributors.web import contributor_scene, queue_scene

pytestmark = pytest.mark.django_db


def test_the_queue_is_narrowed_and_the_next_picture_stays_within() -> None:
    house = queue_scene.queue(2, reason="possibly_mirrored")
    other = rows.image(house.ada, path="other.png", reason="possibly_turned")
    browser = contributor_scene.browser(house.staff.bo)
    page = browser.get("/staff/review/?reason=possibly_mirrored&giver=&collection=gallery&size=48").content.decode()
    assert "ada-0.png" in page
    assert "other.png" not in page
    first, second = house.pictures
    asked = f"{queue_scene.page_of(first)}?reason=possibly_mirrored"
    assert f"{queue_scene.page_of(second)}?reason=possibly_mirrored" in browser.get(asked).content.decode()
    answer = browser.post(asked, {"decision": "accept"})
    assert answer.headers["Location"] == f"{queue_scene.page_of(second)}?reason=possibly_mirrored"
    answer = browser.post(f"{queue_scene.page_of(second)}?reason=possibly_mirrored", {"decision": "accept"})
    assert answer.headers["Location"] == "/staff/review/?reason=possibly_mirrored"
    assert queue_scene.state_of(other) == "waiting"


@pytest.mark.parametrize(
    "asked",
    ["reason=lost", "giver=one", "giver=%D9%A3", "giver=99999999999999999999", "collection=%00", "size=1&page=no"],
)
def test_a_filter_that_means_nothing_is_answered(asked: str) -> None:
    house = queue_scene.queue()
    assert contributor_scene.browser(house.staff.bo).get(f"/staff/review/?{asked}").status_code == 200


def test_all_on_a_page_are_ticked_by_a_link() -> None:
    house = queue_scene.queue(3)
    page = contributor_scene.browser(house.staff.bo).get("/staff/review/?all=1").content.decode()
    assert page.count(" checked>") == 3


def test_who_may_not_decide_ticks_nothing() -> None:
    house = queue_scene.queue()
    page = contributor_scene.browser(house.staff.cy).get("/staff/review/").content.decode()
    assert "ada-0.png" in page
    assert 'name="picture"' not in page


def test_a_picture_is_asked_about_and_stands_aside() -> None:
    house = queue_scene.queue()
    (image,) = house.pictures
    browser = contributor_scene.browser(house.staff.bo)
    page = browser.post(queue_scene.page_of(image), {"decision": "ask", "words": "Whose is it?"}, follow=True)
    assert "1 picture stands aside" in page.content.decode()
    assert "Asked about ada-0.png." in page.content.decode()
    assert queue_scene.state_of(image) == "waiting"
    aside = browser.get("/staff/review/?reason=asked_back").content.decode()
    assert "ada-0.png" in aside
    correspondence.answer(image, "Mine.", by=queue_scene.account(house.ada), at=story.NOON)
    answered = browser.get(queue_scene.page_of(image)).content.decode()
    for told in ("Its giver answered the question.", "Whose is it?", "Mine.", "question", "bo"):
        assert told in answered


@pytest.mark.parametrize("words", ["", "   ", "x" * 2_001])
def test_a_question_without_words_is_not_sent(words: str) -> None:
    house = queue_scene.queue()
    page = contributor_scene.browser(house.staff.bo).post(
        queue_scene.page_of(house.pictures[0]), {"decision": "ask", "words": words}
    )
    assert page.status_code == 200
    assert "Correct this" in page.content.decode()
    assert not Message.objects.exists()


def test_a_treasurer_asks_nothing() -> None:
    house = queue_scene.queue()
    browser = contributor_scene.browser(house.staff.cy)
    for sent in ({"decision": "ask", "words": "Why?"}, {"decision": "decline", "reason": "reposted"}):
        assert browser.post(queue_scene.page_of(house.pictures[0]), sent).status_code == 403
    assert not Message.objects.exists()


def test_a_reviewer_accepts_as_a_known_category_and_no_other() -> None:
    house = queue_scene.queue(2)
    first, second = house.pictures
    Image.objects.filter(pk=second.pk).update(category="night")
    rule = Rule(mode="fixed_pool", counting="distinct", amount_minor=100, category_weights={"sea": 15_000})
    policies.write("pool", rule, version=1, commodity="JPY", effective_from=story.MONTH)
    plain = Rule(mode="fixed_pool", counting="distinct", amount_minor=100)
    policies.write("plain", plain, version=1, commodity="JPY", effective_from=story.MONTH)
    browser = contributor_scene.browser(house.staff.bo)
    page = browser.get(queue_scene.page_of(first)).content.decode()
    assert "sea (counts 1–1.5×)" in page
    assert "night (counts 1×)" in page
    browser.post(queue_scene.page_of(first), {"decision": "accept", "category": "gold"})
    assert queue_scene.state_of(first) == "waiting"
    browser.post(queue_scene.page_of(first), {"decision": "accept", "category": "sea"})
    assert Image.objects.get(pk=first.pk).category == Review.objects.get().category == "sea"
    browser.post(queue_scene.page_of(second), {"decision": "accept", "category": ""})
    assert Image.objects.get(pk=second.pk).category == ""


def test_who_declined_is_asked_to_leave_an_appeal_to_another_reviewer_and_is_not_kept_from_it() -> None:
    house = queue_scene.queue()
    image = review.decline(house.pictures[0], reason="unfinished", by=house.staff.bo, at=story.CLEARED_AT)
    correspondence.appeal(image, "Meant so.", by=queue_scene.account(house.ada), at=story.NOON)
    own = contributor_scene.browser(house.staff.bo)
    other = contributor_scene.browser(people.hire("bea", roles=[Role.REVIEWER]))
    assert "leave it to them" in own.get(queue_scene.page_of(image)).content.decode()
    assert "leave it to them" not in other.get(queue_scene.page_of(image)).content.decode()
    own.post(queue_scene.page_of(image), {"decision": "accept"})
    assert queue_scene.state_of(image) == "accepted"


def test_a_mirrored_kin_lies_as_the_waiting_picture_does(tmp_path: Path) -> None:
    house = story.staff()
    first = story.gallery(tmp_path / "first", {"Ada": 1})
    story.given(first, house)
    second = tmp_path / "second"
    second.mkdir()
    with Picture.open(first / "ada-0.png") as opened:
        ImageOps.mirror(opened).save(second / "mirrored.png")
    story.write_index(
        second, [["mirrored.png", "Ann", "Mirrored", "shapes", "CC0", story.digest(second / "mirrored.png").hex()]]
    )
    (image,) = story.given(second, house, collection="second")
    page = contributor_scene.browser(house.bo).get(queue_scene.page_of(image)).content.decode()
    assert 'class="turned-left-right"' in page
    assert "It is shown turned or mirrored" in page
    assert alignment.turn(image, beside=Image.objects.get(path="ada-0.png")) == "left-right"
    assert alignment.turn(image, beside=image) == "upright"


def test_findings_are_told_in_words_the_gravest_first() -> None:
    house = queue_scene.queue()
    (image,) = house.pictures
    image.findings.create(guidelines="1", check_name="edge", level="pass", evidence="width_px 640, height_px 480")
    image.findings.create(guidelines="1", check_name="near_empty", level="warn", evidence="pdq_quality 12, odd thing")
    page = contributor_scene.browser(house.staff.bo).get(queue_scene.page_of(image)).content.decode()
    assert "width 640 px, height 480 px" in page
    assert "structure 12 of 100, odd thing" in page
    assert page.index("Almost nothing changes") < page.index("Both edges are long enough.")


@pytest.mark.parametrize("where", ["/staff/review/", "/staff/review/?all=1&size=96"])
def test_the_queue_takes_as_many_queries_for_five_as_for_one(where: str) -> None:
    house = queue_scene.queue(1, reason="possibly_mirrored")
    rows.image(house.ada, reason="asked_back")
    browser = contributor_scene.browser(house.staff.bo)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(where).status_code == 200
        counts.append(len(asked))
        for _more in range(4):
            rows.image(rows.contributor(f"Ann {rows.image(house.ada).pk}", house.staff.bo))
    assert counts[0] == counts[1]


def test_the_larger_copy_is_shown_to_giver_and_staff_only(tmp_path: Path) -> None:
    house = contributor_scene.house(tmp_path)
    page = f"/pictures/{house.images[0].pk}/large"
    for browser in (contributor_scene.of(house.ada), contributor_scene.browser(house.staff.bo)):
        assert browser.get(page).headers["Content-Type"] == "image/webp"
    assert contributor_scene.of(house.ann).get(page).status_code == 403
    assert contributor_scene.browser().get(page).status_code == 302
