from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from contributors.collectors import answers, asking, discord, posts, rates
from contributors.collectors.posts import Collected, Event, Followed, Passed, Reached, ResumePoint, Window
from tests.contributors.collectors import discord_house as scene
from tests.contributors.collectors.discord_house import ADA, ANN, GALLERY, LOUNGE, MESSAGES, File, bytes_of, message
from tests.contributors.collectors.loopback import NOON, Asked, Reply, json_reply


def taken(events: list[Event]) -> list[str]:
    return [one.attachment_id for one in events if isinstance(one, Collected)]


def passed(events: list[Event]) -> list[tuple[str, str]]:
    return [(one.attachment_id, one.reason) for one in events if isinstance(one, Passed)]


def test_files_come_oldest_first_over_all_pages_as_they_were_given() -> None:
    with scene.stage([message(hours, f"9{hours}") for hours in (5, 9, 2, 7, 3)]) as stage:
        events = stage.walk()
    assert taken(events) == ["99", "97", "95", "93", "92"]
    first = events[0]
    assert isinstance(first, Collected)
    assert first.content == bytes_of("99")
    assert first.path == f"{message(9).id}/99"
    assert "hm=" not in first.url
    assert events[-1] == Reached(ResumePoint(message(2).id))


def test_asked_again_nothing_comes_twice() -> None:
    with scene.stage([message(5, "91"), message(4), message(3, "92")]) as stage:
        point = stage.resume_from(stage.walk()[-1].resume_point)
        assert stage.walk(resume_point=point) == []
        stage.house.messages.append(message(2, "93"))
        assert taken(stage.walk(resume_point=point)) == ["93"]
        assert stage.files_asked() == ["91", "92", "93"]


@examples(max_examples=15, deadline=None)
@given(sizes=st.lists(st.integers(0, 5), min_size=1, max_size=6), stops=st.lists(st.integers(1, 4), max_size=6))
def test_however_often_a_walk_is_killed_each_file_comes_once(sizes: list[int], stops: list[int]) -> None:
    names = [[f"9{place}{count}" for count in range(size)] for place, size in enumerate(sizes)]
    with scene.stage([message(50 - place, *of_message) for place, of_message in enumerate(names)]) as stage:
        seen: list[str] = []
        point = posts.START
        for stop in [*stops, 1000]:
            events = [event for event, _count in zip(stage.events(resume_point=point), range(stop), strict=False)]
            seen += taken(events)
            point = stage.resume_from(events[-1].resume_point) if events else point
    assert seen == [name for of_message in names for name in of_message]


def test_people_with_resume_points_of_their_own_share_one_walk() -> None:
    with scene.stage([message(5, "91"), message(4, "92", author=ANN), message(3, "93")]) as stage:
        window = Window("hashtag_only", NOON - timedelta(days=20))
        stage.followed[ADA.outside_id] = Followed(ADA, window, ResumePoint(message(5).id))
        stage.followed[ANN.outside_id] = Followed(ANN, window)
        assert taken(stage.walk()) == ["92", "93"]


def test_strangers_in_the_channel_leave_no_trace() -> None:
    with scene.stage([message(5, "91", author=ANN), message(4, "92")]) as stage:
        events = stage.walk()
        assert taken(events) == ["92"]
        assert stage.files_asked() == ["92"]
        assert passed(events) == []
        assert str(message(5).id) not in repr(events)


@pytest.mark.parametrize(
    ("content", "is_taken"),
    [
        ("#みつあ勉強用", True),
        ("new one ＃みつあ勉強用 !", True),
        ("#みつあ勉強用ではない", False),
        ("みつあ勉強用", False),
        ("just chatting", False),
    ],
)
def test_in_a_channel_for_talking_the_hashtag_decides(content: str, is_taken: bool) -> None:
    with scene.stage([message(5, "91", content=content)]) as stage:
        assert taken(stage.walk(LOUNGE)) == (["91"] if is_taken else [])
        assert stage.files_asked() == (["91"] if is_taken else [])


def test_a_rate_limit_is_waited_out_as_long_as_discord_says() -> None:
    with scene.stage([message(5, "91")]) as stage:
        told = {"message": "You are being rate limited.", "retry_after": 64.57, "global": False}
        stage.server.trouble(MESSAGES, json_reply(told, status=429, headers={"Retry-After": "65"}))
        assert taken(stage.walk()) == ["91"]
        assert stage.clock.slept_seconds == [64.57]


def test_a_rate_limit_by_the_proxy_in_front_names_its_wait_in_the_header() -> None:
    with scene.stage([message(5, "91")]) as stage:
        stage.server.trouble(MESSAGES, Reply(429, b"<html>", {"Retry-After": "30"}))
        assert taken(stage.walk()) == ["91"]
        assert stage.clock.slept_seconds == [30.0]


def test_a_spent_bucket_is_waited_out_before_the_next_page_is_asked() -> None:
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "1.25"}
    with scene.stage([message(5, "91")]) as stage:
        page = stage.house.answer(Asked(MESSAGES, {"after": "0"}, {"authorization": f"Bot {scene.TOKEN}"}))
        stage.server.trouble(MESSAGES, replace(page, headers={**page.headers, **spent}))
        assert taken(stage.walk()) == ["91"]
        assert stage.clock.slept_seconds == [1.25]


def test_a_burst_of_server_faults_is_waited_out() -> None:
    with scene.stage([message(5, "91")]) as stage:
        stage.server.trouble(MESSAGES, Reply(502), Reply(503))
        stage.server.trouble("/files/", Reply(500))
        assert taken(stage.walk()) == ["91"]
        assert stage.clock.slept_seconds == [0.5, 1.0, 0.5]


def test_faults_without_end_are_refused() -> None:
    with scene.stage([message(5, "91")]) as stage:
        stage.server.trouble(MESSAGES, *[Reply(500)] * 6)
        with pytest.raises(rates.SourceUnavailable, match="6 times"):
            stage.walk()


def test_a_revoked_token_is_refused_at_once_and_never_told() -> None:
    with scene.stage([message(5, "91")], token="stale-secret") as stage:
        with pytest.raises(asking.TokenExpired) as refused:
            stage.walk()
        assert "stale-secret" not in str(refused.value)
        assert len(stage.server.requests) == 1


@pytest.mark.parametrize(
    ("status", "told"),
    [(403, {"message": "Missing Access", "code": 50001}), (404, {"message": "Unknown Channel", "code": 10003})],
)
def test_a_channel_deleted_or_closed_to_the_bot_is_refused(status: int, told: dict[str, object]) -> None:
    with scene.stage([message(5, "91")]) as stage:
        stage.server.trouble(MESSAGES, json_reply(told, status=status))
        with pytest.raises(discord.ChannelOutOfReach, match=str(told["message"])):
            stage.walk()


def test_a_bot_that_is_shown_only_empty_messages_is_told_what_is_missing() -> None:
    with scene.stage([message(5, content="")]) as stage, pytest.raises(discord.ContentWithheld, match="intent"):
        stage.walk()


def test_a_system_message_may_be_empty() -> None:
    with scene.stage([replace(message(5, content=""), kind=7), message(4, "91")]) as stage:
        assert taken(stage.walk()) == ["91"]


def test_a_message_deleted_between_the_list_and_the_file_is_passed_over_and_told() -> None:
    with scene.stage([message(5, "91"), message(4, "92"), message(3, "93")]) as stage:
        walk = stage.events()
        events = [next(walk)]
        del stage.house.messages[1]
        events += list(walk)
    assert taken(events) == ["91", "93"]
    assert passed(events) == [("92", "deleted")]


def test_a_file_taken_out_by_editing_is_passed_over_and_told() -> None:
    with scene.stage([message(5, "91", "92", "93")]) as stage:
        walk = stage.events()
        events = [next(walk)]
        stage.house.messages[0] = message(5, "91", "93")
        events += list(walk)
    assert taken(events) == ["91", "93"]
    assert passed(events) == [("92", "removed_by_edit")]


def test_a_message_edited_out_of_the_consent_is_left_alone() -> None:
    with scene.stage([message(5, "91", "92", content="#みつあ勉強用")]) as stage:
        walk = stage.events(LOUNGE)
        events = [next(walk)]
        stage.house.messages[0] = message(5, "91", "92", content="changed my mind")
        stage.house.signature = "s2"
        events += list(walk)
    assert taken(events) == ["91"]
    assert passed(events) == []


def test_an_address_that_has_run_out_is_asked_for_anew() -> None:
    with scene.stage([message(5, "91", "92")]) as stage:
        walk = stage.events()
        events = [next(walk)]
        stage.house.signature = "s2"
        events += list(walk)
        assert taken(events) == ["91", "92"]
        assert f"{MESSAGES}/{message(5).id}" in stage.server.asked_paths(MESSAGES)


def test_what_is_no_picture_or_not_whole_is_passed_over_and_told() -> None:
    files = [File("91", "video/mp4"), File("92", told_bytes=7), File("93", told_bytes=10**12), File("94")]
    with scene.stage([replace(message(5), files=files)]) as stage:
        events = stage.walk()
        assert "91" not in stage.files_asked()
        assert "93" not in stage.files_asked()
    assert passed(events) == [("91", "not_a_picture"), ("92", "broken_off"), ("93", "too_large")]
    assert taken(events) == ["94"]


def test_a_page_that_comes_twice_does_no_harm() -> None:
    with scene.stage([message(hours, f"9{hours}") for hours in (9, 8, 7, 6)]) as stage:
        page = stage.house.answer(Asked(MESSAGES, {"after": "0"}, {"authorization": f"Bot {scene.TOKEN}"}))
        stage.server.trouble(MESSAGES, page, page, page)
        assert taken(stage.walk()) == ["99", "98", "97", "96"]


def test_the_same_page_for_ever_is_refused() -> None:
    with scene.stage([message(9, "99")]) as stage:
        page = stage.house.answer(Asked(MESSAGES, {"after": "0"}, {"authorization": f"Bot {scene.TOKEN}"}))
        stage.server.trouble(MESSAGES, *[page] * 10)
        with pytest.raises(answers.UnexpectedAnswer, match="again and again"):
            stage.walk(GALLERY)
