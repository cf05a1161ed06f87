"""Correcting a settled run by its page: a look first, then once, by a treasurer, with what it corrects named."""

import pytest
from django.test import Client

from ledger.book import balances
from ledger.models import Adjustment, Entry
from tests.ledger.april import April
from tests.ledger.web import staff_scene

PAGE = "/staff/runs/tanabata/adjust/"


def said(april: April, **otherwise: str) -> dict[str, str]:
    """Ada's first picture moved to Ann."""
    return {
        "what": "move",
        "picture": "gallery/ada-0.png",
        "receiver": april.ann.handle,
        "reason": "repost",
        "note": "It was Ann's.",
        "on": "2026-04-29",
    } | otherwise


def cy(april: April) -> Client:
    april.settled()
    return staff_scene.client_of(april.cy)


def counts() -> tuple[int, int]:
    return Adjustment.objects.count(), Entry.objects.count()


def test_a_look_tells_each_line_and_writes_nothing(april: April) -> None:
    browser = cy(april)
    before = counts()
    page = browser.get(PAGE, said(april)).content.decode()
    assert "What it would post" in page
    assert page.count("25,000") >= 2
    assert "It costs the organiser 0 yen" in page
    assert counts() == before


def test_a_treasurer_corrects_and_the_page_tells_of_it(april: April) -> None:
    page = cy(april).post(PAGE, said(april, confirmed="on"), follow=True).content.decode()
    assert "The correction stands in the book" in page
    assert "It was Ann&#x27;s." in page
    assert [balances.owed_to(one.pk, "JPY") for one in (april.ada, april.ann)] == [50_000, 50_000]


def test_sent_twice_it_is_corrected_once_and_said(april: April) -> None:
    browser = cy(april)
    browser.post(PAGE, said(april, confirmed="on"))
    before = counts()
    page = browser.post(PAGE, said(april, confirmed="on"), follow=True).content.decode()
    assert "is not credited to Ada in this run" in page
    assert counts() == before


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        pytest.param({"confirmed": ""}, "tick the box beside it", id="not confirmed"),
        pytest.param({"note": "", "confirmed": "on"}, "tick the box beside it", id="no note"),
        pytest.param({"picture": "none/such.png", "confirmed": "on"}, "No picture goes by none/such.png", id="picture"),
        pytest.param({"receiver": "nobody", "confirmed": "on"}, "No contributor goes by nobody", id="contributor"),
        pytest.param({"receiver": "", "confirmed": "on"}, "does not say all it must", id="receiver"),
    ],
)
def test_what_is_said_wrongly_is_told_and_changes_nothing(april: April, otherwise: dict[str, str], told: str) -> None:
    browser = cy(april)
    before = counts()
    page = browser.post(PAGE, said(april, **otherwise), follow=True).content.decode()
    assert told in page
    assert counts() == before


def test_a_reviewer_looks_and_does_not_correct(april: April) -> None:
    april.settled()
    browser, before = staff_scene.client_of(april.house.bo), counts()
    page = browser.get(PAGE).content.decode()
    assert "A treasurer corrects. You may look." in page
    assert browser.post(PAGE, said(april, confirmed="on")).status_code == 403
    assert counts() == before


def test_a_run_that_is_not_settled_has_no_such_page(april: April) -> None:
    assert staff_scene.client_of(april.cy).get(PAGE).status_code == 404
