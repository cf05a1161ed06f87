"""Signing in leads on to where one belongs, never out of the house, and keeps the language."""

import pytest

from contributors import people
from contributors.models import Contributor
from tests.contributors.web import contributor_scene as scene

pytestmark = pytest.mark.django_db


def test_a_contributor_who_signs_in_begins_at_the_dashboard() -> None:
    scene.people_alone()
    browser = scene.browser()
    answer = browser.post("/login/", {"username": "ada", "password": scene.PASSWORD}, follow=True)
    assert [address for address, _status in answer.redirect_chain] == ["/home/", "/me/"]


def test_a_member_of_staff_begins_at_the_work() -> None:
    answer = scene.browser(scene.people_alone().staff.cy).get("/home/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/")


@pytest.mark.parametrize("known", [True, False])
def test_whoever_is_neither_begins_at_the_credits(known: bool) -> None:
    user = people.hire("zoe", roles=[]) if known else None
    answer = scene.browser(user).get("/home/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_wrong_password_is_told_and_signs_nobody_in() -> None:
    scene.people_alone()
    browser = scene.browser()
    answer = browser.post("/login/", {"username": "ada", "password": "another phrase"})
    assert "the name and the password do not belong together" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_one_comes_back_to_the_page_asked_for() -> None:
    scene.people_alone()
    asked = {"username": "ada", "password": scene.PASSWORD, "next": "/me/statements/"}
    assert scene.browser().post("/login/", asked).headers["Location"] == "/me/statements/"


def test_nobody_is_led_to_another_house() -> None:
    scene.people_alone()
    asked = {"username": "ada", "password": scene.PASSWORD, "next": "https://example.com/"}
    assert scene.browser().post("/login/", asked).headers["Location"] == "/home/"


def test_signing_out_is_posted_and_forgets_who_it_was() -> None:
    browser = scene.of(scene.people_alone().ada)
    assert browser.get("/logout/").status_code == 405
    assert browser.post("/logout/").headers["Location"] == "/"
    assert "_auth_user_id" not in browser.session


def test_the_language_stays_through_signing_in() -> None:
    scene.people_alone()
    browser = scene.browser(language="ja")
    browser.post("/language/setlang/", {"language": "en", "next": "/login/"})
    answer = browser.post("/login/", {"username": "ada", "password": scene.PASSWORD}, follow=True)
    assert '<html lang="en">' in answer.content.decode()


def test_a_contributor_who_left_gives_no_more_and_is_still_paid() -> None:
    house = scene.people_alone()
    Contributor.objects.filter(pk=house.ada.pk).update(left_at=house.ada.joined_at)
    browser = scene.of(house.ada)
    for closed in ("/me/pictures/", "/me/upload/", "/me/credit/", "/me/leave/"):
        assert browser.get(closed).status_code == 403
    for begun in ("/home/", "/me/"):
        assert browser.get(begun).headers["Location"] == "/me/statements/"
    for still in ("/me/statements/", "/me/payout/"):
        page = browser.get(still)
        assert page.status_code == 200
        assert 'href="/me/pictures/"' not in page.content.decode()
