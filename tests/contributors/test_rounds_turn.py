"""One round of a platform goes on at a time; the other platform is walked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from contributors import rounds, tasks
from contributors.models import Job, JobState, Platform
from ledger.config import embedded


@contextmanager
def walked_by_another(addresses: embedded.Addresses, platform: Platform) -> Iterator[None]:
    """Somebody else is walking the platform."""
    with psycopg.connect(addresses.application) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"{rounds.JOB}\n{platform.value}"])
        yield


def test_one_round_of_a_platform_goes_on_at_a_time(committed_db: embedded.Addresses) -> None:
    with walked_by_another(committed_db, Platform.X):
        with pytest.raises(rounds.RoundGoesOn), rounds.alone(Platform.X):
            pass
        with rounds.alone(Platform.DISCORD):
            pass


@pytest.mark.parametrize(
    ("before", "after"), [(JobState.RUNNING, JobState.RUNNING), (JobState.WAITING, JobState.FAILED)]
)
def test_a_task_that_finds_another_at_it_fails_what_waits_for_it_alone(
    committed_db: embedded.Addresses, before: JobState, after: JobState
) -> None:
    Job.objects.create(kind="collect", key="X", state=before)
    with walked_by_another(committed_db, Platform.X), pytest.raises(rounds.RoundGoesOn):
        tasks.collect("x")
    assert Job.objects.get().state == after
