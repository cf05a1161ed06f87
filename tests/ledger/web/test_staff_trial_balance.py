"""The trial balance is shown to treasurers and administrators, as of any moment, with both sides equal."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from contributors.models import Contributor, Role
from contributors.people import hire
from ledger.book import chart, journal
from ledger.models import Entry, EntryKind
from tests import story
from tests.ledger.web import staff_scene

PAGE = "/staff/trial-balance/"
QUERIES = 4


def rewarded(people: int) -> Entry:
    """So many people with 100 yen each, on the fifth of April."""
    cy = story.staff().cy
    legs = [journal.Leg(chart.rewards("JPY"), 100 * people)]
    for place in range(people):
        person = Contributor.objects.create(handle=f"test:{place}", name=f"P{place}", joined_at=story.NOON)
        legs.append(journal.Leg(chart.payable(person.pk, "JPY"), -100))
    return journal.post(journal.Draft(EntryKind.ADJUSTMENT, "test", "one", date(2026, 4, 5), legs), by=cy)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.TREASURER, Role.ADMIN])
def test_whoever_keeps_the_book_reads_it(role: Role) -> None:
    browser = staff_scene.client_of(hire("gil", roles=[role]))
    assert "No entry lies before this moment" in browser.get(PAGE).content.decode()
    assert PAGE in browser.get("/staff/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_others_are_refused_and_not_led_there(role: Role) -> None:
    browser = staff_scene.client_of(hire("gil", roles=[role]))
    assert browser.get(PAGE).status_code == 403
    assert PAGE not in browser.get("/staff/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_all_payables_stand_in_one_line(people: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rewarded(people)
    browser = staff_scene.client_of(staff_scene.eve())
    with django_assert_num_queries(QUERIES):
        page = browser.get(PAGE).content.decode()
    assert f"liabilities:payable ({people} contributor" in page
    assert page.count(f'value="{100 * people}"') == 4


@pytest.mark.django_db
def test_both_bounds_are_kept() -> None:
    entry = rewarded(1)
    browser = staff_scene.client_of(staff_scene.eve())
    early = entry.recorded_at.astimezone(story.TOKYO).strftime("%Y-%m-%dT%H:%M:%S")
    for query in (
        "effective_before=2026-04-05",
        f"recorded_before={early}",
        f"effective_before=&recorded_before={early}",
    ):
        assert "No entry lies before this moment" in browser.get(f"{PAGE}?{query}").content.decode()
    for query in ("effective_before=2026-04-06", "recorded_before=2199-01-01T00:00", ""):
        assert "liabilities:payable (1 contributor)" in browser.get(f"{PAGE}?{query}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "effective_before=yesterday",
        "effective_before=0001-01-01",
        "effective_before=9999-12-31",
        "recorded_before=0001-01-01T00:00",
        "recorded_before=9999-12-31T23:59",
        "recorded_before=%00",
    ],
)
def test_what_is_no_moment_is_said_so(query: str) -> None:
    rewarded(1)
    answer = staff_scene.client_of(staff_scene.eve()).get(f"{PAGE}?{query}")
    page = answer.content.decode()
    assert (answer.status_code, "liabilities:payable" in page, "aria-invalid" in page) == (422, False, True)
