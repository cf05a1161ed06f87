"""Undoing a bulk decision on a page: offered after it, looked at first, done once, and only by a reviewer."""

from typing import get_args
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from contributors import notices, review, sweeps, tasks
from contributors.models import Review, User
from contributors.web import review_unsweep
from tests import story
from tests.contributors.web import contributor_scene, queue_scene

pytestmark = pytest.mark.django_db

BULK = "/staff/review/bulk/"


def swept(browser: Client, house: queue_scene.Queue, **sent: str) -> str:
    """All of the queue decided at once; the address where that is undone."""
    browser.post(BULK, {"picture": [image.pk for image in house.pictures], "confirmed": "on", **sent})
    return f"{BULK}{Review.objects.latest('id').sweep}/undo/"


def states(house: queue_scene.Queue) -> list[str]:
    """How each picture stands."""
    return [queue_scene.state_of(image) for image in house.pictures]


def test_after_a_bulk_the_page_offers_to_undo_it_all() -> None:
    house = queue_scene.queue(2)
    browser = contributor_scene.browser(house.staff.bo)
    address = swept(browser, house, decision="decline", reason="unfinished")
    page = browser.get("/staff/review/").content.decode()
    assert f'href="{address}" data-key="u"' in page
    assert "Undo all: 2 pictures" in page
    seen = browser.get(address).content.decode()
    assert "2 pictures would wait again. Nothing is undone yet." in seen
    assert "do not gain them by a later acceptance" in seen
    assert states(house) == ["declined"] * 2
    done = browser.post(address, follow=True).content.decode()
    assert "Undone: 2 pictures wait again." in done
    assert 'data-key="u"' not in done
    assert states(house) == ["waiting"] * 2


def test_what_was_accepted_is_withdrawn_and_what_was_decided_since_is_named() -> None:
    house = queue_scene.queue(2)
    browser = contributor_scene.browser(house.staff.bo)
    address = swept(browser, house, decision="accept")
    review.withdraw(house.pictures[0], by=queue_scene.account(house.ada), at=story.NOON)
    seen = browser.get(address).content.decode()
    assert "1 picture would be withdrawn. Nothing is undone yet." in seen
    assert "It is withdrawn already." in seen
    done = browser.post(address, follow=True).content.decode()
    assert "Undone: 1 picture is withdrawn." in done
    assert "Not undone, and as it was: ada-0.png (It is withdrawn already.)" in done
    again = browser.post(address, follow=True).content.decode()
    assert "Undone:" not in again
    assert "Nothing of it is left to undo." in browser.get(address).content.decode()
    assert Review.objects.count() == 4


def test_a_decision_after_it_takes_its_place() -> None:
    house = queue_scene.queue(3)
    browser = contributor_scene.browser(house.staff.bo)
    last = house.pictures.pop()
    swept(browser, house, decision="decline", reason="unfinished")
    page = browser.post(queue_scene.page_of(last), {"decision": "decline", "reason": "unfinished"}, follow=True)
    assert "Undo all" not in page.content.decode()
    assert f'href="{queue_scene.page_of(last)}undo/"' in page.content.decode()


def test_an_unknown_bulk_is_not_found() -> None:
    browser = contributor_scene.browser(story.staff().bo)
    for address in (f"{BULK}{uuid4()}/undo/", f"{BULK}one/undo/"):
        assert (browser.get(address).status_code, browser.post(address).status_code) == (404, 404)


def test_only_a_reviewer_undoes_a_bulk() -> None:
    house = queue_scene.queue()
    bo = contributor_scene.browser(house.staff.bo)
    address = swept(bo, house, decision="accept")
    for user in (house.staff.cy, house.staff.dee, queue_scene.account(house.ada)):
        assert contributor_scene.browser(user).post(address).status_code == 403
    assert contributor_scene.browser().post(address).status_code == 302
    assert bo.put(address).status_code == 405
    assert states(house) == ["accepted"]


def test_every_reason_for_not_undoing_has_a_sentence() -> None:
    assert set(review_unsweep.NOT_UNDONE) == set(get_args(sweeps.Why))


def reachable(house: queue_scene.Queue) -> User:
    """Ada with an address."""
    user = queue_scene.account(house.ada)
    user.email = "ada@example.org"
    user.save(update_fields=["email"])
    return user


@pytest.mark.parametrize(
    "sent", [{"decision": "decline", "reason": "unfinished"}, {"decision": "ask", "words": "Is it yours?"}]
)
def test_a_decision_has_a_worker_write_to_its_giver_after_a_while(
    sent: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    house = queue_scene.queue()
    reachable(house)
    asked: list[float] = []
    monkeypatch.setattr(tasks.send_letters, "apply_async", lambda *, countdown: asked.append(countdown))
    with django_capture_on_commit_callbacks(execute=True):
        contributor_scene.browser(house.staff.bo).post(queue_scene.page_of(house.pictures[0]), sent)
    assert [countdown > notices.QUIET.total_seconds() for countdown in asked] == [True]


def test_without_anybody_to_write_to_no_worker_is_asked(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    house = queue_scene.queue()
    asked: list[float] = []
    monkeypatch.setattr(tasks.send_letters, "apply_async", lambda *, countdown: asked.append(countdown))
    with django_capture_on_commit_callbacks(execute=True):
        swept(contributor_scene.browser(house.staff.bo), house, decision="accept")
    assert asked == []
