"""Consent, resume points and waiting: decided from values alone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributors.collectors import answers, consent, posts, rates
from contributors.collectors.posts import Account, Attachment, Followed, Post, ResumePoint, Window
from tests.contributors.collectors import x_house
from tests.contributors.collectors.loopback import NOON, Clock, pace

ADA = Account("x", "1001", "ada", approved_at=NOON - timedelta(days=9))
HOURS = st.integers(-200, 200).map(lambda hours: NOON + timedelta(hours=hours))
ids = st.integers(1, 2**63)
names = st.text("0123456789_", min_size=1, max_size=8)


def post(posted_at: datetime, *, is_marked: bool = True, author_id: str = "1001") -> Post:
    return Post(1, 1, author_id, posted_at, is_marked)


def agreed(scope: posts.Scope = "hashtag_only", until_at: datetime | None = None) -> Followed:
    return Followed(ADA, Window(scope, NOON - timedelta(days=5), until_at))


@pytest.mark.parametrize(
    ("followed", "given_post", "bar"),
    [
        (agreed(), post(NOON - timedelta(days=1)), None),
        (agreed(), post(NOON - timedelta(days=5)), None),
        (agreed(), post(NOON - timedelta(days=5, seconds=1)), "posted_before_consent"),
        (agreed(), post(NOON - timedelta(days=1), is_marked=False), "not_marked"),
        (agreed(), post(NOON - timedelta(days=1), author_id="7"), "posted_by_another"),
        (agreed("past_images_too"), post(NOON - timedelta(days=999), is_marked=False), None),
        (agreed("past_images_too", NOON + timedelta(days=1)), post(NOON + timedelta(days=1)), "posted_after_consent"),
        (agreed("past_images_too", NOON), post(NOON - timedelta(days=1)), "consent_not_in_force"),
        (replace(agreed(), account=replace(ADA, approved_at=None)), post(NOON), "account_not_approved"),
        (
            replace(agreed(), account=replace(ADA, approved_at=NOON + timedelta(seconds=1))),
            post(NOON),
            "account_not_approved",
        ),
    ],
)
def test_consent_says_why_a_post_may_not_be_taken(followed: Followed, given_post: Post, bar: str | None) -> None:
    assert consent.bars(given_post, followed, at=NOON) == bar


@given(posted_at=HOURS, from_at=HOURS, until_at=HOURS, at=HOURS, is_marked=st.booleans())
def test_hashtag_only_never_takes_what_past_images_too_would_not(
    posted_at: datetime, from_at: datetime, until_at: datetime, at: datetime, is_marked: bool
) -> None:
    account = replace(ADA, approved_at=NOON - timedelta(days=99))
    narrow = Followed(account, Window("hashtag_only", from_at, until_at))
    wide = replace(narrow, window=replace(narrow.window, scope="past_images_too"))
    one = post(posted_at, is_marked=is_marked)
    if consent.bars(one, narrow, at=at) is None:
        assert consent.bars(one, wide, at=at) is None
        assert is_marked
        assert from_at <= posted_at < until_at
        assert from_at <= at < until_at


@given(post_id=ids, is_whole=st.booleans(), taken=st.lists(names, min_size=1, max_size=4))
def test_a_resume_point_is_read_as_it_was_written(post_id: int, is_whole: bool, taken: list[str]) -> None:
    point = ResumePoint(post_id, is_whole, () if is_whole else tuple(taken))
    assert posts.read_resume_point(point.written()) == point


def test_the_start_is_written_as_nothing() -> None:
    assert posts.START.written() == ""
    assert posts.read_resume_point("") == posts.START


@pytest.mark.parametrize("text", ["x", "-1", "1.5", ":a", " 1", "１"])
def test_what_no_collector_wrote_is_refused(text: str) -> None:
    with pytest.raises(posts.ResumePointUnreadable):
        posts.read_resume_point(text)


def test_a_later_point_is_greater_and_a_half_done_post_comes_before_the_whole() -> None:
    half = ResumePoint(5, is_whole=False, taken=("a",))
    assert posts.START < ResumePoint(4) < half < ResumePoint(5) < ResumePoint(6)


@given(names=st.lists(names, unique=True, max_size=6), done=st.sets(st.integers(0, 5)))
def test_of_a_half_done_post_exactly_the_rest_is_left(names: list[str], done: set[int]) -> None:
    attachments = tuple(Attachment(name, "") for name in names)
    taken = tuple(name for place, name in enumerate(names) if place in done)
    left = ResumePoint(9, is_whole=False, taken=taken).leaves_of(
        replace(post(NOON), post_id=9, attachments=attachments)
    )
    assert [one.attachment_id for one in left] == [name for name in names if name not in taken]


def test_an_id_tells_when_it_was_made() -> None:
    moment = posts.moment_of(1460323737035677698, epoch_ms=1_288_834_974_657)
    assert moment.isoformat(timespec="seconds") == "2021-11-15T19:08:05+00:00"


def test_an_id_before_a_moment_is_below_every_id_from_then_on_and_above_those_before() -> None:
    bound = posts.id_before(NOON, epoch_ms=x_house.EPOCH_MS)
    assert x_house.snowflake(NOON) == bound + 1
    assert x_house.snowflake(NOON - timedelta(milliseconds=1)) <= bound
    assert posts.id_before(NOON - timedelta(days=9_999), epoch_ms=x_house.EPOCH_MS) == 0


@given(chance=st.floats(0, 1, exclude_max=True), count=st.integers(1, 60))
def test_a_backoff_stays_within_its_bounds(chance: float, count: int) -> None:
    patient = replace(pace(Clock()), jitter=lambda: chance)
    whole = min(60.0, 2.0 ** (count - 1))
    assert whole / 2 <= rates.backoff_seconds(count, patient) <= whole


def test_a_moment_already_past_by_a_skewed_clock_still_waits() -> None:
    clock = Clock()

    def attempt() -> str:
        if not clock.slept_seconds:
            raise rates.Again("429", free_at=NOON - timedelta(hours=1))
        return "answer"

    assert rates.patiently(attempt, where="x", pace=pace(clock)) == "answer"
    assert clock.slept_seconds == [0.5]


@pytest.mark.parametrize("value", [None, "yesterday", "2026-05-10", "2026-05-10T12:00:00", 5])
def test_a_moment_without_its_offset_is_no_moment(value: object) -> None:
    with pytest.raises(answers.UnexpectedAnswer):
        answers.moment(value, where="x")


@pytest.mark.parametrize("value", [None, 12, "", "12a", "-1", "9" * 21, "１２"])
def test_what_is_no_id_is_refused(value: object) -> None:
    with pytest.raises(answers.UnexpectedAnswer):
        answers.snowflake(value, where="x")


def test_a_json_nested_past_reading_is_refused() -> None:
    with pytest.raises(answers.UnexpectedAnswer):
        answers.read(b"[" * 200_000, where="x")
