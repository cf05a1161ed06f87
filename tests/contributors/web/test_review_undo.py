"""Undoing on a page: what follows is said first, only the decision that was seen is undone, and only by a reviewer."""

import pytest

from contributors import review
from contributors.models import Review
from tests import story
from tests.contributors.web import contributor_scene, queue_scene

pytestmark = pytest.mark.django_db


def test_an_accepted_picture_is_withdrawn_after_its_consequences_were_read() -> None:
    house = queue_scene.queue()
    image = review.accept(house.pictures[0], by=house.staff.bo, at=story.NOON)
    browser = contributor_scene.browser(house.staff.bo)
    page = browser.get(f"{queue_scene.page_of(image)}undo/").content.decode()
    assert "no run that is frozen from now on uses it" in page
    assert queue_scene.state_of(image) == "accepted"
    sent = {"decision": image.reviews.get().pk}
    done = browser.post(f"{queue_scene.page_of(image)}undo/", sent, follow=True).content.decode()
    assert "Undone: ada-0.png is withdrawn." in done
    assert queue_scene.state_of(image) == "withdrawn"
    again = browser.post(f"{queue_scene.page_of(image)}undo/", sent, follow=True).content.decode()
    assert "There is no decision left to undo" in again
    assert Review.objects.count() == 2


def test_a_declined_picture_waits_again() -> None:
    house = queue_scene.queue()
    image = review.decline(house.pictures[0], reason="unfinished", by=house.staff.bo, at=story.NOON)
    browser = contributor_scene.browser(house.staff.bo)
    page = browser.get(f"{queue_scene.page_of(image)}undo/").content.decode()
    assert "do not gain it by a later acceptance" in page
    browser.post(f"{queue_scene.page_of(image)}undo/", {"decision": image.reviews.get().pk})
    assert queue_scene.state_of(image) == "waiting"


@pytest.mark.parametrize("sent", [{}, {"decision": "one"}, {"decision": "0"}])
def test_a_decision_that_was_not_seen_is_not_undone(sent: dict[str, str]) -> None:
    house = queue_scene.queue()
    image = review.accept(house.pictures[0], by=house.staff.bo, at=story.NOON)
    browser = contributor_scene.browser(house.staff.bo)
    page = browser.post(f"{queue_scene.page_of(image)}undo/", sent, follow=True).content.decode()
    assert "Nothing was undone." in page
    assert queue_scene.state_of(image) == "accepted"


def test_an_old_page_undoes_no_newer_decision() -> None:
    house = queue_scene.queue()
    image = review.decline(house.pictures[0], reason="unfinished", by=house.staff.bo, at=story.NOON)
    seen = image.reviews.get().pk
    review.accept(review.reopen(image, by=house.staff.bo, at=story.NOON), by=house.staff.bo, at=story.NOON)
    contributor_scene.browser(house.staff.bo).post(f"{queue_scene.page_of(image)}undo/", {"decision": seen})
    assert queue_scene.state_of(image) == "accepted"


def test_the_last_decision_of_a_sitting_is_one_key_away() -> None:
    house = queue_scene.queue(2)
    first, second = house.pictures
    browser = contributor_scene.browser(house.staff.bo)
    assert 'data-key="u"' not in browser.get("/staff/review/").content.decode()
    page = browser.post(queue_scene.page_of(first), {"decision": "decline", "reason": "unfinished"}, follow=True)
    assert f'href="{queue_scene.page_of(first)}undo/" data-key="u"' in page.content.decode()
    browser.post(f"{queue_scene.page_of(first)}undo/", {"decision": first.reviews.get().pk})
    assert 'data-key="u"' not in browser.get(queue_scene.page_of(second)).content.decode()


def test_only_a_reviewer_undoes() -> None:
    house = queue_scene.queue()
    image = review.accept(house.pictures[0], by=house.staff.bo, at=story.NOON)
    sent = {"decision": image.reviews.get().pk}
    for user in (house.staff.cy, house.staff.dee, queue_scene.account(house.ada)):
        assert contributor_scene.browser(user).post(f"{queue_scene.page_of(image)}undo/", sent).status_code == 403
    assert contributor_scene.browser().post(f"{queue_scene.page_of(image)}undo/", sent).status_code == 302
    assert contributor_scene.browser(house.staff.bo).get("/staff/review/999999/undo/").status_code == 404
    assert queue_scene.state_of(image) == "accepted"
