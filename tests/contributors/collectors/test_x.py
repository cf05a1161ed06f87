from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from contributors.collectors import answers, asking, rates, x
from contributors.collectors.posts import Collected, Event, Followed, Passed, Reached, ResumePoint, Window
from tests.contributors.collectors import x_house as scene
from tests.contributors.collectors.loopback import NOON, Asked, Reply, json_reply
from tests.contributors.collectors.x_house import ADA, Photo, Tweet, bytes_of, snowflake, tweet

SPENT = {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "0"}


def taken(events: list[Event]) -> list[str]:
    return [one.attachment_id for one in events if isinstance(one, Collected)]


def passed(events: list[Event]) -> list[tuple[str, str]]:
    return [(one.attachment_id, one.reason) for one in events if isinstance(one, Passed)]


def reset_in(seconds: int) -> dict[str, str]:
    return {**SPENT, "x-rate-limit-reset": str(int((NOON + timedelta(seconds=seconds)).timestamp()))}


def test_pictures_come_oldest_first_over_all_pages_as_they_were_given() -> None:
    with scene.stage([tweet(hours, f"3_{hours}") for hours in (5, 9, 2, 7, 3)]) as stage:
        events = stage.walk()
    assert taken(events) == ["3_9", "3_7", "3_5", "3_3", "3_2"]
    first = events[0]
    assert isinstance(first, Collected)
    assert first.content == bytes_of("3_9")
    assert first.path == f"{tweet(9).id}/3_9"
    assert (first.posted_at, first.account) == (NOON - timedelta(hours=9), ADA)
    assert first.url.endswith("/media/3_9.png")
    assert events[-1] == Reached(ResumePoint(tweet(2).id))


def test_asked_again_nothing_comes_twice() -> None:
    with scene.stage([tweet(5, "3_1"), tweet(4), tweet(3, "3_2")]) as stage:
        stage.resume_from(stage.walk()[-1].resume_point)
        assert stage.walk() == []
        stage.house.tweets.append(tweet(2, "3_3"))
        assert taken(stage.walk()) == ["3_3"]
        assert stage.media_asked() == ["3_1", "3_2", "3_3"]


@examples(max_examples=15, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=5),
    stops=st.lists(st.integers(1, 4), max_size=6),
)
def test_however_often_a_walk_is_killed_each_picture_comes_once(sizes: list[int], stops: list[int]) -> None:
    keys = [[f"3_{place}{count}" for count in range(size)] for place, size in enumerate(sizes)]
    with scene.stage([tweet(50 - place, *of_post) for place, of_post in enumerate(keys)]) as stage:
        seen: list[str] = []
        for stop in [*stops, 1000]:
            walk = stage.collector.walk(ADA.outside_id, following=stage.following)
            events = [event for event, _count in zip(walk, range(stop), strict=False)]
            seen += taken(events)
            if events:
                stage.resume_from(events[-1].resume_point)
    assert seen == [key for of_post in keys for key in of_post]


def test_a_picture_kept_before_is_not_fetched_again() -> None:
    with scene.stage([tweet(5, "3_1", "3_2")]) as stage:
        kept = {f"{tweet(5).id}/3_1"}
        events = list(stage.collector.walk(ADA.outside_id, following=stage.following, kept=kept))
        assert taken(events) == ["3_2"]
        assert stage.media_asked() == ["3_2"]


def test_an_edited_post_counts_once_in_its_newest_version() -> None:
    early, late = snowflake(NOON - timedelta(hours=5)), snowflake(NOON - timedelta(hours=4, minutes=45))
    old = Tweet(NOON - timedelta(hours=5), [Photo("3_old")], versions=(early,))
    new = Tweet(NOON - timedelta(hours=4, minutes=45), [Photo("3_new")], versions=(early, late))
    with scene.stage([new, tweet(3, "3_x"), old]) as stage:
        events = stage.walk()
    assert taken(events) == ["3_new", "3_x"]
    assert isinstance(events[0], Collected)
    assert events[0].path == f"{early}/3_new"
    assert events[0].resume_point.post_id == late


def test_an_older_version_that_x_still_lists_is_replaced_by_the_newest() -> None:
    early, late = snowflake(NOON - timedelta(hours=5)), snowflake(NOON - timedelta(hours=4, minutes=45))
    new = Tweet(NOON - timedelta(hours=5), [Photo("3_new")], versions=(early, late))
    with scene.stage([new]) as stage:
        outdated = {**new.fields(), "id": str(early), "attachments": {"media_keys": ["3_old"]}}
        stage.server.trouble("/2/users/", json_reply({"data": [outdated], "meta": {"result_count": 1}}))
        assert taken(stage.walk()) == ["3_new"]


def test_a_post_that_can_still_be_edited_waits_and_is_then_taken_once() -> None:
    young = Tweet(NOON - timedelta(minutes=10), [Photo("3_young")])
    with scene.stage([tweet(2, "3_1"), young, Tweet(NOON - timedelta(minutes=5), [Photo("3_younger")])]) as stage:
        first = stage.walk()
        assert taken(first) == ["3_1"]
        stage.resume_from(first[-1].resume_point)
        edited = replace(young, photos=[Photo("3_edited")], versions=(young.id, snowflake(NOON)))
        stage.house.tweets[1] = edited
        stage.clock.now = NOON + timedelta(minutes=40)
        assert taken(stage.walk()) == ["3_younger", "3_edited"]


def test_a_page_that_comes_twice_does_no_harm() -> None:
    tweets = [tweet(hours, f"3_{hours}") for hours in (9, 8, 7, 6)]
    with scene.stage(tweets) as stage:
        first = stage.house.answer(Asked("/2/users/1001/tweets", {}, {"authorization": f"Bearer {scene.TOKEN}"}))
        stage.server.trouble("/2/users/", first, first)
        assert taken(stage.walk()) == ["3_9", "3_8", "3_7", "3_6"]


def test_pages_that_lead_in_a_circle_are_refused_and_nothing_is_taken() -> None:
    circle = json_reply({"meta": {"result_count": 0, "next_token": "t0"}})
    with scene.stage([tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", *[circle] * 10)
        with pytest.raises(answers.UnexpectedAnswer, match="circle"):
            stage.walk()
        assert stage.media_asked() == []


def test_a_rate_limit_is_waited_out_until_the_moment_x_names() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", json_reply({"title": "Too Many Requests"}, status=429, headers=reset_in(600)))
        assert taken(stage.walk()) == ["3_1"]
        assert stage.clock.slept_seconds == [601.0]


def test_a_rate_limit_without_a_moment_is_waited_out_by_backing_off() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(429), Reply(429, headers={"x-rate-limit-reset": "soon"}))
        assert taken(stage.walk()) == ["3_1"]
        assert stage.clock.slept_seconds == [0.5, 1.0]


def test_a_rate_limit_of_a_day_is_refused_with_its_end_instead_of_waited_out() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(429, headers=reset_in(86_400)))
        with pytest.raises(rates.RateLimited) as refused:
            stage.walk()
        assert refused.value.until_at == NOON + timedelta(seconds=86_401)
        assert stage.clock.slept_seconds == []


def test_a_spent_window_is_waited_out_before_the_next_page_is_asked() -> None:
    tweets = [tweet(hours, f"3_{hours}") for hours in (9, 8, 7)]
    with scene.stage(tweets) as stage:
        first = stage.house.answer(Asked("/2/users/1001/tweets", {}, {"authorization": f"Bearer {scene.TOKEN}"}))
        stage.server.trouble("/2/users/", replace(first, headers={**first.headers, **reset_in(300)}))
        assert taken(stage.walk()) == ["3_9", "3_8", "3_7"]
        assert stage.clock.slept_seconds == [301.0]


def test_a_burst_of_server_faults_is_waited_out_ever_longer() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(503), Reply(500), Reply(502), Reply(504))
        assert taken(stage.walk()) == ["3_1"]
        assert stage.clock.slept_seconds == [0.5, 1.0, 2.0, 4.0]


def test_faults_without_end_are_refused_and_the_walk_goes_on_later_from_its_place() -> None:
    with scene.stage([tweet(5, "3_1"), tweet(4, "3_2")]) as stage:
        stage.server.trouble("/media/3_2", *[Reply(503)] * 6)
        events: list[Event] = []
        with pytest.raises(rates.SourceUnavailable):
            for event in stage.collector.walk(ADA.outside_id, following=stage.following):
                events.append(event)
        stage.resume_from(events[-1].resume_point)
        assert taken(stage.walk()) == ["3_2"]


def snow_point(hours_ago: float) -> ResumePoint:
    return ResumePoint(tweet(hours_ago).id)


def test_an_expired_token_is_refused_at_once_and_never_told() -> None:
    with scene.stage([tweet(5, "3_1")], token="stale-secret") as stage:
        with pytest.raises(asking.TokenExpired) as refused:
            stage.walk()
        assert "stale-secret" not in str(refused.value)
        assert len(stage.server.requests) == 1
        assert stage.clock.slept_seconds == []


def test_a_plan_that_does_not_allow_it_is_refused_with_what_x_says() -> None:
    with scene.stage([]) as stage:
        told = {"title": "Client Forbidden", "detail": "enroll the app in a project"}
        stage.server.trouble("/2/users/", json_reply(told, status=403))
        with pytest.raises(asking.AccessRefused, match="enroll the app"):
            stage.walk()


@pytest.mark.parametrize("detail", ["Could not find user with id: [1001].", "User has been suspended: [1001]."])
def test_a_suspended_or_vanished_account_is_refused(detail: str) -> None:
    with scene.stage([]) as stage:
        error = {"resource_type": "user", "resource_id": "1001", "title": "Forbidden", "detail": detail}
        stage.server.trouble("/2/users/", json_reply({"errors": [error]}))
        with pytest.raises(x.AccountOutOfReach, match="1001"):
            stage.walk()


def test_a_deleted_post_that_x_tells_of_is_passed_over_and_told() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        gone = tweet(4)
        stage.house.errors.append({"resource_type": "tweet", "resource_id": str(gone.id), "title": "Not Found Error"})
        events = stage.walk()
    assert taken(events) == ["3_1"]
    assert [(one.post_id, one.reason) for one in events if isinstance(one, Passed)] == [(str(gone.id), "deleted")]


def test_a_post_deleted_between_the_list_and_the_picture_is_passed_over_and_told() -> None:
    with scene.stage([tweet(5, "3_1"), tweet(4, "3_2")]) as stage:
        walk = stage.collector.walk(ADA.outside_id, following=stage.following)
        events = [next(walk)]
        del stage.house.tweets[1]
        events += list(walk)
    assert taken(events) == ["3_1"]
    assert passed(events) == [("3_2", "deleted")]


def test_what_is_no_photo_of_the_post_is_passed_over_and_told() -> None:
    hours = timedelta(hours=1)
    others = [
        Tweet(NOON - 9 * hours, [Photo("7_v", kind="video")]),
        Tweet(NOON - 8 * hours, [Photo("3_other", source=42)]),
        Tweet(NOON - 7 * hours, [Photo("3_gone", is_gone=True)]),
    ]
    with scene.stage([*others, tweet(6, "3_1")]) as stage:
        events = stage.walk()
        assert stage.media_asked() == ["3_1"]
    assert passed(events) == [("7_v", "not_a_picture"), ("3_other", "not_their_own"), ("3_gone", "gone")]


def test_a_repost_is_nobody_s_gift() -> None:
    with scene.stage([Tweet(NOON - timedelta(hours=5), [Photo("3_1")], is_repost=True)]) as stage:
        assert stage.walk() == []
        assert stage.media_asked() == []


def test_hashtag_only_fetches_no_byte_of_anything_else() -> None:
    unmarked, before = tweet(5, "3_plain", tags=("cat",)), tweet(24 * 25, "3_before")
    deep = replace(tweet(3, "3_deep", tags=()), long_tags=("みつあ勉強用",))
    with scene.stage([before, unmarked, tweet(4, "3_tag"), deep], followed=scene.tagged_only()) as stage:
        events = stage.walk()
        assert taken(events) == ["3_tag", "3_deep"]
        assert stage.media_asked() == ["3_tag", "3_deep"]
        assert passed(events) == []


def test_past_images_too_reaches_back_before_the_consent() -> None:
    with scene.stage([tweet(24 * 900, "3_past", tags=()), tweet(4, "3_now", tags=())]) as stage:
        assert taken(stage.walk()) == ["3_past", "3_now"]


@pytest.mark.parametrize("hours_since", [24 * 5, 24 * 9])
def test_search_is_asked_only_as_far_back_as_it_reaches(hours_since: int) -> None:
    tweets = [tweet(hours_since, "3_1"), tweet(5, "3_2"), tweet(4, "3_plain", tags=())]
    with scene.stage(tweets, followed=scene.tagged_only()) as stage:
        stage.resume_from(snow_point(hours_since))
        assert taken(stage.walk()) == ["3_2"]
        path = "/2/tweets/search/recent" if hours_since == 24 * 5 else "/2/users/1001/tweets"
        assert set(stage.server.asked_paths("/2/")) == {path}


@pytest.mark.parametrize(
    "followed",
    [
        Followed(replace(ADA, approved_at=None), Window("past_images_too", NOON - timedelta(days=1))),
        Followed(ADA, Window("past_images_too", NOON - timedelta(days=2), NOON)),
        Followed(ADA, Window("past_images_too", NOON + timedelta(days=1))),
    ],
    ids=["not approved", "consent ended", "consent not begun"],
)
def test_where_nothing_is_agreed_x_is_not_even_asked(followed: Followed) -> None:
    with scene.stage([tweet(5, "3_1")], followed=followed) as stage:
        assert stage.walk() == []
        assert stage.server.requests == []


def test_a_consent_withdrawn_in_the_middle_ends_the_fetching_there() -> None:
    with scene.stage([tweet(5, "3_1", "3_2"), tweet(4, "3_3")]) as stage:
        walk = stage.collector.walk(ADA.outside_id, following=stage.following)
        assert taken([next(walk)]) == ["3_1"]
        stage.followed = None
        assert list(walk) == []
        assert stage.media_asked() == ["3_1"]


def test_an_answer_that_is_no_json_takes_nothing() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/", Reply(content=b"<html>maintenance</html>"))
        with pytest.raises(answers.UnexpectedAnswer):
            stage.walk()


def test_a_redirect_does_not_carry_the_token_away() -> None:
    with scene.stage([tweet(5, "3_1")]) as stage:
        away = Reply(302, headers={"Location": f"{stage.server.address}/elsewhere"})
        stage.server.trouble("/2/users/", away)
        with pytest.raises(asking.RequestRefused):
            stage.walk()
        assert stage.server.asked_paths("/elsewhere") == []


def test_a_token_does_not_travel_unencrypted() -> None:
    with scene.stage([]) as stage, pytest.raises(asking.Insecure):
        x.X(token="t", downloads=stage.collector._downloads, pace=stage.collector._pace, base_url="http://api.x.com")
