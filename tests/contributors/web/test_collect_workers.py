"""Where no worker can be reached, the page says so and the work says that it failed."""

import pytest
from kombu.exceptions import OperationalError
from pytest_django import Settings

from contributors import tasks
from contributors.models import Job, JobState
from ledger.config import embedded
from tests import story
from tests.contributors import collect_scene as scene
from tests.contributors.web import contributor_scene


def out_of_reach(platform: str) -> None:
    """A broker that is not there."""
    raise OperationalError(f"no broker for {platform}")


def test_where_no_worker_can_be_reached_it_is_said(
    committed_db: embedded.Addresses, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.giver()
    monkeypatch.setattr(tasks.collect, "delay", out_of_reach)
    browser = contributor_scene.browser(story.staff().bo)
    with scene.x(settings, []):
        answer = browser.post("/staff/collect/", {"step": "walk", "platform": "x"}, follow=True)
    assert "No worker could be reached." in answer.content.decode()
    assert (Job.objects.get().state, Job.objects.get().error) == (JobState.FAILED, "no broker for x")
