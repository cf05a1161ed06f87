"""What was decided at once is undone at once, forwards, as far as nothing came after, and the rest is named."""

from uuid import UUID, uuid4

import pytest

from contributors import bulk, correspondence, people, review, sweeps
from contributors.models import Contributor, Image, Review, User
from tests import story
from tests.contributors import rows

AT = story.NOON


@pytest.fixture
def bo(db: None) -> User:
    return story.staff().bo


@pytest.fixture
def ada(bo: User) -> Contributor:
    return rows.contributor("Ada", bo)


def swept(images: list[Image], by: User, *, reason: str = "") -> UUID:
    """All decided at once: declined for a reason, or else accepted."""
    verdict = bulk.Verdict("decline", reason=reason) if reason else bulk.Verdict("accept")
    done = bulk.decide([image.pk for image in images], verdict, by=by, at=AT)
    assert done.sweep is not None
    return done.sweep


def states() -> dict[str, str]:
    """Every image's state by path."""
    return dict(Image.objects.values_list("path", "state"))


def test_what_was_accepted_at_once_is_withdrawn_and_nothing_else(ada: Contributor, bo: User) -> None:
    review.accept(rows.image(ada, path="alone.png"), by=bo, at=AT)
    sweep = swept([rows.image(ada, path=f"{number}.png") for number in range(2)], bo)
    done = sweeps.undo(sweep, by=bo, at=AT)
    assert ([image.path for image in done.ready], done.left_out) == (["0.png", "1.png"], [])
    assert states() == {"alone.png": "accepted", "0.png": "withdrawn", "1.png": "withdrawn"}
    assert Review.objects.filter(sweep=sweep).count() == 2


def test_what_was_declined_at_once_waits_again(ada: Contributor, bo: User) -> None:
    sweep = swept([rows.image(ada, path=f"{number}.png") for number in range(2)], bo, reason="unfinished")
    sweeps.undo(sweep, by=bo, at=AT)
    assert set(states().values()) == {"waiting"}


def test_what_was_decided_again_since_stays_and_is_named(ada: Contributor, bo: User) -> None:
    people.sign_in_as(ada, "ada", password="a pass phrase")
    ada.refresh_from_db()
    images = [rows.image(ada, path=f"{name}.png") for name in ("kept", "again", "opened", "withdrawn", "appealed")]
    sweep = swept(images, bo, reason="unfinished")
    _kept, again, opened, withdrawn, appealed = images
    review.accept(review.reopen(again, by=bo, at=AT), by=bo, at=AT)
    review.reopen(opened, by=bo, at=AT)
    review.withdraw(review.reopen(withdrawn, by=bo, at=AT), by=bo, at=AT)
    assert ada.user is not None
    correspondence.appeal(appealed, "Look again.", by=ada.user, at=AT)
    before = states()
    why = {"again.png": "decided_again", "opened.png": "waits_again", "withdrawn.png": "withdrawn_since"}
    for outlook in (sweeps.preview(sweep), sweeps.undo(sweep, by=bo, at=AT)):
        assert [image.path for image in outlook.ready] == ["kept.png"]
        assert {one.image.path: one.why for one in outlook.left_out} == {**why, "appealed.png": "waits_again"}
    assert states() == {**before, "kept.png": "waiting"}


def test_undone_twice_it_is_done_once(ada: Contributor, bo: User) -> None:
    sweep = swept([rows.image(ada)], bo)
    sweeps.undo(sweep, by=bo, at=AT)
    again = sweeps.undo(sweep, by=bo, at=AT)
    assert (again.ready, [one.why for one in again.left_out]) == ([], ["withdrawn_since"])
    assert Review.objects.count() == 2


def test_a_sweep_that_never_was_undoes_nothing(ada: Contributor, bo: User) -> None:
    review.accept(rows.image(ada), by=bo, at=AT)
    for ask in (sweeps.preview, lambda sweep: sweeps.undo(sweep, by=bo, at=AT)):
        with pytest.raises(sweeps.SweepUnknown):
            ask(uuid4())
    assert Review.objects.count() == 1
