"""Runs by their page: the grid of parts, the preview, and settling once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from contributors import consents
from contributors.models import Contributor
from ledger.models import Entry, Matching, Policy, Reward, Run, Settlement
from ledger.rewards import policies
from ledger.rewards.calculation import Rule
from ledger.training import runs
from ledger.training.recorder import ManifestRecorder
from ledger.web import part_grid
from tests import story
from tests.ledger.web import staff_scene

PAGE = "/staff/runs/tanabata/"
TERMS = {"policy": "pool", "on": "2026-04-28"}
LIST_QUERIES = 9


def policy() -> Policy:
    """A pool of 100,000 yen."""
    rule = Rule(mode="fixed_pool", counting="distinct", amount_minor=100_000)
    return policies.write("pool", rule, version=1, commodity="JPY", effective_from=story.MONTH)


def unsettled(tmp_path: Path) -> story.Staff:
    """A run of Ada's and Ann's pictures, matched and not settled."""
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 3, "Ann": 1}), house)
    story.matched(tmp_path / "manifests", images)
    policy()
    return house


def registered(name: str) -> Run:
    """A run without any part."""
    return runs.register(name, recorded_as=name, purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)


def incomplete(tmp_path: Path) -> Run:
    """Rank 0 of two has sent its only part, once more with other content; rank 1 has sent nothing."""
    run = registered("yuki")
    for count in (1, 2):
        folder = tmp_path / f"attempt-{count}"
        folder.mkdir()
        with ManifestRecorder(
            run="yuki", stage="base", component="unet", rank=0, world_size=2, folder=folder
        ) as recorder:
            for _ in range(count):
                recorder.saw(["a.png"], [b"a" * 32])
        story.taken_in(run, folder)
    return run


def take(browser: Client, step: str, **words: str) -> str:
    """Take a step and read where it leads."""
    answer = browser.post(PAGE, {"step": step, **words}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    return answer.content.decode()


def written() -> tuple[int, int, int]:
    """What settling writes."""
    return Settlement.objects.count(), Entry.objects.count(), Reward.objects.count()


@pytest.mark.django_db
def test_a_look_before_settling_writes_nothing(tmp_path: Path) -> None:
    house = unsettled(tmp_path)
    page = staff_scene.client_of(house.cy).get(PAGE, TERMS).content.decode()
    assert "Settling enters 100,000 yen for 2 contributors in the book, under pool v1" in page
    assert page.index("75,000") < page.index("25,000")
    assert written() == (0, 0, 0)


@pytest.mark.django_db
def test_a_look_tells_the_difference_to_the_run_settled_last(tmp_path: Path) -> None:
    whole = story.month(tmp_path)
    story.matched(tmp_path / "second", whole.images[:1], name="hoshi")
    policy()
    page = staff_scene.client_of(whole.house.cy).get("/staff/runs/hoshi/", TERMS).content.decode()
    for told in ("Against tanabata, settled last under pool-100000 v1", "Whose reward differs most", "+25,000 yen"):
        assert told in page


@pytest.mark.django_db
def test_a_treasurer_settles_once(tmp_path: Path) -> None:
    house = unsettled(tmp_path)
    browser = staff_scene.client_of(house.cy)
    assert "tanabata is settled: 100,000 yen" in take(browser, "settle", confirmed="on", **TERMS)
    once = written()
    take(browser, "settle", confirmed="on", **TERMS)
    assert written() == once == (1, 1, 2)


@pytest.mark.django_db
def test_nothing_is_settled_without_the_tick_or_by_another_role(tmp_path: Path) -> None:
    house = unsettled(tmp_path)
    assert "was not confirmed" in take(staff_scene.client_of(house.cy), "settle", **TERMS)
    for other in (house.bo, house.dee):
        answer = staff_scene.client_of(other).post(PAGE, {"step": "settle", "confirmed": "on", **TERMS})
        assert answer.status_code == 403
    assert written() == (0, 0, 0)


@pytest.mark.django_db
def test_terms_that_are_none_settle_nothing(tmp_path: Path) -> None:
    browser = staff_scene.client_of(unsettled(tmp_path).cy)
    early = {"policy": "pool", "on": "2026-03-31"}
    for terms in ({"policy": "other", "on": "2026-04-28"}, {"policy": "pool", "on": "soon"}):
        assert "was not confirmed" in take(browser, "settle", confirmed="on", **terms)
    assert "is not in force on that day" in take(browser, "settle", confirmed="on", **early)
    assert "is not in force on that day" in browser.get(PAGE, early).content.decode()
    assert browser.post(PAGE, {"step": "burn"}).status_code == 400
    assert written() == (0, 0, 0)


@pytest.mark.django_db
def test_a_run_with_withdrawn_pictures_inside_is_an_alarm_and_not_settled(tmp_path: Path) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 1, "Ann": 1}), house)
    consents.withdraw(Contributor.objects.get(name="Ann"), at=story.FROZEN_AT - timedelta(days=1))
    story.matched(tmp_path / "manifests", images)
    policy()
    browser = staff_scene.client_of(house.cy)
    assert "The model must not be published" in browser.get("/staff/").content.decode()
    assert "It cannot be settled." in browser.get(PAGE).content.decode()
    assert "Nothing was settled." in take(browser, "settle", confirmed="on", **TERMS)
    assert written() == (0, 0, 0)


@pytest.mark.django_db
def test_matching_goes_to_a_worker_on_commit(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    house = unsettled(tmp_path)
    Matching.objects.all().delete()
    with staff_scene.eager(), django_capture_on_commit_callbacks(execute=True) as sent:
        assert "is being matched." in take(staff_scene.client_of(house.cy), "match")
    assert (len(sent), Matching.objects.get().credited) == (1, 8)


@pytest.mark.django_db
def test_an_incomplete_run_is_not_matched_and_says_what_is_missing(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    incomplete(tmp_path)
    house = story.staff()
    browser = staff_scene.client_of(house.cy)
    page = browser.get("/staff/runs/yuki/").content.decode()
    assert "base/unet attempt 1 rank 1 part 0" in page
    assert "1 part came a second time with other content." in page
    with django_capture_on_commit_callbacks() as sent:
        answer = browser.post("/staff/runs/yuki/", {"step": "match"}, follow=True)
    assert (
        "Two parts of this run say they are the same part, and differ. Nothing was matched." in answer.content.decode()
    )
    assert not sent


@pytest.mark.django_db
def test_a_part_held_for_a_person_is_an_alarm(tmp_path: Path) -> None:
    incomplete(tmp_path)
    page = staff_scene.client_of(staff_scene.eve()).get("/staff/").content.decode()
    assert "Run yuki has parts that came twice with different content." in page


@pytest.mark.django_db
def test_the_grid_has_a_sign_for_each_part(tmp_path: Path) -> None:
    (grid,) = part_grid.grids(incomplete(tmp_path).parts.select_related("run"))
    assert [[cell.sign for cell in row.cells] for row in grid.rows] == [["held"], ["missing"]]


@pytest.mark.django_db
def test_the_signs_are_counted(tmp_path: Path) -> None:
    counts = part_grid.counts(incomplete(tmp_path).parts.select_related("run"))
    assert {count.cell.sign: count.parts for count in counts} == {"received": 1, "held": 1, "missing": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        registered(f"run-{place}")
    browser = staff_scene.client_of(staff_scene.eve())
    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get("/staff/runs/").content.decode()
    assert page.count("parts are missing") == number
