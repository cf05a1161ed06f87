"""Nothing of a run is published while withdrawn pictures are inside and nobody has resolved it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contributors import review
from contributors.models import Image
from credits import carding, publish
from credits.models import Edition
from ledger.models import AlarmDecided, Run
from ledger.training import alarms, usage
from tests import story
from tests.credits import scenes

pytestmark = pytest.mark.django_db


def alarmed(folder: Path) -> tuple[Run, story.Staff]:
    """Ada's one picture of two had been withdrawn before the run that used both was frozen."""
    house = story.staff()
    images = story.given(story.gallery(folder / "archive", {"Ada": 1, "Ann": 1}), house)
    review.withdraw(Image.objects.get(pk=images[0].pk), by=house.bo, at=story.CLEARED_AT)
    return story.matched(folder / "manifests", images), house


def decided(run: Run, house: story.Staff, what: AlarmDecided) -> None:
    alarms.decide(run, what, words="As agreed.", by=house.dee, at=story.NOON)


def test_a_run_with_an_open_alarm_is_not_published(tmp_path: Path) -> None:
    alarmed(tmp_path)
    with pytest.raises(publish.EveryRunKeptBack, match="tanabata used withdrawn images"):
        publish.publish(by=scenes.eve(), at=story.NOON)
    with pytest.raises(CommandError, match="resolve_alarm"):
        call_command("publish", "--by", "eve")
    assert not Edition.objects.exists()


def test_resolved_it_is_published(tmp_path: Path) -> None:
    run, house = alarmed(tmp_path)
    decided(run, house, AlarmDecided.REPEATED_WITHOUT)
    published = publish.publish(by=scenes.eve(), at=story.NOON)
    assert list(published.edition.runs.all()) == [run]
    assert published.kept_back == []


def test_where_the_model_is_not_published_its_credits_are_not_either(tmp_path: Path) -> None:
    run, house = alarmed(tmp_path)
    decided(run, house, AlarmDecided.NOT_PUBLISHED)
    with pytest.raises(publish.EveryRunKeptBack):
        publish.publish(by=scenes.eve(), at=story.NOON)
    assert not Edition.objects.exists()


def test_other_runs_are_published_and_the_one_left_out_is_named(tmp_path: Path) -> None:
    run, _house = alarmed(tmp_path)
    whole = story.matched(tmp_path / "other", list(Image.objects.filter(state="accepted")), name="hoshi")
    assert usage.agreed(run) is not None
    published = publish.publish(by=scenes.eve(), at=story.NOON)
    assert list(published.edition.runs.all()) == [whole]
    assert published.kept_back == [run]


def test_no_card_is_written_of_a_run_with_an_open_alarm(tmp_path: Path) -> None:
    run, house = alarmed(tmp_path)
    with pytest.raises(alarms.AlarmOpen, match="tanabata used withdrawn images"):
        carding.of(run.name)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(house.cy)
    page = browser.get(f"/staff/runs/{run.name}/card/hf/", follow=True)
    assert page.redirect_chain == [(f"/staff/runs/{run.name}/alarm/", 302)]
    assert "No card was written" in page.content.decode()


def test_resolved_its_card_is_written(tmp_path: Path) -> None:
    run, house = alarmed(tmp_path)
    decided(run, house, AlarmDecided.AGREED_AGAIN)
    assert carding.of(run.name).run == run.name
