"""Deciding many at once: the preview writes nothing, the deed leaves out and names what it cannot decide."""

import pytest

from contributors import bulk, review
from contributors.models import Contributor, Image, Review, User
from tests import story
from tests.contributors import rows

AT = story.NOON
ACCEPT = bulk.Verdict("accept", category="sea")
DECLINE = bulk.Verdict("decline", reason="unfinished")


@pytest.fixture
def bo(db: None) -> User:
    return story.staff().bo


@pytest.fixture
def ada(bo: User) -> Contributor:
    return rows.contributor("Ada", bo)


def left_out(outlook: bulk.Outlook) -> dict[str, str]:
    """Why which path is left out."""
    return {one.image.path: one.why for one in outlook.left_out}


def states() -> dict[str, str]:
    """Every image's state by path."""
    return dict(Image.objects.values_list("path", "state"))


def test_a_preview_says_what_would_happen_and_writes_nothing(ada: Contributor, bo: User) -> None:
    known = rows.fingerprint()
    review.accept(rows.image(ada, path="first.png", fingerprint=known), by=bo, at=AT)
    twin = rows.fingerprint()
    pks = [
        rows.image(ada, path="waits.png").pk,
        rows.image(ada, path="again.png", fingerprint=known).pk,
        rows.image(ada, path="twin.png", fingerprint=twin).pk,
        rows.image(ada, path="other-twin.png", fingerprint=twin).pk,
        rows.image(None, path="nobodys.png").pk,
        rows.image(ada, path="unread.png", fingerprint=None).pk,
        rows.image(ada, path="declined.png", state="declined", reason="unfinished", decided_at=AT).pk,
        10**12,
    ]
    before = states()
    outlook = bulk.preview(pks, ACCEPT)
    assert [image.path for image in outlook.ready] == ["waits.png", "twin.png"]
    assert left_out(outlook) == {
        "again.png": "same_file_accepted",
        "other-twin.png": "same_file_chosen",
        "nobodys.png": "no_giver",
        "unread.png": "not_read",
        "declined.png": "decided_already",
    }
    assert dict(outlook.states) == {"waiting": 6, "declined": 1}
    assert (states(), Review.objects.count()) == (before, 1)


def test_many_are_accepted_as_one_category(ada: Contributor, bo: User) -> None:
    images = [rows.image(ada) for _ in range(3)]
    done = bulk.decide([image.pk for image in images], ACCEPT, by=bo, at=AT)
    assert (len(done.ready), done.left_out) == (3, [])
    assert set(Image.objects.values_list("state", "category", "accepted_at")) == {("accepted", "sea", AT)}
    assert set(Review.objects.values_list("decision", "category", "by", "at")) == {("accept", "sea", bo.pk, AT)}


def test_what_was_decided_in_between_is_left_out_and_the_rest_is_done(ada: Contributor, bo: User) -> None:
    kept, other = rows.image(ada, path="kept.png"), rows.image(ada, path="other.png")
    assert len(bulk.preview([kept.pk, other.pk], DECLINE).ready) == 2
    review.accept(kept, by=bo, at=AT)
    done = bulk.decide([kept.pk, other.pk], DECLINE, by=bo, at=AT)
    assert left_out(done) == {"kept.png": "decided_already"}
    assert states() == {"kept.png": "accepted", "other.png": "declined"}


def test_decided_twice_it_is_done_once(ada: Contributor, bo: User) -> None:
    pks = [rows.image(ada).pk for _ in range(2)]
    bulk.decide(pks, DECLINE, by=bo, at=AT)
    again = bulk.decide(pks, DECLINE, by=bo, at=AT)
    assert (again.ready, len(again.left_out), Review.objects.count()) == ([], 2, 2)


def test_declining_without_a_reason_and_too_many_at_once_decide_nothing(ada: Contributor, bo: User) -> None:
    image = rows.image(ada)
    with pytest.raises(review.ReasonMissing):
        bulk.decide([image.pk], bulk.Verdict("decline", reason=" "), by=bo, at=AT)
    with pytest.raises(bulk.TooMany, match="up to 200"):
        bulk.decide(range(1, 202), DECLINE, by=bo, at=AT)
    assert not Review.objects.exists()
