"""Long work of the ledger: done once, kept on its job's row, and refused with its reason there."""

from pathlib import Path

import pytest

from contributors import jobs
from contributors.models import Job
from ledger import tasks
from ledger.models import Matching, StatementPaper
from ledger.training import runs, usage
from tests import story


@pytest.mark.django_db
def test_statements_drawn_twice_are_drawn_once(tmp_path: Path) -> None:
    month = story.month(tmp_path)
    story.closed(month.house)
    tasks.draw_statements("2026-04")
    papers = list(StatementPaper.objects.order_by("pk").values_list("pk", "sha256", "drawn_at"))
    tasks.draw_statements("2026-04")
    assert list(StatementPaper.objects.order_by("pk").values_list("pk", "sha256", "drawn_at")) == papers
    assert (len(papers), Job.objects.get(kind="statements").state) == (2, "done")


@pytest.mark.django_db
def test_a_run_is_matched_by_its_name(tmp_path: Path) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 1}), house)
    run = runs.register("hoshi", recorded_as="hoshi", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
    samples = {image.path: (bytes(image.sha256), 2) for image in images}
    story.taken_in(run, story.recorded(tmp_path / "hoshi", samples, run="hoshi"))
    tasks.match_run("hoshi")
    assert Matching.objects.get(run=run).credited == 2
    assert Job.objects.get(kind="match", key="hoshi").state == "done"


@pytest.mark.django_db
def test_a_run_that_cannot_be_matched_says_why_on_its_row() -> None:
    runs.register("hoshi", recorded_as="hoshi", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
    with pytest.raises(usage.RunIncomplete):
        tasks.match_run("hoshi")
    job = Job.objects.get(kind="match", key="hoshi")
    assert (job.state, job.error) == ("failed", "run hoshi is not complete: missing every part")


@pytest.mark.django_db
def test_work_asked_for_twice_is_asked_for_once() -> None:
    first = jobs.ask("statements", key="2026-04", total=3, at=story.NOON)
    again = jobs.ask("statements", key="2026-04", total=3, at=story.NOON)
    assert (first.is_new, again.is_new, first.job) == (True, False, again.job)


@pytest.mark.django_db
def test_work_that_has_not_moved_for_ten_minutes_is_asked_for_anew() -> None:
    jobs.ask("statements", key="2026-04", total=3, at=story.NOON)
    assert jobs.ask("statements", key="2026-04", total=3, at=story.NOON + jobs.STILL_AFTER).is_new


@pytest.mark.django_db
def test_failed_work_begins_again_from_nothing_told() -> None:
    asked = jobs.ask("statements", key="2026-04", total=3, at=story.NOON)
    jobs.fail(asked.job, why="no broker")
    again = jobs.ask("statements", key="2026-04", total=2, at=story.NOON).job
    assert (again.state, again.error, again.total) == ("waiting", "", 2)
