"""The page where staff follow accounts, end them, and collect: for reviewers and administrators."""

from collections.abc import Iterator
from typing import get_args

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from contributors import people, rounds, tasks
from contributors.collectors import posts
from contributors.models import CollectorAccount, CollectorWalk, Job, Platform, Role, Scope, WalkOutcome
from contributors.web import collect_words
from tests import story
from tests.contributors import collect_scene as scene
from tests.contributors.collectors.loopback import NOON
from tests.contributors.collectors.x_house import Photo, Tweet, tweet
from tests.contributors.web import contributor_scene
from tests.route import census

pytestmark = pytest.mark.django_db
PAGE = "/staff/collect/"
APPROVAL = {"step": "approve", "contributor": "Ada", "platform": "x", "outside_id": "1001", "name": "@ada"}


@pytest.fixture(autouse=True)
def no_tokens(settings: Settings) -> Iterator[None]:
    """The environment of whoever runs the tests is not asked."""
    settings.HENREI_X_TOKEN = settings.HENREI_DISCORD_TOKEN = settings.HENREI_DISCORD_CHANNELS = ""
    return iter([None])


def bo(language: str = "en") -> Client:
    return contributor_scene.browser(story.staff().bo, language=language)


def shown(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def posted(client: Client, words: dict[str, str]) -> str:
    answer = client.post(PAGE, words, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_that_nobody_is_followed_and_which_tokens_are_missing() -> None:
    page = shown(bo())
    assert "No account is followed" in page
    assert "HENREI_X_TOKEN is not set in the environment." in page
    assert "HENREI_DISCORD_TOKEN is not set in the environment." in page
    assert "Collect from X" not in page


def test_an_approved_account_is_followed_from_then_on() -> None:
    scene.agree(scene.person())
    page = posted(bo(), APPROVAL)
    account = CollectorAccount.objects.get()
    assert (account.contributor.name, account.name, account.approved_by.username) == ("Ada", "ada", "bo")
    assert "ada (X) is followed from now on." in page
    assert "only pictures posted under the hashtag" in page
    assert "not walked yet" in page


def test_an_account_of_somebody_who_has_not_agreed_is_shown_as_not_collected() -> None:
    scene.giver(scope=None)
    assert "none in force: nothing is collected" in shown(bo())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"contributor": "Nobody"}, "Nobody of that name or handle gives pictures."),
        ({"contributor": ""}, "This field is required."),
        ({"outside_id": "@ada"}, "Write the 1 to 20 digits"),
        ({"outside_id": "0"}, "Write the 1 to 20 digits"),
        ({"outside_id": "x1001"}, "Write the 1 to 20 digits"),
        ({"outside_id": "１００１"}, "Write the 1 to 20 digits"),
        ({"outside_id": "1" * 21}, "Write the 1 to 20 digits"),
        ({"platform": "mastodon"}, "Select a valid choice."),
        ({"name": "@"}, "Write the name with 1 to 100 signs"),
        ({"name": "a\u200bda"}, "Write the name with 1 to 100 signs"),
    ],
)
def test_what_cannot_be_followed_is_said_beside_its_field_and_nothing_changes(words: dict[str, str], why: str) -> None:
    scene.person()
    client, before = bo(), census.held()
    assert why in posted(client, {**APPROVAL, **words})
    assert census.held() == before


def test_of_two_people_with_one_name_the_handle_decides() -> None:
    scene.person()
    twin = people.Newcomer(handle="test:twin", name="Ada")
    people.welcome([twin], terms_version="1", by=story.staff().bo, at=NOON)
    assert "Several people bear that name. Write the handle." in posted(bo(), APPROVAL)
    posted(bo(), {**APPROVAL, "contributor": "test:twin"})
    assert CollectorAccount.objects.get().contributor.handle == "test:twin"


def test_an_account_stands_for_one_person() -> None:
    scene.giver()
    scene.person("ann")
    page = posted(bo(), {**APPROVAL, "contributor": "Ann"})
    assert "This account is followed as one of Ada. End that first." in page
    assert CollectorAccount.objects.get().contributor.name == "Ada"


def test_approved_twice_is_approved_once_and_a_new_name_is_taken() -> None:
    scene.giver()
    posted(bo(), {**APPROVAL, "name": "ada_draws"})
    assert CollectorAccount.objects.get().name == "ada_draws"


def test_who_left_is_not_followed() -> None:
    ada = scene.person()
    ada.left_at = NOON
    ada.save()
    assert "This person is not verified, or has left." in posted(bo(), APPROVAL)


def test_an_ended_account_is_gone_from_the_list_and_kept_with_who_ended_it() -> None:
    account = scene.follow(scene.person())
    words = {"step": "end", "account": str(account.pk)}
    assert "ada (X) is followed no longer. What was given stays given." in posted(bo(), words)
    account.refresh_from_db()
    assert account.ended_by == story.staff().bo
    assert "ada (X) was followed no longer. Nothing was changed." in posted(bo(), words)
    assert "No account is followed" in shown(bo())


def test_a_walk_is_handed_to_a_worker_and_its_outcome_is_shown(
    settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    scene.giver()
    video = Tweet(tweet(4).posted_at, [Photo("7_v", kind="video")])
    with scene.x(settings, [tweet(5, "3_1"), video]):
        with django_capture_on_commit_callbacks() as handed_over:
            page = posted(bo(), {"step": "walk", "platform": "x"})
        assert "Collecting from X begins." in page
        assert "Waiting for its turn" in page
        assert "Collect from X<" not in page
        assert len(handed_over) == 1
        assert "X is being walked already." in posted(bo(), {"step": "walk", "platform": "x"})
        tasks.collect("x")
    page = shown(bo())
    assert "1 new picture." in page
    assert "1: no picture" in page
    assert "Collect from X<" in page


def test_a_walk_that_stopped_says_why_and_what_to_do(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [], token="stale-secret"), pytest.raises(rounds.WalksStopped, match="token"):
        tasks.collect("x")
    page = shown(bo())
    assert "The token is not valid any more. Write a new one into the settings." in page
    assert "stale-secret" not in page


def test_a_walk_whose_worker_is_gone_is_shown_as_broken_off(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1", "3_2")]) as stage:
        stage.killed_after(1)
    assert "broken off" in shown(bo())


def test_without_a_token_no_walk_begins() -> None:
    page = posted(bo(), {"step": "walk", "platform": "discord"})
    assert "Discord cannot be asked yet." in page
    assert not Job.objects.exists()


def test_the_page_names_the_hashtag_and_the_channels(settings: Settings) -> None:
    settings.HENREI_DISCORD_CHANNELS, settings.HENREI_DISCORD_TOKEN = "77:giving, 88", "t"
    page = shown(bo())
    assert "The hashtag that marks a gift: #みつあ勉強用" in page
    assert "Channels that are walked: 77, 88" in page


def test_a_setting_that_cannot_be_read_is_named(settings: Settings) -> None:
    settings.HENREI_DISCORD_CHANNELS = "general"
    settings.HENREI_DISCORD_TOKEN = "t"
    assert "The setting HENREI_DISCORD_CHANNELS cannot be read" in shown(bo())


@pytest.mark.parametrize("words", [{}, {"step": "dance"}, {"step": "walk"}, {"step": "walk", "platform": "mastodon"}])
def test_a_step_that_is_none_is_refused(words: dict[str, str]) -> None:
    assert bo().post(PAGE, words).status_code == 400


@pytest.mark.parametrize("account", ["", "0", "999999", "ada", "９"])
def test_an_account_that_is_none_is_not_found(account: str) -> None:
    assert bo().post(PAGE, {"step": "end", "account": account}).status_code == 404


def test_reviewers_and_administrators_enter_and_nobody_else() -> None:
    house = contributor_scene.people_alone()
    eve = people.hire("eve", roles=[Role.ADMIN])
    assert contributor_scene.browser(eve).get(PAGE).status_code == 200
    assert Client().get(PAGE).status_code == 302
    for person in (house.staff.cy, house.staff.dee):
        assert contributor_scene.browser(person).get(PAGE).status_code == 403
        assert contributor_scene.browser(person).post(PAGE, APPROVAL).status_code == 403
    assert contributor_scene.of(house.ada).get(PAGE).status_code == 403
    assert bo().put(PAGE).status_code == 405
    assert not CollectorAccount.objects.exists()


def test_three_accounts_take_as_many_queries_as_one() -> None:
    client, counts = bo(), []
    for name, number in (("p1", 1), ("p2", 2), ("p3", 3)):
        ada = scene.person(name)
        scene.agree(ada)
        scene.NUMBERS[Platform.X][name] = str(number)
        account = scene.follow(ada)
        consent = ada.consents.get()
        CollectorWalk.objects.create(
            account=account, collection=f"x:{number}", consent=consent, walked_at=NOON, outcome=WalkOutcome.DONE
        )
        with CaptureQueriesContext(connection) as asked:
            assert name in shown(client)
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_page_speaks_japanese_too() -> None:
    scene.giver(scope=Scope.PAST_IMAGES_TOO)
    assert 'lang="ja"' in shown(bo("ja"))


def test_every_reason_has_its_words() -> None:
    assert set(collect_words.STOPPED) == set(rounds.STOPS.values())
    assert set(collect_words.PASSED_OVER) == set(get_args(posts.Reason))
