"""Many workers read what one decides, and whoever of them is killed, it ends as if one process had done it all."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from contributors.models import Finding, Image, Job, Review, Slip
from ledger.config import embedded
from tests import story
from tests.contributors import archive_scene, worker_scene
from tests.contributors.archive_scene import CASES, Given

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are read from /proc, which is not here"),
]
MORE = [Given(f"{n}.png", "Ada", archive_scene.png(archive_scene.painted(f"{n}"))) for n in range(24)]
GIVEN = (*CASES, *MORE)


def outcome() -> tuple[object, ...]:
    """Everything that was decided of the collection: states, owners, hashes, findings, reviews."""
    images = Image.objects.order_by("path").values_list(
        "path", "state", "reason", "reason_facts", "contributor__name", "duplicate_of__path", "accepted_at",
        "fingerprint__pdq", "fingerprint__windows", "fingerprint__look",
    )  # fmt: skip
    findings = Finding.objects.order_by("image__path", "check_name")
    reviews = Review.objects.order_by("image__path").values_list("image__path", "decision", "reason", "category", "at")
    told = findings.values_list("image__path", "check_name", "level", "evidence")
    return [tuple(map(plain, row)) for row in images], list(told), list(reviews)


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def original(given: Given) -> worker_scene.HeldUp:
    """Hold up whoever reads this picture."""
    name = archive_scene.digest(given).hex()
    return worker_scene.hold_up(Path(settings.MEDIA_ROOT) / "originals" / name[:2] / name)


def test_two_workers_read_at_once_one_is_killed_and_the_outcome_is_that_of_one_process(
    committed_db: embedded.Addresses, tmp_path: Path
) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", GIVEN), bo)
    with undone():
        archive_scene.decide(bo)
        alone = outcome()
    first, later = original(GIVEN[0]), original(MORE[0])
    with worker_scene.working(tmp_path, committed_db, count=2) as workers:
        worker_scene.ask(tmp_path, "contributors.decide_pictures", "gallery")
        ends: dict[worker_scene.HeldUp, int] = {}

        def both_reached() -> bool:
            ends.update({one: end for one in (first, later) if one not in ends and (end := one.reached()) is not None})
            return len(ends) == 2

        worker_scene.until(both_reached, workers=workers)
        killed, left = (worker_scene.reader_of(file, workers) for file in (first, later))
        assert killed is not left
        first.restore()
        killed.process.send_signal(signal.SIGKILL)
        killed.process.wait()
        os.write(ends[later], later.restore())
        for end in ends.values():
            os.close(end)
        worker_scene.until(lambda: Job.objects.get().state != "running", workers=workers)
    job = Job.objects.get()
    assert (job.kind, job.key, job.state, job.error) == ("recognise", "gallery", "done", "")
    assert outcome() == alone
    assert Slip.objects.count() == 0
