"""The dashboard says in one sentence what the newest month brought, and every figure opens to its reason."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from contributors import gallery, people
from contributors.models import Contributor, Image, ImageState
from ledger.models import PayoutProfile
from ledger.payouts import results
from ledger.web import telling
from tests import story
from tests.contributors.web import contributor_scene as scene

TODAY = date(2026, 5, 1)


def page_of(name: str) -> str:
    """The dashboard of the contributor of that name, in English."""
    person = Contributor.objects.get(name=name)
    people.sign_in_as(person, name.lower(), password=scene.PASSWORD)
    person.refresh_from_db()
    return scene.of(person).get("/me/").content.decode()


@pytest.mark.django_db
def test_the_first_sentence_tells_the_month_its_pictures_and_the_sum(tmp_path: Path) -> None:
    story.month(tmp_path)
    page = page_of("Ada")
    assert "In April 2026, 3 of your pictures were used in one run. That is 75,000 yen, now in your balance." in page
    assert "April 2026 is still open." in page


@pytest.mark.django_db
def test_a_reward_is_told_from_its_lines(tmp_path: Path) -> None:
    story.month(tmp_path)
    told = "3 pictures of yours, each counted once, make 3.00 units. All pictures of the run make 4.00; your share"
    assert f"{told} of the pool of 100,000 yen is 75,000 yen." in page_of("Ada")


@pytest.mark.django_db
def test_a_payout_is_told_from_planned_to_paid(tmp_path: Path) -> None:
    now = story.month(tmp_path)
    story.closed(now.house)
    batch = story.prepared(now.house)
    assert "is planned for May 28, 2026, to your account ending in" in page_of("Ada")
    story.approved(batch, now.house)
    page = page_of("Ada")
    assert "Of 75,000 yen, 7,657 yen is withheld as income tax; 67,343 yen reaches your account." in page
    assert "67,343 yen are on their way to your account ending in" in page
    key = batch.payouts.get(contributor__name="Ada").key
    results.record([results.BankAnswer(key, "paid", story.TRANSFER_ON, "")], by=now.house.cy, at=story.NOON)
    assert "That is 75,000 yen, paid on May 28, 2026." in page_of("Ada")


@pytest.mark.django_db
def test_a_payout_that_came_back_is_told_with_what_to_do(tmp_path: Path) -> None:
    now = story.month(tmp_path)
    story.closed(now.house)
    batch = story.approved(story.prepared(now.house), now.house)
    key = batch.payouts.get(contributor__name="Ada").key
    answer = results.BankAnswer(key, "failed", story.TRANSFER_ON, "no such account")
    results.record([answer], by=now.house.cy, at=story.NOON)
    page = page_of("Ada")
    assert "The bank could not deliver the payout of May 28, 2026. Its 75,000 yen are back in your balance." in page
    assert "That is 75,000 yen, now in your balance." in page


@pytest.mark.django_db
def test_whoever_gave_no_account_is_asked_for_one(tmp_path: Path) -> None:
    story.month(tmp_path)
    PayoutProfile.objects.filter(contributor__name="Ada").delete()
    assert "We do not know your bank account yet." in page_of("Ada")


@pytest.mark.django_db
def test_a_run_without_rewards_yet_is_announced(tmp_path: Path) -> None:
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 2}), story.staff())
    story.matched(tmp_path / "manifests", images)
    page = page_of("Ada")
    assert "2 of your pictures are accepted; no run has brought you a reward yet." in page
    assert "tanabata has used 2 pictures of yours; its rewards are not computed yet." in page


@pytest.mark.django_db
def test_two_runs_of_a_month_count_a_picture_once(tmp_path: Path) -> None:
    now = story.month(tmp_path)
    second = story.matched(tmp_path / "second", now.images[:2], name="obon")
    story.settled(second, now.house, pool_yen=1_000)
    told = "In April 2026, 3 of your pictures were used in 2 runs. That is 76,000 yen, now in your balance."
    assert told in page_of("Ada")


@pytest.mark.django_db
def test_the_first_page_of_all_says_what_will_stand_there() -> None:
    scene.people_alone()
    page = page_of("Ada")
    assert "No accepted picture stands under your name yet" in page
    assert "No run has brought you a reward yet" in page


@pytest.mark.django_db
def test_pictures_not_accepted_stand_with_their_reasons(tmp_path: Path) -> None:
    story.month(tmp_path)
    Image.objects.filter(title="Ada 0").update(state=ImageState.DECLINED, reason="edge_too_short")
    assert "It is smaller than 32 pixels on one side. Send it larger." in page_of("Ada")


@pytest.mark.django_db
def test_one_run_and_three_take_as_many_queries(tmp_path: Path) -> None:
    now = story.month(tmp_path)
    alone = queries_of("Ada")
    for name in ("obon", "higan"):
        story.settled(story.matched(tmp_path / name, now.images[:3], name=name), now.house, pool_yen=1_000)
    # In several runs a picture may come twice: then usage is asked, once, however many they are.
    assert queries_of("Ada") == alone + 1
    assert queries_of("Ann") == alone


def queries_of(name: str) -> int:
    """How many queries the dashboard takes."""
    page_of(name)
    person = Contributor.objects.get(name=name)
    with CaptureQueriesContext(connection) as asked:
        assert scene.of(person).get("/me/").status_code == 200
    return len(asked)


@pytest.mark.parametrize("waiting", [1, 3])
def test_pictures_that_wait_are_counted_in_the_first_sentence(waiting: int) -> None:
    heaps = gallery.Standing([gallery.Heap(ImageState.WAITING, "", waiting)])
    with translation.override("en"):
        told = telling.lead(None, None, heaps, today=TODAY)
    assert told.startswith(f"{waiting} picture{'s' if waiting > 1 else ''} of yours ")
