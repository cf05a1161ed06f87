"""Rounds of Discord: one walk through a channel serves everybody followed there, each under their own consent."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from contributors import consents, outside, rounds
from contributors.collectors.posts import Account
from contributors.models import Image, Platform, Scope, WalkOutcome
from tests.contributors import collect_scene as scene
from tests.contributors.collectors import discord_house
from tests.contributors.collectors.discord_house import ADA, ANN, DiscordHouse, message
from tests.contributors.collectors.loopback import NOON, Reply, json_reply

pytestmark = pytest.mark.django_db
STRANGER = Account("discord", "999", "stranger", None)
MESSAGES = discord_house.MESSAGES


def giver(name: str = "ada", scope: Scope = Scope.HASHTAG_ONLY) -> None:
    scene.giver(name, scope=scope, platform=Platform.DISCORD)


def test_one_walk_serves_everybody_followed_in_a_channel(settings: Settings) -> None:
    giver()
    giver("ann")
    messages = [message(5, "91"), message(4, "92", author=ANN), message(3, "93", author=STRANGER)]
    with scene.discord(settings, messages) as stage:
        assert stage.walk()[-1] == 1
        stage.walk()
        assert stage.files_asked() == ["91", "92"]
    given = Image.objects.order_by("id").values_list("collection", "path", "contributor__name")
    assert list(given) == [
        (scene.CHANNEL, f"{message(5).id}/91", "Ada"),
        (scene.CHANNEL, f"{message(4).id}/92", "Ann"),
    ]
    assert [(walk.new, walk.outcome) for walk in (scene.last(), scene.last("ann"))] == [(0, "done"), (0, "done")]


def test_who_is_followed_later_is_walked_from_the_first_message_and_the_others_are_not_fetched_again(
    settings: Settings,
) -> None:
    giver()
    with scene.discord(settings, [message(5, "91"), message(4, "92", author=ANN)]) as stage:
        stage.walk()
        giver("ann", Scope.PAST_IMAGES_TOO)
        stage.walk()
        assert stage.files_asked() == ["91", "92"]
    assert scene.last("ann").new == 1


def test_who_gives_under_the_hashtag_is_walked_from_the_consent_on(settings: Settings) -> None:
    giver()
    old = [message(24 * days, f"9{days}") for days in range(21, 40)]
    with scene.discord(settings, [*old, message(4, "92")]) as stage:
        stage.walk()
        assert len(stage.server.asked_paths(MESSAGES)) == 2
        assert stage.files_asked() == ["92"]


def test_in_a_channel_for_talking_the_hashtag_decides(settings: Settings) -> None:
    giver()
    with scene.discord(settings, [message(5, "91"), message(4, "92", content="#みつあ勉強用")], channels="77") as stage:
        stage.walk()
        assert stage.files_asked() == ["92"]


def test_messages_before_the_consent_are_left_alone_where_the_hashtag_decides(settings: Settings) -> None:
    giver()
    with scene.discord(settings, [message(24 * 25, "91"), message(4, "92")]) as stage:
        stage.walk()
        assert stage.files_asked() == ["92"]
    assert scene.originals_kept() == 1


def test_a_withdrawn_consent_in_the_middle_ends_one_person_s_pictures_and_not_the_others(settings: Settings) -> None:
    ada = scene.giver(platform=Platform.DISCORD)
    giver("ann")
    messages = [message(5, "91"), message(4, "92"), message(3, "93", author=ANN)]
    with scene.discord(settings, messages) as stage:
        stage.changed_in_the_middle(lambda: consents.withdraw(ada, at=NOON))
        assert stage.files_asked() == ["91", "93"]
    assert scene.originals_kept() == 2


def test_once_nobody_is_followed_any_more_the_channel_is_asked_for_nothing_further(settings: Settings) -> None:
    ada = scene.giver(platform=Platform.DISCORD)
    with scene.discord(settings, [message(hours, f"9{hours}") for hours in range(9, 1, -1)]) as stage:
        stage.changed_in_the_middle(lambda: consents.withdraw(ada, at=NOON))
        assert len(stage.server.asked_paths(MESSAGES)) == 1
        assert stage.files_asked() == ["99"]


def test_a_walk_that_was_killed_goes_on_from_the_stored_points(settings: Settings) -> None:
    giver()
    giver("ann")
    messages = [message(5, "91", "92"), message(4, "93", author=ANN), message(3, "94")]
    with scene.discord(settings, messages) as stage:
        stage.killed_after(1)
        assert scene.last().resume_point == f"{message(5).id}:91"
        assert scene.last("ann").resume_point == ""
        stage.walk()
        assert stage.files_asked() == ["91", "92", "93", "94"]
    assert scene.taken() == ["91", "92", "93", "94"]


def test_rate_limits_and_faults_that_pass_are_waited_out(settings: Settings) -> None:
    giver()
    told = {"message": "You are being rate limited.", "retry_after": 64.57, "global": False}
    with scene.discord(settings, [message(5, "91")]) as stage:
        stage.server.trouble(MESSAGES, json_reply(told, status=429), Reply(502))
        stage.walk()
        assert stage.clock.slept_seconds == [64.57, 1.0]
    assert scene.taken() == ["91"]


def test_a_message_deleted_or_edited_meanwhile_is_passed_over(settings: Settings) -> None:
    giver()
    with scene.discord(settings, [message(5, "91", "92"), message(4, "93")]) as stage:
        house = stage.server.house
        assert isinstance(house, DiscordHouse)
        edited = DiscordHouse([message(5, "91")], paint=house.paint, base=house.base)
        stage.changed_in_the_middle(lambda: setattr(stage.server, "house", edited))
    assert scene.taken() == ["91"]
    assert scene.last().passed_over == {"removed_by_edit": 1, "deleted": 1}


def test_a_channel_closed_to_the_bot_stops_its_own_walk_alone(settings: Settings) -> None:
    giver()
    with (
        scene.discord(settings, [message(5, "91")], channels="66:giving,77:giving") as stage,
        pytest.raises(rounds.WalksStopped, match="1 of 2 walks stopped, the last because Discord shows nothing"),
    ):
        stage.walk()
    assert scene.taken() == ["91"]
    walks = scene.last().account.walks.order_by("collection").values_list("collection", "outcome", "reason")
    assert list(walks) == [("discord:66", "stopped", "channel_out_of_reach"), (scene.CHANNEL, "done", "")]


def test_a_revoked_token_ends_the_round(settings: Settings) -> None:
    giver()
    with scene.discord(settings, [message(5, "91")], channels="77,78", token="stale-secret") as stage:
        with pytest.raises(rounds.WalksStopped, match="1 of 2"):
            stage.walk()
        assert len(stage.server.requests) == 1
    assert "stale-secret" not in scene.last().error


def test_without_a_channel_nothing_is_asked_and_one_sentence_says_so(settings: Settings) -> None:
    giver()
    with scene.discord(settings, [], channels="") as stage:
        with pytest.raises(outside.SettingMissing, match="HENREI_DISCORD_CHANNELS is not set"):
            stage.walk()
        assert stage.server.requests == []


def test_a_message_after_the_named_end_of_a_consent_is_left_alone(settings: Settings) -> None:
    ada = scene.giver(platform=Platform.DISCORD)
    ada.consents.update(withdrawn_at=NOON + timedelta(hours=1))
    with scene.discord(settings, [message(5, "91"), message(-2, "92")]) as stage:
        stage.walk()
        assert stage.files_asked() == ["91"]
    assert ADA.outside_id == scene.last().account.outside_id
    assert scene.last().outcome == WalkOutcome.DONE


@pytest.mark.parametrize("written", ["general", "77;78", "0", "77:talk", "７７"])
def test_channels_that_cannot_be_read_are_refused_with_how_to_write_them(written: str, settings: Settings) -> None:
    settings.HENREI_DISCORD_CHANNELS = written
    with pytest.raises(outside.SettingUnfit, match="123,456:giving"):
        outside.channels()


@pytest.mark.parametrize("written", ["", "#", "two words", 'a" OR from:2', "a OR b", "#a#b"])
def test_a_hashtag_that_would_ask_for_something_else_is_refused(written: str, settings: Settings) -> None:
    settings.HENREI_HASHTAG = written
    with pytest.raises(outside.SettingUnfit, match="HENREI_HASHTAG"):
        outside.hashtag()
