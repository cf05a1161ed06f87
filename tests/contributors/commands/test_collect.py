"""collect: what approved accounts posted comes in, is recognised and checked, and waits for a reviewer."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from contributors import outside, review, rounds, tasks
from contributors.models import Finding, Image, Job, JobState, Platform
from tests import story
from tests.contributors import collect_scene as scene
from tests.contributors.collectors.discord_house import message
from tests.contributors.collectors.loopback import NOON, json_reply
from tests.contributors.collectors.x_house import Photo, Tweet, tweet
from tests.ledger.commands import speaking
from tests.route import census

pytestmark = pytest.mark.django_db
NOTHING = {"walks": 0, "new": 0, "known": 0, "outside": 0, "passed_over": {}}


@pytest.fixture(autouse=True)
def no_tokens(settings: Settings) -> Iterator[None]:
    """The environment of whoever runs the tests is not asked."""
    settings.HENREI_X_TOKEN = settings.HENREI_DISCORD_TOKEN = settings.HENREI_DISCORD_CHANNELS = ""
    return iter([None])


def test_what_came_is_weighed_and_waits_as_own_work(settings: Settings) -> None:
    scene.giver()
    video = Tweet(tweet(4).posted_at, [Photo("7_v", kind="video")])
    with scene.x(settings, [tweet(5, "3_1", "3_2"), video]):
        told = speaking.asked("collect", "x")
        again = speaking.asked("collect", "x")
    x = {"walks": 1, "new": 2, "known": 0, "outside": 0, "passed_over": {"not_a_picture": 1}}
    assert told == {"x": x, "weighed": 2}
    assert again == {"x": {**NOTHING, "walks": 1}, "weighed": 0}
    assert set(Image.objects.values_list("state", "reason")) == {("waiting", "")}
    assert set(Finding.objects.filter(check_name="own_work").values_list("level", flat=True)) == {"pass"}
    image = Image.objects.order_by("id")[0]
    assert image.fingerprint is not None
    assert review.accept(image, by=story.staff().bo, at=NOON).state == "accepted"


def test_the_same_picture_posted_twice_is_a_duplicate_of_the_first(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    of_ann = replace(tweet(4, "3_1"), author="1002")
    with scene.x(settings, [tweet(5, "3_1"), of_ann]):
        speaking.asked("collect", "x")
    assert set(Image.objects.values_list("contributor__name", "state", "reason")) == {
        ("Ada", "waiting", ""),
        ("Ann", "duplicate", "same_file"),
    }


def test_every_platform_that_has_a_token_is_walked(settings: Settings) -> None:
    ada = scene.giver()
    scene.follow(ada, Platform.DISCORD)
    with scene.x(settings, [tweet(5, "3_1")]), scene.discord(settings, [message(5, "91")]):
        told = speaking.asked("collect")
    one = {**NOTHING, "walks": 1, "new": 1}
    assert told == {"x": one, "discord": one, "weighed": 2}


def test_one_account_alone_is_walked_where_it_is_named(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    with scene.x(settings, [tweet(5, "3_1")]):
        assert speaking.asked("collect", "x", "--account", "ada")["x"] == {**NOTHING, "walks": 1, "new": 1}
    assert Job.objects.get(kind="collect").key == "X ada"


def test_a_person_reads_it_in_lines(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1")]):
        call_command("collect", "x")
    assert "x: walks 1, new 1, known 0, outside 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "HENREI_X_TOKEN is not set"),
        (("x",), "HENREI_X_TOKEN is not set"),
        (("discord",), "HENREI_DISCORD_TOKEN is not set"),
        (("--account", "ada"), "say where the account is"),
        (("mastodon",), "invalid choice"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line_and_nothing_changes(words: tuple[str, ...], why: str) -> None:
    scene.giver()
    before = census.held()
    with pytest.raises(CommandError, match=why) as refused:
        call_command("collect", *words)
    assert "\n" not in str(refused.value)
    assert census.held() == before


def test_an_account_that_nobody_approved_is_refused(settings: Settings) -> None:
    with scene.x(settings, []) as stage:
        with pytest.raises(CommandError, match="no account 'ada' is followed on X"):
            call_command("collect", "x", "--account", "ada")
        assert stage.server.requests == []


def test_an_expired_token_is_one_line_and_the_other_platform_is_walked(settings: Settings) -> None:
    ada = scene.giver()
    scene.follow(ada, Platform.DISCORD)
    with (
        scene.x(settings, [tweet(5, "3_1")], token="stale-secret"),
        scene.discord(settings, [message(5, "91")]),
        pytest.raises(CommandError, match="does not know the token any more: write a new one") as refused,
    ):
        call_command("collect")
    assert "stale-secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert scene.taken() == ["91"]
    assert Image.objects.get().fingerprint is not None


def test_the_task_walks_and_weighs_and_its_job_says_so(settings: Settings) -> None:
    scene.giver()
    with scene.x(settings, [tweet(5, "3_1")]):
        tasks.collect("x")
    job = Job.objects.get(kind="collect")
    assert (job.key, job.state, job.done, job.total) == ("X", JobState.DONE, 1, 1)
    assert Image.objects.get().fingerprint is not None


def test_what_came_before_a_walk_stopped_is_weighed_by_the_task_and_its_job_says_why(settings: Settings) -> None:
    scene.giver()
    scene.giver("ann")
    error = {"resource_type": "user", "resource_id": "1002", "detail": "User has been suspended: [1002]."}
    with scene.x(settings, [tweet(5, "3_1")]) as stage:
        stage.server.trouble("/2/users/1002", json_reply({"errors": [error]}))
        with pytest.raises(rounds.WalksStopped, match="1 of 2 walks stopped"):
            tasks.collect("x")
    job = Job.objects.get(kind="collect")
    assert (job.state, job.error[:26]) == (JobState.FAILED, "X: 1 of 2 walks stopped, t")
    assert Image.objects.get().fingerprint is not None


def test_a_task_that_finds_no_token_says_so_on_its_job() -> None:
    Job.objects.create(kind="collect", key="X")
    with pytest.raises(outside.SettingMissing, match="HENREI_X_TOKEN"):
        tasks.collect("x")
    assert "HENREI_X_TOKEN is not set" in Job.objects.get(key="X").error


def test_the_clock_has_every_platform_walked_that_can_be_asked_and_no_walk_twice(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    scene.giver()
    asked: list[str] = []
    monkeypatch.setattr(tasks.collect, "delay", asked.append)
    with scene.x(settings, []) as stage:
        for _turn in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                tasks.collect_all()
        assert stage.server.requests == []
    job = Job.objects.get(kind="collect")
    assert (asked, job.key, job.state, job.total) == (["x"], "X", JobState.WAITING, 1)


def test_the_clock_asks_nobody_where_no_token_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    scene.giver()
    before = census.held()
    tasks.collect_all()
    assert (census.held(), Job.objects.exists()) == (before, False)
