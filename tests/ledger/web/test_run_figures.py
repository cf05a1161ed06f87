"""A run's page: whose pictures were used, compliance, weights, and parts that fill while they arrive."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contributors.models import Contributor, Source
from ledger.models import Run, UsageCount, WeightComparison, WeightPart
from ledger.training import counts, usage
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.credits import scenes
from tests.ledger.web import staff_scene, test_staff_runs

PAGE = "/staff/runs/tanabata/"
PARTS = "/staff/runs/yuki/parts/"
LIST = "/staff/runs/tanabata/contributors/"

pytestmark = pytest.mark.django_db


def matched(tmp_path: Path, givers: dict[str, int]) -> story.Staff:
    """A run of the givers' pictures and one of a museum, each shown twice."""
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {**givers, "Museum": 1}), house)
    scenes.from_source(next(image for image in images if image.path.startswith("museum")))
    story.matched(tmp_path / "manifests", images)
    return house


def text(browser: Client, address: str) -> str:
    """What a person reads there."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def weighed(run: Run | None, label: str, cosine: float, house: story.Staff) -> None:
    """A comparison that somebody recorded."""
    one = WeightComparison.objects.create(
        run=run,
        label=label,
        first_name="ours.safetensors",
        second_name=f"{label or 'other'}.safetensors",
        first_sha256=b"1" * 32,
        second_sha256=b"2" * 32,
        only_in_first=0,
        only_in_second=0,
        other_shape=0,
        not_weights=0,
        compared_at=story.NOON,
        compared_by=house.cy,
    )
    WeightPart.objects.create(comparison=one, part="unet", tensors=1, numbers=1, cosine=cosine)


def test_the_page_tells_shares_sources_and_contributors(tmp_path: Path) -> None:
    page = text(staff_scene.client_of(matched(tmp_path, {"Ada": 3}).cy), PAGE)
    assert "75.00 % credited 25.00 % rewardless source 0.00 % refused 0 opted-out pictures found" in page
    assert f"{scenes.SOURCE} CC0 1.0 1 1 2" in page
    assert "Ada 3 3 6" in page
    assert "1 contributor, with their pictures" in page


def test_refused_pictures_stand_with_their_reason(tmp_path: Path) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 1}), house)
    run = story.matched(tmp_path / "manifests", images)
    Contributor.objects.update(verified_at=None, verified_by=None)
    usage.match(run, at=story.NOON)
    page = text(staff_scene.client_of(house.cy), PAGE)
    assert "account was not verified by then. 1 1 2 100.00 %" in page


def test_a_runs_weights_stand_beside_those_of_known_fine_tunes(tmp_path: Path) -> None:
    house = matched(tmp_path, {"Ada": 1})
    weighed(Run.objects.get(), "", 0.0123, house)
    weighed(None, "known fine-tune of A", 0.9987, house)
    page = text(staff_scene.client_of(house.cy), PAGE)
    assert page.index("0.0123") < page.index("known fine-tune of A") < page.index("0.9987")


def test_without_weights_the_page_says_how_they_are_recorded(tmp_path: Path) -> None:
    page = text(staff_scene.client_of(matched(tmp_path, {"Ada": 1}).cy), PAGE)
    assert "manage.py weight_similarity A.safetensors B.safetensors --run tanabata" in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Bea", "Ada"]),
        ("?sort=images", ["Bea", "Ada"]),
        ("?sort=name", ["Ada", "Bea"]),
        ("?sort=x", ["Bea", "Ada"]),
    ],
)
def test_contributors_are_sorted_by_a_link(tmp_path: Path, sort: str, order: list[str]) -> None:
    browser = staff_scene.client_of(matched(tmp_path, {"Ada": 1, "Bea": 2}).bo)
    assert re.findall(r"<bdi>(\w+)</bdi>", browser.get(LIST + sort).content.decode()) == order


def test_contributors_come_in_pages(tmp_path: Path) -> None:
    browser = staff_scene.client_of(matched(tmp_path, {"Ada": 1}).bo)
    row = counts.contributors(Run.objects.get()).get()
    people = Contributor.objects.bulk_create(
        Contributor(handle=f"p:{place}", name=f"Person {place}", joined_at=story.NOON) for place in range(60)
    )
    UsageCount.objects.bulk_create(
        UsageCount(
            run=row.run,
            matching_number=row.matching_number,
            drawer="credited",
            contributor=person,
            images=1,
            samples=1,
            exposures=1,
        )
        for person in people
    )
    first, second = (browser.get(f"{LIST}?sort=name&page={page}").content.decode() for page in (1, 2))
    assert (first.count("<bdi>Person"), second.count("<bdi>Person")) == (49, 11)
    assert "?sort=name&amp;page=2" in first


@pytest.mark.parametrize("givers", [{"Ada": 1}, {"Ada": 1, "Ann": 1, "Bea": 1}])
def test_three_contributors_cost_as_many_queries_as_one(
    tmp_path: Path, givers: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = staff_scene.client_of(matched(tmp_path, givers).bo)
    browser.get(LIST)
    with django_assert_num_queries(8):
        browser.get(LIST)


def test_a_run_that_is_not_matched_says_so(tmp_path: Path) -> None:
    test_staff_runs.registered("yuki")
    assert "Nobody's pictures are credited here" in staff_scene.client_of(staff_scene.eve()).get(
        "/staff/runs/yuki/contributors/"
    ).content.decode().replace("&#x27;", "'")


def test_a_script_asks_for_the_parts_while_some_are_missing(tmp_path: Path) -> None:
    test_staff_runs.incomplete(tmp_path)
    browser = staff_scene.client_of(staff_scene.eve())
    page = browser.get("/staff/runs/yuki/").content.decode()
    asks = re.findall(r'hx-get="([^"]+)"', page)
    assert asks == [f"{PARTS}?seen=1-1-0"]
    assert browser.get(asks[0], headers={"hx-request": "true"}).status_code == 204
    fresh = browser.get(f"{PARTS}?seen=0-0-0", headers={"hx-request": "true"})
    assert (fresh.status_code, fresh.headers["Vary"].count("HX-Request")) == (200, 1)
    assert fresh.content.decode().lstrip().startswith("<section")


def test_a_person_is_led_from_the_parts_to_the_run(tmp_path: Path) -> None:
    test_staff_runs.registered("yuki")
    answer = staff_scene.client_of(staff_scene.eve()).get(PARTS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/runs/yuki/")


def test_a_complete_run_is_asked_for_no_more(tmp_path: Path) -> None:
    page = staff_scene.client_of(matched(tmp_path, {"Ada": 1}).cy).get(PAGE).content.decode()
    assert "hx-get" not in page


def test_held_and_superseded_parts_stand_as_kept_and_not_counted(tmp_path: Path) -> None:
    run = test_staff_runs.incomplete(tmp_path)
    folder = tmp_path / "anew"
    folder.mkdir()
    with ManifestRecorder(
        run="yuki",
        stage="base",
        component="unet",
        rank=0,
        world_size=1,
        folder=folder,
        attempt=2,
        resumed_from="nothing",
    ) as recorder:
        recorder.saw(["a.png"], [b"a" * 32])
    story.taken_in(run, folder)
    page = text(staff_scene.client_of(staff_scene.eve()), "/staff/runs/yuki/")
    kept = page[page.index("Kept and not counted") :]
    assert kept.index("superseded") < kept.index("held for a person")


@pytest.mark.parametrize("page", [PARTS, LIST])
def test_the_doors_turn_away_whom_they_should(tmp_path: Path, page: str) -> None:
    eve = staff_scene.client_of(staff_scene.eve())
    assert staff_scene.stranger().get(page).status_code == 302
    assert staff_scene.contributor().get(page).status_code == 403
    assert eve.get(page).status_code == 404
    assert eve.post(page).status_code == 405


def test_a_source_without_pictures_is_not_told(tmp_path: Path) -> None:
    house = matched(tmp_path, {"Ada": 1})
    Source.objects.create(name="Museum of Nothing", licence="CC0")
    assert "Museum of Nothing" not in text(staff_scene.client_of(house.cy), PAGE)
