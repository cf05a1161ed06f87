"""Publishing by a worker."""

from pathlib import Path

import pytest

from contributors import people
from contributors.models import Job, JobState
from credits import publish, tasks
from credits.models import Edition
from tests import story
from tests.credits import scenes

pytestmark = pytest.mark.django_db


def test_a_worker_publishes_once_however_often_it_is_asked(tmp_path: Path) -> None:
    house = story.staff()
    story.matched(tmp_path / "manifests", story.given(story.gallery(tmp_path / "archive", {"Ada": 1}), house))
    scenes.eve()
    tasks.publish_edition("eve")
    tasks.publish_edition("eve")
    assert Edition.objects.count() == 1
    assert Job.objects.get(kind=tasks.PUBLISH).state == JobState.DONE


def test_with_nobody_to_thank_the_job_says_why() -> None:
    scenes.eve()
    with pytest.raises(publish.NothingToThank):
        tasks.publish_edition("eve")
    job = Job.objects.get(kind=tasks.PUBLISH)
    assert (job.state, Edition.objects.count()) == (JobState.FAILED, 0)
    assert "no run has a credited image yet" in job.error


def test_only_an_administrator_publishes() -> None:
    story.staff()
    with pytest.raises(people.RoleMissing):
        tasks.publish_edition("bo")
    assert not Edition.objects.exists()
