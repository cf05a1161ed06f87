"""A contributor's account: strangers are led to the login, others refused, somebody else's papers not found."""

from pathlib import Path

import pytest

from contributors import people
from contributors.models import Contributor
from ledger.models import Statement
from tests import story
from tests.contributors.web import contributor_scene as scene

NOBODYS = "6f1c1a52-6a3c-4d0f-9a43-0d5f3c1c2b77"  # a token of no statement
PAGES = ["/me/", "/me/statements/", f"/me/statements/{NOBODYS}/paper", "/me/payout/"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_login_and_back(page: str) -> None:
    answer = scene.browser().get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/login/?next={page}")


@pytest.mark.parametrize("page", PAGES)
def test_staff_are_refused(page: str) -> None:
    assert scene.browser(story.staff().cy).get(page).status_code == 403


@pytest.mark.parametrize("page", ["/me/", "/me/statements/", f"/me/statements/{NOBODYS}/paper"])
def test_pages_to_look_at_take_no_post(page: str) -> None:
    assert scene.of(scene.people_alone().ada).post(page).status_code == 405


@pytest.mark.parametrize("page", [f"/proof/{NOBODYS}/", f"/proof/{NOBODYS}/file", "/home/"])
def test_what_anyone_may_open_takes_no_post(page: str) -> None:
    assert scene.browser().post(page).status_code == 405


def test_the_account_takes_no_delete() -> None:
    assert scene.of(scene.people_alone().ada).delete("/me/payout/").status_code == 405


@pytest.mark.parametrize("page", [f"/proof/{NOBODYS}/", f"/proof/{NOBODYS}/file", "/proof/1/"])
def test_an_unknown_proof_is_not_found(page: str) -> None:
    assert scene.browser().get(page).status_code == 404


def test_an_unknown_paper_is_not_found() -> None:
    assert scene.of(scene.people_alone().ada).get(f"/me/statements/{NOBODYS}/paper").status_code == 404


def test_nobody_opens_the_paper_of_somebody_else(tmp_path: Path) -> None:
    now = story.month(tmp_path)
    story.closed(now.house)
    ann = Contributor.objects.get(name="Ann")
    people.sign_in_as(ann, "ann", password=scene.PASSWORD)
    adas = Statement.objects.get(contributor__name="Ada")
    assert scene.of(ann).get(f"/me/statements/{adas.token}/paper").status_code == 404
    assert str(adas.token) not in scene.of(ann).get("/me/statements/").content.decode()


@pytest.mark.parametrize("page", ["/me/", "/me/statements/", "/me/payout/"])
def test_no_cache_keeps_what_is_theirs_alone(page: str) -> None:
    answer = scene.of(scene.people_alone().ada).get(page)
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
