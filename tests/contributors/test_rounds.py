"""Rounds of X: what the consents cover comes in once, whatever happens on the way; nothing else leaves a trace."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings

from contributors import accounts, outside, rounds, walks
from contributors.collectors import asking
from contributors.models import CollectorWalk, Image, Platform, WalkOutcome
from tests import story
from tests.contributors import collect_scene as scene
from tests.contributors.collectors.loopback import NOON, Reply, json_reply
from tests.contributors.collectors.x_house import Photo, Tweet, snowflake, tweet

pytestmark = pytest.mark.django_db
DAY_HOURS = 24


def reset_in(seconds: int) -> dict[str, str]:
    return {"x-rate-limit-reset": str(int((NOON + timedelta(seconds=seconds)).timestamp()))}


def told() -> tuple[str, int, int, dict[str, int]]:
    """The last walk of Ada's account: how it ended, what was new, what was outside by then, what was passed over."""
    walk = scene.last()
    return walk.outcome, walk.new, walk.outside, walk.passed_over


def test_pictures_of_everybody_followed_come_in_once(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    of_ann = replace(tweet(4, "3_ann"), author="1002")
    with scene.x(settings, [tweet(5, "3_1", "3_2"), of_ann]) as stage:
        assert stage.walk() == [0, 0, 0, 1, 0, 0, 1]
        assert stage.walk() == [1, 1]
        assert stage.files_asked() == ["3_1", "3_2", "3_ann"]
    assert scene.taken() == ["3_1", "3_2", "3_ann"]
    given = Image.objects.order_by("id").values_list("collection", "contributor__name")
    assert list(given) == [("x:1001", "Ada"), ("x:1001", "Ada"), ("x:1002", "Ann")]


def test_a_walk_keeps_its_point_and_what_it_brought(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1"), Tweet(tweet(4).posted_at, [Photo("7_v", kind="video")])]) as stage:
        stage.walk()
    walk = scene.last()
    assert told() == (WalkOutcome.DONE, 1, 0, {"not_a_picture": 1})
    assert (walk.collection, walk.resume_point, walk.walked_at) == ("x:1001", str(tweet(4).id), NOON)
    summed = walks.brought(["x:1001"], since_at=NOON)
    assert summed == walks.Brought(walks=1, new=1, known=0, outside=0, passed_over={"not_a_picture": 1})


def test_a_walk_that_was_killed_goes_on_from_the_stored_point(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1", "3_2", "3_3"), tweet(4, "3_4")]) as stage:
        stage.killed_after(2)
        walk = scene.last()
        assert (walk.outcome, walk.resume_point) == (WalkOutcome.UNDER_WAY, f"{tweet(5).id}:3_1,3_2")
        stage.walk()
        assert stage.files_asked() == ["3_1", "3_2", "3_3", "3_4"]
    assert scene.taken() == ["3_1", "3_2", "3_3", "3_4"]
    assert told() == (WalkOutcome.DONE, 2, 0, {})


def test_a_rate_limit_is_waited_out_until_the_moment_x_names(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(429, headers=reset_in(600)))
        stage.walk()
        assert stage.clock.slept_seconds == [601.0]
    assert scene.taken() == ["3_1"]


def test_a_rate_limit_of_a_day_ends_the_round_and_says_until_when(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(429, headers=reset_in(86_400)))
        with pytest.raises(rounds.WalksStopped, match=r"1 of 2 walks stopped, the last because .* until 2026-05-11"):
            stage.walk()
        assert len(stage.server.requests) == 1
    assert (scene.last().outcome, scene.last().reason) == ("stopped", "rate_limited")
    assert scene.originals_kept() == 0


def test_server_faults_that_pass_are_waited_out(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(503), Reply(500))
        stage.server.trouble("/media/", Reply(502))
        stage.walk()
        assert stage.clock.slept_seconds == [0.5, 1.0, 0.5]
    assert scene.taken() == ["3_1"]


def test_faults_without_end_stop_one_walk_and_the_next_round_goes_on_behind_everybody_else(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    of_ann = replace(tweet(4, "3_ann"), author="1002")
    with scene.x(settings, [tweet(6, "3_1"), tweet(5, "3_2"), of_ann]) as stage:
        stage.server.trouble("/media/3_2", *[Reply(503)] * 6)
        with pytest.raises(rounds.WalksStopped, match="1 of 2"):
            stage.walk()
        assert scene.taken() == ["3_1", "3_ann"]
        assert told() == (WalkOutcome.STOPPED, 1, 0, {})
        stage.walk()
    assert scene.taken() == ["3_1", "3_ann", "3_2"]


def test_an_expired_token_ends_the_round_at_once_and_is_never_told(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    with scene.x(settings, [tweet(5, "3_1")], token="stale-secret") as stage:
        with pytest.raises(rounds.WalksStopped, match="does not know the token any more") as refused:
            stage.walk()
        assert len(stage.server.requests) == 1
    assert "stale-secret" not in f"{refused.value} {scene.last().error}"
    assert scene.last().reason == "token_expired"
    assert scene.originals_kept() == 0


def test_a_vanished_account_stops_its_own_walk_alone(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    error = {"resource_type": "user", "resource_id": "1001", "detail": "User has been suspended: [1001]."}
    of_ann = replace(tweet(4, "3_ann"), author="1002")
    with scene.x(settings, [of_ann]) as stage:
        stage.server.trouble("/2/users/1001", json_reply({"errors": [error]}))
        with pytest.raises(rounds.WalksStopped, match="suspended"):
            stage.walk()
    assert scene.taken() == ["3_ann"]
    assert scene.last().reason == "account_out_of_reach"


def test_three_stops_in_a_row_end_the_round(settings: Settings) -> None:
    for number in range(1, 6):
        giver = scene.person(f"p{number}")
        scene.agree(giver)
        accounts.approve(
            giver, platform=Platform.X, outside_id=f"{number}", name=f"p{number}", by=story.staff().bo, at=NOON
        )
    with scene.x(settings, []) as stage:
        stage.server.trouble("/2/users/", *[Reply(content=b"<html>maintenance</html>")] * 5)
        with pytest.raises(rounds.WalksStopped, match="3 of 5"):
            stage.walk()
        assert len(stage.server.requests) == 3


def test_a_deleted_post_leaves_a_number_and_no_name(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1"), tweet(4, "3_2")]) as stage:
        stage.changed_in_the_middle(stage.tweets.pop)
    assert told() == (WalkOutcome.DONE, 1, 0, {"deleted": 1})
    assert scene.taken() == ["3_1"]


def test_an_edited_post_counts_once_in_its_newest_version(settings: Settings) -> None:
    scene.giver()
    early, late = snowflake(NOON - timedelta(hours=5)), snowflake(NOON - timedelta(hours=4, minutes=45))
    old = Tweet(NOON - timedelta(hours=5), [Photo("3_old")], versions=(early,))
    new = Tweet(NOON - timedelta(hours=4, minutes=45), [Photo("3_new")], versions=(early, late))
    with scene.x(settings, [new, old]) as stage:
        stage.walk()
    assert scene.taken() == ["3_new"]


def test_a_page_that_comes_twice_does_no_harm(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(hours, f"3_{hours}") for hours in (9, 8, 7, 6)]) as stage:
        media = [
            {"media_key": f"3_{one}", "type": "photo", "url": f"{stage.server.address}/media/3_{one}.png"}
            for one in (6, 7)
        ]
        page = {
            "data": [tweet(6, "3_6").fields(), tweet(7, "3_7").fields()],
            "includes": {"media": media},
            "meta": {"result_count": 2, "next_token": "t0"},
        }
        first = json_reply(page)
        stage.server.trouble("/2/users/", first, first)
        stage.walk()
        assert stage.files_asked() == ["3_9", "3_8", "3_7", "3_6"]
    assert scene.taken() == ["3_9", "3_8", "3_7", "3_6"]


def test_a_stored_point_that_cannot_be_read_stops_that_walk_and_says_so(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.walk()
        CollectorWalk.objects.update(resume_point="nonsense")
        with pytest.raises(rounds.WalksStopped, match="is no resume point"):
            stage.walk()
    assert scene.last().reason == "resume_point_unreadable"


def test_another_hashtag_may_be_set(settings: Settings) -> None:
    scene.giver()
    settings.HENREI_HASHTAG = "#GiveAway"
    with scene.x(settings, [tweet(5, "3_1", tags=("giveaway",)), tweet(4, "3_2")]) as stage:
        stage.walk()
    assert scene.taken() == ["3_1"]


def test_without_a_token_nothing_is_asked_and_one_sentence_says_so(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1")], token="") as stage:
        with pytest.raises(outside.SettingMissing, match="HENREI_X_TOKEN is not set: X cannot be asked"):
            stage.walk()
        assert stage.server.requests == []


def test_one_account_alone_is_walked_where_it_is_named(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    of_ann = replace(tweet(4, "3_ann"), author="1002")
    with scene.x(settings, [tweet(5, "3_1"), of_ann]) as stage:
        stage.walk("@ann")
        with pytest.raises(rounds.NotFollowed, match="nobody"):
            stage.walk("nobody")
    assert scene.taken() == ["3_ann"]


def test_a_token_is_sent_over_https_alone(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, []) as stage:
        settings.HENREI_X_URL = "http://x.example"
        with pytest.raises(asking.Insecure):
            stage.walk()
