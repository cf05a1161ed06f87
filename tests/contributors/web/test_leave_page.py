"""Leaving on a page: said honestly, confirmed, once; then statements and account stay open."""

import pytest

from contributors.models import Contributor
from tests.contributors.web import contributor_scene, queue_scene

pytestmark = pytest.mark.django_db


def test_leaving_is_explained_and_not_done_without_the_tick() -> None:
    house = queue_scene.queue(2)
    browser = contributor_scene.of(house.ada)
    page = browser.get("/me/leave/").content.decode()
    for told in (
        "2 pictures that are accepted or wait are withdrawn.",
        "Runs frozen before keep what they used.",
        "what is owed to you is still paid",
    ):
        assert told in page
    assert browser.post("/me/leave/").status_code == 200
    assert Contributor.objects.get(pk=house.ada.pk).left_at is None


def test_who_confirms_has_left_and_still_finds_statements_and_account() -> None:
    house = queue_scene.queue(2)
    browser = contributor_scene.of(house.ada)
    page = browser.post("/me/leave/", {"confirmed": "on"}, follow=True)
    assert page.redirect_chain == [("/me/statements/", 302)]
    assert "You have left." in page.content.decode()
    assert [queue_scene.state_of(image) for image in house.pictures] == ["withdrawn", "withdrawn"]
    assert browser.get("/me/payout/").status_code == 200
    assert browser.post("/me/leave/", {"confirmed": "on"}).status_code == 403


def test_only_a_contributor_leaves() -> None:
    house = queue_scene.queue()
    assert contributor_scene.browser().get("/me/leave/").headers["Location"] == "/login/?next=/me/leave/"
    assert contributor_scene.browser(house.staff.bo).post("/me/leave/", {"confirmed": "on"}).status_code == 403
    assert contributor_scene.of(house.ada).delete("/me/leave/").status_code == 405


@pytest.mark.parametrize("page", ["/me/credit/", "/me/payout/"])
def test_the_profile_leads_to_leaving(page: str) -> None:
    house = contributor_scene.people_alone()
    assert 'href="/me/leave/"' in contributor_scene.of(house.ada).get(page).content.decode()
