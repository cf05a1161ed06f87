"""Long work leaves a row that tells how far it is and how it ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from contributors import jobs, turns
from contributors.models import Job
from tests import story

Told = tuple[str, int, int, str]


class OutOfPaper(Exception):
    """Something breaks in the middle of the work."""


def told() -> Told:
    """The one job's row: state, done, total, error."""
    row = Job.objects.get()
    return row.state, row.done, row.total, row.error


def steps(counts: list[int], seen: list[Told]) -> Iterator[int]:
    """Steps that write down what the row says before each."""
    for count in counts:
        seen.append(told())
        yield count


def breaking(error: BaseException) -> Iterator[int]:
    """Three pieces, and then this."""
    yield 3
    raise error


@pytest.mark.django_db
def test_the_row_tells_at_every_step_how_far_the_work_is() -> None:
    seen: list[Told] = []
    assert jobs.carried_out(steps([4, 6], seen), kind="read", key="gallery", total=10) == 10
    assert seen == [("running", 0, 10, ""), ("running", 4, 10, "")]
    assert told() == ("done", 10, 10, "")


@pytest.mark.django_db
def test_work_without_a_step_is_done_at_once() -> None:
    assert jobs.carried_out([], kind="read", key="gallery", total=0) == 0
    assert told() == ("done", 0, 0, "")


@pytest.mark.django_db
def test_more_than_was_promised_ends_at_the_total() -> None:
    seen: list[Told] = []
    assert jobs.carried_out(steps([8, 8, 8], seen), kind="read", key="gallery", total=10) == 24
    assert [done for _state, done, _total, _error in seen] == [0, 8, 10]
    assert told() == ("done", 10, 10, "")


@pytest.mark.django_db
def test_less_than_was_promised_is_done_all_the_same() -> None:
    jobs.carried_out([2], kind="read", key="gallery", total=10)
    assert told() == ("done", 10, 10, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (OutOfPaper("tray 2 is empty\nfill it"), "tray 2 is empty"),
        (OutOfPaper(), "OutOfPaper"),
        (OutOfPaper("\nonly below"), "OutOfPaper"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_what_breaks_is_raised_and_its_first_line_kept(error: BaseException, kept: str) -> None:
    with pytest.raises(type(error)):
        jobs.carried_out(breaking(error), kind="read", key="gallery", total=10)
    assert told() == ("failed", 3, 10, kept)


@pytest.mark.django_db
def test_work_begun_again_is_the_same_job_and_forgets_the_old_error() -> None:
    with pytest.raises(OutOfPaper):
        jobs.carried_out(breaking(OutOfPaper("tray 2")), kind="read", key="gallery", total=10)
    seen: list[Told] = []
    jobs.carried_out(steps([7], seen), kind="read", key="gallery", total=7)
    assert seen == [("running", 0, 7, "")]
    assert told() == ("done", 7, 7, "")


@pytest.mark.django_db
def test_another_key_is_another_job() -> None:
    for key in ("gallery", "museum"):
        jobs.carried_out([1], kind="read", key=key, total=1)
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_pieces_are_gathered_in_order_while_the_row_counts_them() -> None:
    assert jobs.gathered(iter("abc"), kind="read", key="gallery", total=3) == ["a", "b", "c"]
    assert told() == ("done", 3, 3, "")


@pytest.mark.django_db
def test_work_is_asked_for_once_while_it_goes_on() -> None:
    first = jobs.ask("read", key="gallery", total=10, at=story.NOON)
    again = jobs.ask("read", key="gallery", total=99, at=story.NOON + timedelta(minutes=9))
    assert (first.is_new, again.is_new, first.job == again.job) == (True, False, True)
    assert told() == ("waiting", 0, 10, "")


@pytest.mark.django_db
def test_work_that_has_stood_still_is_asked_for_again() -> None:
    jobs.ask("read", key="gallery", total=10, at=story.NOON)
    Job.objects.update(state="running", done=4, moved_at=story.NOON)
    again = jobs.ask("read", key="gallery", total=12, at=story.NOON + timedelta(minutes=10))
    assert again.is_new
    assert told() == ("waiting", 0, 12, "")


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "failed"])
def test_work_that_ended_is_asked_for_anew(state: str) -> None:
    jobs.ask("read", key="gallery", total=10, at=story.NOON)
    Job.objects.update(state=state, error="tray 2 is empty", done=4)
    assert jobs.ask("read", key="gallery", total=6, at=story.NOON).is_new
    assert told() == ("waiting", 0, 6, "")


@pytest.mark.django_db
def test_work_that_never_began_keeps_why() -> None:
    jobs.fail(jobs.ask("read", key="gallery", total=10, at=story.NOON).job, why="no worker answers")
    assert told() == ("failed", 0, 10, "no worker answers")


@pytest.mark.django_db
def test_what_one_worker_could_not_do_is_kept_while_the_work_goes_on_and_after() -> None:
    def stumbling() -> Iterator[int]:
        yield 4
        jobs.stumbled("read", key="gallery", why="tray 2 is empty")
        yield 6

    jobs.carried_out(stumbling(), kind="read", key="gallery", total=10)
    assert told() == ("done", 10, 10, "tray 2 is empty")
    jobs.stumbled("read", key="gallery", why="too late")
    assert told() == ("done", 10, 10, "tray 2 is empty")


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "left"), [("running", True), ("waiting", False), ("done", False)])
def test_work_is_left_behind_that_runs_and_has_nobodys_turn(state: str, left: bool) -> None:
    jobs.ask("read", key="gallery", total=10, at=story.NOON)
    Job.objects.update(state=state)
    assert jobs.left_behind("read", key="gallery") is left
    with turns.taken("read", "gallery"):
        assert not jobs.left_behind("read", key="gallery")
