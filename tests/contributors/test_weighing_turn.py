"""One worker weighs at a time; the others go on with other work."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from contributors import tasks
from contributors.weighing import unweighed
from ledger.config import embedded
from tests.contributors import upload_scene as scene


@contextmanager
def turn_of_another(addresses: embedded.Addresses) -> Iterator[None]:
    """Somebody else is weighing."""
    with psycopg.connect(addresses.application) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"{tasks.WEIGH}\n{tasks.UPLOADS}"])
        yield
        # A closed connection gives its locks back a moment later; the next question would come before.
        other.execute("SELECT pg_advisory_unlock_all()")


def test_a_second_worker_does_not_wait_for_the_first(committed_db: embedded.Addresses) -> None:
    scene.sent(scene.house().ada, scene.drawing())
    with turn_of_another(committed_db):
        tasks.take_in_uploads()
        assert unweighed().count() == 1
    tasks.take_in_uploads()
    assert not unweighed().exists()
