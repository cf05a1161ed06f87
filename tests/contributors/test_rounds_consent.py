"""What a round takes is decided by the consent at that very moment: its scope, from when, until when."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from contributors import accounts, consents
from contributors.models import Contributor, Scope, WalkOutcome
from tests import story
from tests.contributors import collect_scene as scene
from tests.contributors.collectors.loopback import NOON
from tests.contributors.collectors.x_house import tweet

pytestmark = pytest.mark.django_db
DAY_HOURS = 24


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.HASHTAG_ONLY, ["3_tag"]),
        (Scope.PAST_IMAGES_TOO, ["3_old", "3_plain", "3_tag"]),
        (Scope.ARCHIVE, []),
        (None, []),
    ],
)
def test_the_scope_decides_what_is_taken(scope: Scope | None, expected: list[str], settings: Settings) -> None:
    scene.giver(scope=scope)
    tweets = [tweet(25 * DAY_HOURS, "3_old"), tweet(5, "3_plain", tags=("cat",)), tweet(4, "3_tag")]
    with scene.x(settings, tweets) as stage:
        stage.walk()
        assert stage.files_asked() == expected
        assert bool(stage.server.requests) == bool(expected)
    assert scene.taken() == expected
    assert scene.originals_kept() == len(expected)


def test_nothing_posted_after_the_consent_ended_is_taken(settings: Settings) -> None:
    ada = scene.giver(scope=Scope.PAST_IMAGES_TOO)
    consents.withdraw(ada, at=NOON - timedelta(hours=2))
    with scene.x(settings, [tweet(5, "3_1"), tweet(1, "3_2")]) as stage:
        assert stage.walk() == []
        assert stage.server.requests == []
    assert scene.originals_kept() == 0


def test_a_consent_whose_end_is_named_beforehand_ends_there(settings: Settings) -> None:
    ada = scene.giver(scope=Scope.PAST_IMAGES_TOO)
    ada.consents.update(withdrawn_at=NOON + timedelta(hours=1))
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.walk()
        stage.clock.now = NOON + timedelta(hours=3)
        stage.tweets.append(tweet(-1.5, "3_late"))
        assert stage.walk() == []
    assert scene.taken() == ["3_1"]


def test_a_consent_withdrawn_in_the_middle_of_a_walk_ends_it_there(settings: Settings) -> None:
    ada = scene.giver()
    with scene.x(settings, [tweet(5, "3_1", "3_2"), tweet(4, "3_3")]) as stage:
        stage.changed_in_the_middle(lambda: consents.withdraw(ada, at=NOON))
        assert stage.files_asked() == ["3_1"]
    assert scene.taken() == ["3_1"]
    assert scene.originals_kept() == 1


def test_an_account_ended_in_the_middle_of_a_walk_is_let_be_from_there(settings: Settings) -> None:
    account = scene.giver().collector_accounts.get()
    with scene.x(settings, [tweet(5, "3_1"), tweet(4, "3_2")]) as stage:
        stage.changed_in_the_middle(lambda: accounts.end(account, by=story.staff().bo, at=NOON))
        assert stage.files_asked() == ["3_1"]
        assert stage.walk() == []
    assert scene.originals_kept() == 1
    assert scene.last().outcome == WalkOutcome.DONE


def test_who_left_is_not_walked(settings: Settings) -> None:
    ada = scene.giver()
    Contributor.objects.filter(pk=ada.pk).update(left_at=NOON)
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        assert stage.walk() == []
        assert stage.server.requests == []


def test_who_agrees_to_past_pictures_later_is_walked_from_the_first_and_nothing_is_fetched_twice(
    settings: Settings,
) -> None:
    ada = scene.giver()
    with scene.x(settings, [tweet(30 * DAY_HOURS, "3_old", tags=()), tweet(5, "3_tag")]) as stage:
        stage.walk()
        scene.agree(ada, Scope.PAST_IMAGES_TOO, days_ago=0)
        stage.walk()
        stage.walk()
        assert stage.files_asked() == ["3_tag", "3_old"]
    assert scene.taken() == ["3_tag", "3_old"]


def test_a_narrower_consent_in_between_makes_the_wider_one_begin_anew(settings: Settings) -> None:
    ada = scene.giver(scope=Scope.PAST_IMAGES_TOO)
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.walk()
        consents.withdraw(ada, at=NOON)
        stage.clock.now = NOON + timedelta(hours=1)
        scene.agree(ada, days_ago=-1 / 48)
        stage.tweets.append(tweet(1, "3_plain", tags=()))
        stage.walk()
        scene.agree(ada, Scope.PAST_IMAGES_TOO, days_ago=-1 / 48)
        stage.walk()
        assert stage.files_asked() == ["3_1", "3_plain"]
