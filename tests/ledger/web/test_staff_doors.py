"""Every staff page turns away strangers and contributors, wrong methods and unknown ids, and lets every role look."""

import pytest
from django.test import Client

from contributors.models import Role
from contributors.people import hire
from tests.ledger.web import staff_scene

PAGES = [
    "/staff/",
    "/staff/review/",
    "/staff/runs/",
    "/staff/runs/tanabata/",
    "/staff/runs/tanabata/adjust/",
    "/staff/month/",
    "/staff/month/2026-04/",
    "/staff/jobs/1/",
    "/staff/prove/",
    "/staff/trial-balance/",
    "/staff/payouts/1/file",
]
LOOKING = ["/staff/", "/staff/review/", "/staff/runs/", "/staff/month/", "/staff/prove/"]
UNKNOWN = [
    "/staff/review/999/",
    "/staff/runs/nobody/",
    "/staff/runs/nobody/adjust/",
    "/staff/month/2026-4/",
    "/staff/month/2026-13/",
    "/staff/month/1999-01/",
    "/staff/month/april/",
    "/staff/jobs/999/",
]
STEPS = ["/staff/review/1/", "/staff/runs/tanabata/", "/staff/runs/tanabata/adjust/", "/staff/month/2026-04/"]
READ_ONLY = [
    "/staff/",
    "/staff/trial-balance/",
    "/staff/review/",
    "/staff/runs/",
    "/staff/month/",
    "/staff/jobs/1/",
    "/staff/prove/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_login(page: str) -> None:
    answer = staff_scene.stranger().get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/login/?next={page}")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_contributor_is_refused(page: str) -> None:
    assert staff_scene.contributor().get(page).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", LOOKING)
def test_every_role_may_look(page: str, role: Role) -> None:
    member = staff_scene.client_of(hire("somebody", roles=[role]))
    assert member.get(page).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("page", UNKNOWN)
def test_what_is_not_there_is_not_found(page: str) -> None:
    assert staff_scene.client_of(staff_scene.eve()).get(page).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", READ_ONLY)
def test_pages_to_look_at_take_no_post(page: str) -> None:
    assert staff_scene.client_of(staff_scene.eve()).post(page).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("page", STEPS)
def test_pages_with_steps_take_no_delete(page: str) -> None:
    assert staff_scene.client_of(staff_scene.eve()).delete(page).status_code == 405


@pytest.mark.django_db
def test_somebody_who_is_no_longer_active_is_a_stranger() -> None:
    eve = staff_scene.eve()
    browser = staff_scene.client_of(eve)
    eve.is_active = False
    eve.save()
    assert browser.get("/staff/").status_code == 302


@pytest.mark.django_db
def test_a_step_without_the_csrf_token_is_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff_scene.kai())
    assert browser.post("/staff/month/2026-04/", {"step": "close"}).status_code == 403
