"""One round of a platform goes on at a time; the other platform is walked meanwhile."""

import psycopg
import pytest

from contributors import rounds
from contributors.models import Platform
from ledger.config import embedded


def test_one_round_of_a_platform_goes_on_at_a_time(committed_db: embedded.Addresses) -> None:
    with psycopg.connect(committed_db.application) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"{rounds.JOB}\n{Platform.X.value}"])
        with pytest.raises(rounds.RoundGoesOn), rounds.alone(Platform.X):
            pass
        with rounds.alone(Platform.DISCORD):
            pass
