"""The treasurer's month by its page: each step done once, by the right role, and refused whole."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from contributors.models import Job
from ledger.models import Batch, Closing, Payout, PayoutFile, Statement
from ledger.payouts import batches
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from tests import story
from tests.ledger.web import staff_scene

PAGE = "/staff/month/2026-04/"
QUERIES_OF_A_MONTH = 20
TICKED = {"confirmed": "on"}


def told(browser: Client, page: str = PAGE) -> str:
    """What the page says."""
    return browser.get(page).content.decode()


def take(browser: Client, step: str, **words: object) -> str:
    """Take a step and read where it leads."""
    answer = browser.post(PAGE, {"step": step, **words}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    return answer.content.decode()


def prepared(tmp_path: Path) -> story.Month:
    """April closed, its payouts prepared by Cy."""
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    story.prepared(month.house)
    return month


def exported(tmp_path: Path) -> story.Month:
    """April approved by Dee and exported."""
    month = prepared(tmp_path)
    story.approved(Batch.objects.get(), month.house)
    take(staff_scene.client_of(month.house.cy), "export")
    return month


def answers(*rows: tuple[str, str, str, str]) -> SimpleUploadedFile:
    """A bank's answers as CSV."""
    written = io.StringIO()
    csv.writer(written).writerows([("key", "state", "on", "reason"), *rows])
    return SimpleUploadedFile("answers.csv", written.getvalue().encode())


@pytest.mark.django_db
def test_closing_says_in_numbers_what_it_will_do(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    page = told(staff_scene.client_of(month.house.cy))
    assert "fixes its entries (1), draws up its statements (2) and seals both" in page


@pytest.mark.django_db
def test_a_treasurer_closes_the_month_once(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    browser = staff_scene.client_of(month.house.cy)
    assert "The month is closed and sealed: entries 1, statements 2." in take(browser, "close", **TICKED)
    once = staff_scene.rows()
    assert "closed already" in take(browser, "close", **TICKED)
    assert staff_scene.rows() == once


@pytest.mark.django_db
def test_closing_without_the_tick_changes_nothing(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    assert "was not confirmed" in take(staff_scene.client_of(month.house.cy), "close")
    assert not Closing.objects.exists()


@pytest.mark.django_db
def test_a_month_that_is_not_over_is_not_closed(tmp_path: Path) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 1}), house)
    run = story.matched(tmp_path / "manifests", images)
    policy = policies.write(
        "pool",
        Rule(mode="fixed_pool", counting="distinct", amount_minor=1_000),
        version=1,
        commodity="JPY",
        effective_from=story.MONTH,
    )
    accrual.settle(run, policy, by=house.cy, on=localdate(), at=story.NOON)
    page = f"/staff/month/{localdate():%Y-%m}/"
    answer = staff_scene.client_of(house.cy).post(page, {"step": "close", **TICKED}, follow=True)
    assert "The month is not over yet" in answer.content.decode()
    assert not Closing.objects.exists()


@pytest.mark.django_db
def test_payouts_are_prepared_from_what_the_page_showed(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    browser = staff_scene.client_of(month.house.cy)
    assert "75,000" in told(browser)
    day = staff_scene.transfer_day().isoformat()
    assert "The payouts are prepared: 2." in take(browser, "prepare", transfer_on=day)
    assert sorted(Payout.objects.values_list("gross_minor", flat=True)) == [25_000, 75_000]
    take(browser, "prepare", transfer_on=day)
    assert Batch.objects.count() == 1


@pytest.mark.django_db
def test_a_day_on_which_nothing_can_be_transferred_prepares_nothing(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    before, browser = staff_scene.rows(), staff_scene.client_of(month.house.cy)
    for day in ("", "2026-01-05", "5 May"):
        assert "The transfer day is missing or lies in the past" in take(browser, "prepare", transfer_on=day)
    assert "Banks move no money on" in take(browser, "prepare", transfer_on="2199-01-01")
    assert staff_scene.rows() == before


@pytest.mark.django_db
def test_an_open_month_prepares_no_payouts(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    before = staff_scene.rows()
    day = staff_scene.transfer_day().isoformat()
    assert "The month is not closed." in take(staff_scene.client_of(month.house.cy), "prepare", transfer_on=day)
    assert staff_scene.rows() == before


@pytest.mark.django_db
def test_somebody_else_approves_once(tmp_path: Path) -> None:
    month = prepared(tmp_path)
    browser = staff_scene.client_of(month.house.dee)
    assert "Approving pays what was prepared (payouts: 2): 100,000 yen" in told(browser)
    assert "The batch is approved" in take(browser, "approve", **TICKED)
    once = staff_scene.rows()
    take(browser, "approve", **TICKED)
    assert staff_scene.rows() == once
    assert Batch.objects.get().approved_by == month.house.dee


@pytest.mark.django_db
def test_who_prepared_a_batch_never_approves_it(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    browser = staff_scene.client_of(staff_scene.kai())
    take(browser, "prepare", transfer_on=staff_scene.transfer_day().isoformat())
    page, before = told(browser), staff_scene.rows()
    assert "You prepared this batch, so you cannot approve it" in page
    assert 'id="danger-approve"' not in page
    assert "You prepared this batch yourself. It was not approved." in take(browser, "approve", **TICKED)
    assert staff_scene.rows() == before
    assert Batch.objects.get().state == "prepared"


@pytest.mark.django_db
def test_nothing_is_approved_before_it_is_prepared(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    before = staff_scene.rows()
    assert "No payouts are prepared" in take(staff_scene.client_of(month.house.dee), "approve", **TICKED)
    assert staff_scene.rows() == before


@pytest.mark.django_db
def test_a_batch_that_is_not_approved_is_not_exported(tmp_path: Path) -> None:
    month = prepared(tmp_path)
    assert "The batch is not approved yet" in take(staff_scene.client_of(month.house.cy), "export")
    assert not PayoutFile.objects.exists()


@pytest.mark.django_db
def test_the_bank_file_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    month = exported(tmp_path)
    browser, file = staff_scene.client_of(month.house.cy), PayoutFile.objects.get()
    first = browser.get(f"/staff/payouts/{file.pk}/file")
    take(browser, "export")
    again = browser.get(f"/staff/payouts/{file.pk}/file")
    assert first.content == again.content == bytes(file.content)
    assert first.headers["Content-Disposition"] == 'attachment; filename="henrei-2026-04-1-zengin.txt"'
    assert first.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_only_a_treasurer_takes_the_bank_file_away(tmp_path: Path) -> None:
    month = exported(tmp_path)
    file = PayoutFile.objects.get()
    assert staff_scene.client_of(month.house.dee).get(f"/staff/payouts/{file.pk}/file").status_code == 403
    assert staff_scene.client_of(month.house.cy).get("/staff/payouts/999999/file").status_code == 404
    assert staff_scene.client_of(month.house.cy).post(f"/staff/payouts/{file.pk}/file").status_code == 405


@pytest.mark.django_db
def test_the_banks_answers_are_recorded_once(tmp_path: Path) -> None:
    month = exported(tmp_path)
    browser = staff_scene.client_of(month.house.cy)
    first, second = Payout.objects.order_by("key").values_list("key", flat=True)
    day = localdate().isoformat()
    sent = [(first, "paid", day, ""), (second, "failed", day, "no such account"), ("9" * 20, "paid", day, "")]
    page = take(browser, "record", answers=answers(*sent))
    assert "New answers: 2. Known before: 0. Lines that match no payout, left out: 1" in page
    once = staff_scene.rows()
    assert "New answers: 0. Known before: 2." in take(browser, "record", answers=answers(*sent))
    assert staff_scene.rows() == once
    assert sorted(Payout.objects.values_list("state", flat=True)) == ["failed", "paid"]


@pytest.mark.django_db
def test_an_unreadable_answer_records_nothing(tmp_path: Path) -> None:
    month = exported(tmp_path)
    before, browser = staff_scene.rows(), staff_scene.client_of(month.house.cy)
    files = [
        answers(("1", "perhaps", "2026-05-28", "")),
        answers(("1", "paid", "yesterday", "")),
        SimpleUploadedFile("answers.csv", b"\xff\xfe"),
        SimpleUploadedFile("answers.csv", b"key,state\n"),
        "",
    ]
    for file in files:
        assert "Nothing was recorded." in take(browser, "record", answers=file)
    assert staff_scene.rows() == before


@pytest.mark.django_db
def test_an_answer_out_of_turn_records_nothing_of_its_file(tmp_path: Path) -> None:
    month = exported(tmp_path)
    browser = staff_scene.client_of(month.house.cy)
    first, second = Payout.objects.order_by("key").values_list("key", flat=True)
    day = localdate().isoformat()
    take(browser, "record", answers=answers((second, "failed", day, "")))
    before = staff_scene.rows()
    sent = answers((first, "paid", day, ""), (second, "paid", day, ""))
    assert "cannot become what the file says" in take(browser, "record", answers=sent)
    assert staff_scene.rows() == before


@pytest.mark.django_db
def test_statements_are_drawn_by_a_worker_asked_on_commit(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    browser = staff_scene.client_of(month.house.cy)
    with staff_scene.eager(), django_capture_on_commit_callbacks(execute=True) as sent:
        assert "The statements are being drawn: 2." in take(browser, "draw")
    assert len(sent) == 1
    assert Statement.objects.filter(paper__isnull=False).count() == 2
    assert "Every statement is drawn" in take(browser, "draw")


@pytest.mark.django_db
def test_a_double_click_asks_one_worker(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    month = staff_scene.open_month(tmp_path)
    story.closed(month.house)
    browser = staff_scene.client_of(month.house.cy)
    with django_capture_on_commit_callbacks(execute=False) as sent:
        take(browser, "draw")
        assert "are being drawn already" in take(browser, "draw")
    assert (len(sent), Job.objects.get().state) == (1, "waiting")
    assert f'hx-get="/staff/jobs/{Job.objects.get().pk}/"' in told(browser)


@pytest.mark.django_db
def test_an_approver_does_not_do_the_treasurers_steps(tmp_path: Path) -> None:
    month = exported(tmp_path)
    before, browser = staff_scene.rows(), staff_scene.client_of(month.house.dee)
    for step in ("close", "prepare", "export", "record", "draw"):
        assert browser.post(PAGE, {"step": step, **TICKED}).status_code == 403
    assert staff_scene.rows() == before


@pytest.mark.django_db
def test_a_treasurer_does_not_approve(tmp_path: Path) -> None:
    month = prepared(tmp_path)
    assert staff_scene.client_of(month.house.cy).post(PAGE, {"step": "approve", **TICKED}).status_code == 403
    assert Batch.objects.get().state == "prepared"


@pytest.mark.django_db
def test_a_step_that_a_month_does_not_have_is_no_request(tmp_path: Path) -> None:
    month = staff_scene.open_month(tmp_path)
    assert staff_scene.client_of(month.house.cy).post(PAGE, {"step": "burn"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("givers", [{"Ada": 1}, {"Ada": 1, "Ann": 1, "Amy": 1}])
def test_the_month_takes_as_many_queries_for_three_as_for_one(
    tmp_path: Path, givers: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    month = story.month(tmp_path, givers)
    story.closed(month.house)
    story.prepared(month.house)
    browser = staff_scene.client_of(month.house.dee)
    with django_assert_num_queries(QUERIES_OF_A_MONTH):
        assert browser.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_a_dismissed_batch_leaves_its_month_as_if_none_were_prepared(tmp_path: Path) -> None:
    month = prepared(tmp_path)
    browser = staff_scene.client_of(month.house.cy)
    batches.dismiss(Batch.objects.get(), by=month.house.cy, at=story.NOON, reason="a wrong day")
    assert browser.get("/staff/month/").status_code == 200
    assert browser.get(PAGE).context["look"].batch is None
