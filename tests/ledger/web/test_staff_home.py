"""What waits is told in one place, proving answers on demand, and a job is shown as a bar."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoAssertNumQueries

from contributors.models import Job
from ledger import tasks
from ledger.models import Batch, Entry, Run, Statement, StatementPaper
from ledger.training import runs
from tests import story
from tests.ledger.web import staff_scene

HOME_QUERIES = 16


@pytest.mark.django_db
def test_an_idle_house_says_what_will_appear() -> None:
    page = staff_scene.client_of(staff_scene.eve()).get("/staff/").content.decode()
    assert "Nothing waits" in page
    assert "No long work is going on" in page


@pytest.mark.django_db
def test_each_stage_of_a_month_waits_in_its_turn(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    browser = staff_scene.client_of(month.house.cy)
    assert "April 2026 is over and can be closed." in browser.get("/staff/").content.decode()
    story.closed(month.house)
    batch = story.prepared(month.house)
    assert "April 2026: the payouts wait for approval." in browser.get("/staff/").content.decode()
    story.approved(batch, month.house)
    assert "April 2026: the bank file waits to be exported." in browser.get("/staff/").content.decode()
    browser.post("/staff/month/2026-04/", {"step": "export"})
    assert "the bank has not answered every payout yet" in browser.get("/staff/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_home_takes_as_many_queries_for_three_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        runs.register(f"run-{place}", recorded_as="r", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
        Job.objects.create(kind="match", key=f"run-{place}", total=1, state="running")
    browser = staff_scene.client_of(staff_scene.eve())
    with django_assert_num_queries(HOME_QUERIES):
        page = browser.get("/staff/").content.decode()
    assert page.count("parts are missing") == Run.objects.count() == number


@pytest.mark.django_db
def test_months_are_listed_with_their_state(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    browser = staff_scene.client_of(month.house.dee)
    assert "state-waiting" in browser.get("/staff/month/").content.decode()
    story.closed(month.house)
    page = browser.get("/staff/month/").content.decode()
    assert "state-sealed" in page
    assert "0 of 2" in page


@pytest.mark.django_db
def test_a_whole_book_proves(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    browser = staff_scene.client_of(month.house.dee)
    assert "Everything holds." not in browser.get("/staff/prove/").content.decode()
    assert "Everything holds." in browser.get("/staff/prove/?now=1").content.decode()


@pytest.mark.django_db
def test_a_broken_book_is_named(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    tasks.draw_statements("2026-04")
    default_storage.delete(StatementPaper.objects.order_by("pk")[0].stored_as)
    page = staff_scene.client_of(month.house.dee).get("/staff/prove/?now=1").content.decode()
    assert "Something does not hold." in page
    assert "statement_paper_kept" in page


@pytest.mark.django_db
def test_a_job_is_a_bar_for_a_script_and_a_page_for_a_person() -> None:
    job = Job.objects.create(kind="statements", key="2026-04", state="running", done=1, total=4)
    browser = staff_scene.client_of(staff_scene.eve())
    page = browser.get(f"/staff/jobs/{job.pk}/").content.decode()
    alone = browser.get(f"/staff/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in alone
    assert f'hx-get="/staff/jobs/{job.pk}/"' in alone
    assert 'max="4" value="1"' in alone


@pytest.mark.django_db
def test_a_job_that_ended_is_not_asked_after_again() -> None:
    job = Job.objects.create(kind="statements", key="2026-04", state="failed", error="no disk", done=1, total=4)
    page = staff_scene.client_of(staff_scene.eve()).get(f"/staff/jobs/{job.pk}/").content.decode()
    assert "It stopped: no disk." in page
    assert "hx-get" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["running", "done"])
def test_a_job_says_what_one_worker_could_not_read_while_it_goes_on_and_after(state: str) -> None:
    job = Job.objects.create(kind="recognise", key="gallery", state=state, error="no disk", done=1, total=4)
    page = staff_scene.client_of(staff_scene.eve()).get(f"/staff/jobs/{job.pk}/").content.decode()
    assert "A worker could not read a file: no disk. It was tried again, and the work went on." in page


@pytest.mark.django_db
def test_the_admin_shows_the_book_to_administrators_and_changes_nothing(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    eve, entry = staff_scene.client_of(staff_scene.eve()), Entry.objects.get()
    statement, batch = Statement.objects.order_by("id")[0], story.prepared(month.house)
    for page in (f"entry/{entry.pk}", f"statement/{statement.pk}", f"batch/{batch.pk}"):
        assert eve.get(f"/admin/ledger/{page}/change/").status_code == 200
        assert eve.post(f"/admin/ledger/{page}/change/", {"state": "approved"}).status_code == 403
        assert eve.post(f"/admin/ledger/{page}/delete/", {"post": "yes"}).status_code == 403
    assert eve.get("/admin/ledger/entry/").status_code == 200
    assert eve.get("/admin/ledger/entry/add/").status_code == 403
    assert staff_scene.client_of(month.house.cy).get("/admin/ledger/entry/").status_code == 403
    assert (Entry.objects.count(), Batch.objects.get().state) == (1, "prepared")
