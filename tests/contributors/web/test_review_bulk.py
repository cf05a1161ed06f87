"""Many pictures decided on one page: looked at first, decided once, and what could not be is named."""

import pytest

from contributors import bulk, review
from contributors.models import Image, Review
from contributors.web import review_words
from tests import story
from tests.contributors import rows
from tests.contributors.web import contributor_scene, queue_scene

pytestmark = pytest.mark.django_db

BULK = "/staff/review/bulk/"


def test_the_preview_counts_and_decides_nothing() -> None:
    house = queue_scene.queue(2)
    first, second = house.pictures
    review.accept(second, by=house.staff.bo, at=story.NOON)
    browser = contributor_scene.browser(house.staff.bo)
    sent = {"picture": [first.pk, second.pk], "decision": "decline", "reason": "reposted"}
    page = browser.post(BULK, sent).content.decode()
    for told in ("1 picture would be declined.", "Somebody else gave this picture first.", "1 is left out"):
        assert told in page
    assert f'value="{first.pk}"' in page
    assert f'value="{second.pk}"' not in page
    assert (queue_scene.state_of(first), Review.objects.count()) == ("waiting", 1)


def test_confirmed_they_are_decided_once_and_the_filter_stays() -> None:
    house = queue_scene.queue(2, reason="possibly_mirrored")
    browser = contributor_scene.browser(house.staff.bo)
    sent = {"picture": [image.pk for image in house.pictures], "decision": "accept", "confirmed": "on"}
    page = browser.post(f"{BULK}?reason=possibly_mirrored", sent, follow=True)
    assert page.redirect_chain == [("/staff/review/?reason=possibly_mirrored", 302)]
    assert "2 pictures were accepted." in page.content.decode()
    again = browser.post(BULK, sent, follow=True).content.decode()
    assert "Left out, and as it was: ada-0.png (It was decided in between, or does not wait.)" in again
    assert "were accepted" not in again
    assert Review.objects.count() == 2


def test_what_somebody_decided_in_between_is_named_and_stays() -> None:
    house = queue_scene.queue(2)
    first, second = house.pictures
    browser = contributor_scene.browser(house.staff.bo)
    sent = {"picture": [first.pk, second.pk], "decision": "decline", "reason": "unfinished"}
    browser.post(BULK, sent)
    review.accept(first, by=house.staff.bo, at=story.NOON)
    page = browser.post(BULK, {**sent, "confirmed": "on"}, follow=True).content.decode()
    assert "1 picture was declined." in page
    assert "Left out, and as it was: ada-0.png" in page
    assert (queue_scene.state_of(first), queue_scene.state_of(second)) == ("accepted", "declined")


def test_without_a_reason_the_ticks_are_kept_and_nothing_is_decided() -> None:
    house = queue_scene.queue(2)
    sent = {"picture": [image.pk for image in house.pictures], "decision": "decline", "confirmed": "on"}
    page = contributor_scene.browser(house.staff.bo).post(BULK, sent).content.decode()
    assert "Choose the reason for declining." in page
    assert page.count('type="hidden" name="picture"') == 2
    assert not Review.objects.exists()


@pytest.mark.parametrize("picture", [[], ["one"], ["-1"], ["٣"], ["9" * 30], list(range(1, bulk.MOST_AT_ONCE + 2))])
def test_nothing_ticked_or_too_much_leads_back(picture: list[str]) -> None:
    house = queue_scene.queue()
    sent = {"picture": picture, "decision": "accept", "confirmed": "on"}
    page = contributor_scene.browser(house.staff.bo).post(BULK, sent, follow=True)
    assert page.redirect_chain == [("/staff/review/", 302)]
    assert "Not done" in page.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("sent", [{"decision": "burn"}, {"decision": "accept", "category": "gold"}, {}])
def test_what_is_no_verdict_decides_nothing(sent: dict[str, str]) -> None:
    house = queue_scene.queue()
    page = contributor_scene.browser(house.staff.bo).post(
        BULK, {"picture": house.pictures[0].pk, "confirmed": "on", **sent}
    )
    assert (page.status_code, Review.objects.count()) == (200, 0)


def test_only_a_reviewer_decides_many() -> None:
    house = queue_scene.queue()
    sent = {"picture": house.pictures[0].pk, "decision": "accept", "confirmed": "on"}
    for user in (house.staff.cy, house.staff.dee, queue_scene.account(house.ada)):
        assert contributor_scene.browser(user).post(BULK, sent).status_code == 403
    assert contributor_scene.browser().post(BULK, sent).status_code == 302
    assert contributor_scene.browser(house.staff.bo).get(BULK).headers["Location"] == "/staff/review/"
    assert contributor_scene.browser(house.staff.bo).delete(BULK).status_code == 405
    assert queue_scene.state_of(house.pictures[0]) == "waiting"


def test_the_names_of_many_left_out_are_cut_short() -> None:
    house = queue_scene.queue()
    gone = [rows.image(house.ada, state="declined", reason="unfinished", decided_at=story.NOON).pk for _ in range(12)]
    sent = {"picture": gone, "decision": "accept", "confirmed": "on"}
    page = contributor_scene.browser(house.staff.bo).post(BULK, sent, follow=True).content.decode()
    assert "And 2 more." in page


def test_every_reason_for_leaving_out_has_a_sentence() -> None:
    house = queue_scene.queue()
    unread = rows.image(house.ada, fingerprint=None)
    outlook = bulk.preview([unread.pk], bulk.Verdict("accept"))
    assert {one.why for one in outlook.left_out} <= set(review_words.LEFT_OUT)
    assert Image.objects.count() == 2
