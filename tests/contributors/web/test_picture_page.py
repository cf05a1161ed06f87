"""One picture on its giver's page: what became of it and why, the answer and the appeal, and nobody else's."""

import pytest

from contributors import correspondence, review
from contributors.models import Image, Message
from tests import story
from tests.contributors import rows
from tests.contributors.web import contributor_scene, queue_scene

pytestmark = pytest.mark.django_db


def own(image: Image) -> str:
    """The picture's page for its giver."""
    return f"/me/pictures/{image.pk}/"


def test_a_stranger_is_led_to_the_login_and_staff_is_refused() -> None:
    house = queue_scene.queue()
    page = own(house.pictures[0])
    assert contributor_scene.browser().get(page).headers["Location"] == f"/login/?next={page}"
    assert contributor_scene.browser(house.staff.bo).get(page).status_code == 403
    assert contributor_scene.of(house.ada).delete(page).status_code == 405
    assert contributor_scene.of(house.ada).get("/me/pictures/99999999999999999999/").status_code == 404


def test_somebody_elses_picture_is_not_found_and_not_spoken_for() -> None:
    alone = contributor_scene.people_alone()
    image = rows.image(alone.ada, state="declined", reason="unfinished", decided_at=story.NOON)
    browser = contributor_scene.of(alone.ann)
    assert browser.get(own(image)).status_code == 404
    assert browser.post(own(image), {"say": "appeal", "words": "Mine."}).status_code == 404
    assert not Message.objects.exists()


def test_every_state_is_told_with_its_reason_and_what_can_be_done() -> None:
    house = queue_scene.queue()
    (image,) = house.pictures
    browser = contributor_scene.of(house.ada)
    assert "There is nothing for you to do. What is decided appears here." in browser.get(own(image)).content.decode()
    review.decline(image, reason="unfinished", by=house.staff.bo, at=story.NOON)
    page = browser.get(own(image)).content.decode()
    assert "It is unfinished, damaged, or shows almost nothing." in page
    assert "say why below" in page
    review.accept(review.reopen(image, by=house.staff.bo, at=story.NOON), by=house.staff.bo, at=story.NOON)
    assert "You may withdraw it at any time." in browser.get(own(image)).content.decode()
    review.withdraw(image, by=queue_scene.account(house.ada), at=story.NOON)
    assert "what it earned there stays yours" in browser.get(own(image)).content.decode()
    unread = rows.image(house.ada, fingerprint=None, state="declined", reason="not_a_picture", decided_at=story.NOON)
    assert "Another look would not change it" in browser.get(own(unread)).content.decode()


def test_the_giver_never_reads_which_reviewer_it_was() -> None:
    house = queue_scene.queue()
    (image,) = house.pictures
    correspondence.ask(image, "Whose is it?", by=house.staff.bo, at=story.NOON)
    page = contributor_scene.of(house.ada).get(own(image)).content.decode()
    assert "Whose is it?" in page
    assert "a reviewer" in page
    assert "bo<" not in page


def test_the_overview_says_that_a_reviewer_asks() -> None:
    house = queue_scene.queue()
    browser = contributor_scene.of(house.ada)
    assert "A reviewer asks you" not in browser.get("/me/").content.decode()
    correspondence.ask(house.pictures[0], "Whose is it?", by=house.staff.bo, at=story.NOON)
    assert "A reviewer asks you about 1 picture." in browser.get("/me/").content.decode()


def test_a_question_is_answered_once() -> None:
    house = queue_scene.queue()
    (image,) = house.pictures
    correspondence.ask(image, "Whose is it?", by=house.staff.bo, at=story.NOON)
    browser = contributor_scene.of(house.ada)
    for _ in range(2):
        page = browser.post(own(image), {"say": "answer", "words": "Mine <b>alone</b>."}, follow=True).content.decode()
    assert "there is no question left to answer" in page
    assert "Mine &lt;b&gt;alone&lt;/b&gt;." in page
    assert Message.objects.filter(kind="answer").count() == 1


def test_an_appeal_is_sent_once_and_the_picture_waits() -> None:
    house = queue_scene.queue()
    image = review.decline(house.pictures[0], reason="unfinished", by=house.staff.bo, at=story.NOON)
    browser = contributor_scene.of(house.ada)
    for _ in range(2):
        page = browser.post(own(image), {"say": "appeal", "words": "It is meant so."}, follow=True).content.decode()
    assert "there is no decision left to appeal against" in page
    assert "Its giver appealed." in page
    assert Message.objects.filter(kind="appeal", by=house.ada.user).count() == 1


@pytest.mark.parametrize("sent", [{"say": "appeal"}, {"say": "appeal", "words": "x" * 2_001}, {"say": "shout"}, {}])
def test_what_says_nothing_changes_nothing(sent: dict[str, str]) -> None:
    house = queue_scene.queue()
    image = review.decline(house.pictures[0], reason="unfinished", by=house.staff.bo, at=story.NOON)
    assert contributor_scene.of(house.ada).post(own(image), sent).status_code == 200
    assert (queue_scene.state_of(image), Message.objects.count()) == ("declined", 0)


def test_the_gallery_leads_to_each_pictures_page() -> None:
    house = queue_scene.queue(2)
    page = contributor_scene.of(house.ada).get("/me/pictures/").content.decode()
    assert all(f'href="{own(image)}"' in page for image in house.pictures)


def test_a_waiting_picture_can_be_taken_back() -> None:
    house = queue_scene.queue()
    (image,) = house.pictures
    browser = contributor_scene.of(house.ada)
    asked = browser.get(f"/me/pictures/?withdraw={image.pk}").content.decode()
    assert "withdrawing works forward, for every run frozen from now on" in asked
    browser.post("/me/pictures/", {"image": image.pk, "confirmed": "on"})
    assert queue_scene.state_of(image) == "withdrawn"
