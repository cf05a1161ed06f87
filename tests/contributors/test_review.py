"""A reviewer's decisions: each from where it may begin, once, with its row; refused from anywhere else."""

from collections.abc import Callable

import pytest
from django.db import transaction

from contributors import people, review
from contributors.models import Contributor, Fingerprint, Image, ImageState, Review, Role, User
from tests import story
from tests.contributors import rows

AT = story.NOON
Decide = Callable[[Image, User], Image]

DECISIONS: dict[str, Decide] = {
    "accept": lambda image, bo: review.accept(image, by=bo, at=AT),
    "decline": lambda image, bo: review.decline(image, reason="blurred", by=bo, at=AT),
    "withdraw": lambda image, bo: review.withdraw(image, by=bo, at=AT),
    "reopen": lambda image, bo: review.reopen(image, by=bo, at=AT),
}
FROM = {
    "accept": {ImageState.WAITING},
    "decline": {ImageState.WAITING},
    "withdraw": {ImageState.ACCEPTED, ImageState.WAITING},
    "reopen": {ImageState.DECLINED, ImageState.DUPLICATE},
}
OUT_OF_TURN = [(word, state) for word, states in FROM.items() for state in ImageState if state not in states]


@pytest.fixture
def bo(db: None) -> User:
    return story.staff().bo


@pytest.fixture
def ada(bo: User) -> Contributor:
    return rows.contributor("Ada", bo)


def decisions(image: Image) -> list[tuple[str, str, str]]:
    """Every decision about an image, in order: what, why, by whom."""
    return list(image.reviews.order_by("id").values_list("decision", "reason", "by__username"))


def test_a_waiting_image_is_accepted(ada: Contributor, bo: User) -> None:
    waiting = rows.image(ada, reason="possibly_mirrored", reason_facts="hill.png")
    image = review.accept(waiting, by=bo, at=AT)
    image.refresh_from_db()
    assert (image.state, image.reason, image.reason_facts) == ("accepted", "", "")
    assert image.accepted_at == image.decided_at == AT
    assert decisions(image) == [("accept", "", "bo")]


def test_a_waiting_image_is_declined_with_its_reason(ada: Contributor, bo: User) -> None:
    image = review.decline(rows.image(ada), reason="blurred", by=bo, at=AT)
    image.refresh_from_db()
    assert (image.state, image.reason, image.decided_at, image.accepted_at) == ("declined", "blurred", AT, None)
    assert decisions(image) == [("decline", "blurred", "bo")]


def test_an_accepted_image_is_withdrawn_and_stays_accepted_until_then(ada: Contributor, bo: User) -> None:
    accepted = review.accept(rows.image(ada), by=bo, at=story.CLEARED_AT)
    image = review.withdraw(accepted, by=bo, at=AT)
    image.refresh_from_db()
    assert (image.state, image.accepted_at, image.withdrawn_at) == ("withdrawn", story.CLEARED_AT, AT)
    assert decisions(image) == [("accept", "", "bo"), ("withdraw", "", "bo")]


def test_a_declined_image_waits_again_once_it_is_opened_and_both_decisions_stay_readable(
    ada: Contributor, bo: User
) -> None:
    declined = review.decline(rows.image(ada), reason="blurred", by=bo, at=story.CLEARED_AT)
    image = review.reopen(declined, by=bo, at=AT)
    image.refresh_from_db()
    assert (image.state, image.reason, image.decided_at) == ("waiting", "", None)
    assert decisions(image) == [("decline", "blurred", "bo"), ("reopen", "", "bo")]
    assert review.accept(image, by=bo, at=AT).state == "accepted"


def test_a_duplicate_that_is_opened_again_names_no_first_any_more(ada: Contributor, bo: User) -> None:
    first = rows.image(ada, path="first.png")
    copy = rows.image(ada, path="copy.png", state="duplicate", reason="near_duplicate", duplicate_of=first)
    image = review.reopen(copy, by=bo, at=AT)
    image.refresh_from_db()
    assert (image.state, image.duplicate_of) == ("waiting", None)


@pytest.mark.parametrize(("word", "state"), OUT_OF_TURN)
def test_a_decision_out_of_turn_is_refused_and_changes_nothing(
    ada: Contributor, bo: User, word: str, state: ImageState
) -> None:
    image = rows.image_in(state, ada)
    before = Image.objects.filter(pk=image.pk).values().get()
    with pytest.raises(review.DecidedAlready, match=f"is {state.value}: "), transaction.atomic():
        DECISIONS[word](image, bo)
    assert Image.objects.filter(pk=image.pk).values().get() == before
    assert not Review.objects.exists()


def test_whoever_decides_on_an_old_page_is_told_what_was_decided_in_between(ada: Contributor, bo: User) -> None:
    seen = rows.image(ada)
    review.decline(seen, reason="blurred", by=bo, at=AT)
    assert seen.state == "waiting"
    with pytest.raises(review.DecidedAlready, match="is declined: open it again"):
        review.accept(seen, by=bo, at=AT)


@pytest.mark.parametrize("reason", ["", "  "])
def test_declining_without_a_reason_is_refused(ada: Contributor, bo: User, reason: str) -> None:
    image = rows.image(ada)
    with pytest.raises(review.ReasonMissing):
        review.decline(image, reason=reason, by=bo, at=AT)
    assert not Review.objects.exists()


def test_an_image_that_nobody_has_read_cannot_be_accepted(ada: Contributor, bo: User) -> None:
    with pytest.raises(review.NotAcceptable, match="could not be read"):
        review.accept(rows.image(ada, fingerprint=None), by=bo, at=AT)


def test_an_image_of_nobody_cannot_be_accepted(bo: User) -> None:
    with pytest.raises(review.NotAcceptable, match="no giver"):
        review.accept(rows.image(None), by=bo, at=AT)


def test_a_file_that_is_accepted_already_cannot_be_accepted_again(ada: Contributor, bo: User) -> None:
    known = rows.fingerprint()
    first, again = (rows.image(ada, path=path, fingerprint=known) for path in ("first.png", "again.png"))
    review.accept(first, by=bo, at=AT)
    with pytest.raises(review.NotAcceptable, match="accepted already"):
        review.accept(again, by=bo, at=AT)
    assert Image.objects.get(pk=again.pk).state == "waiting"
    assert (Review.objects.count(), Fingerprint.objects.count()) == (1, 1)


def test_an_image_is_accepted_as_the_category_that_the_reviewer_chose(ada: Contributor, bo: User) -> None:
    image = review.accept(rows.image(ada), by=bo, at=AT, category="sea")
    image.refresh_from_db()
    assert image.category == "sea"
    assert image.reviews.get().category == "sea"


def test_an_image_keeps_the_category_its_giver_named_unless_told_otherwise(ada: Contributor, bo: User) -> None:
    given = rows.image(ada)
    Image.objects.filter(pk=given.pk).update(category="night")
    assert review.accept(given, by=bo, at=AT).category == "night"
    assert Review.objects.get().category == "night"


def test_the_giver_withdraws_and_nobody_else_but_a_reviewer(ada: Contributor, bo: User) -> None:
    ann = rows.contributor("Ann", bo)
    users = [people.sign_in_as(person, person.name.lower(), password="a pass phrase") for person in (ada, ann)]
    image = review.accept(rows.image(ada), by=bo, at=story.CLEARED_AT)
    for stranger in (users[1], people.hire("cy", roles=[Role.TREASURER])):
        with pytest.raises(review.NotTheirs, match="did not give"), transaction.atomic():
            review.withdraw(image, by=stranger, at=AT)
    assert Image.objects.get(pk=image.pk).state == "accepted"
    assert review.withdraw(image, by=users[0], at=AT).withdrawn_at == AT


def test_a_decline_is_undone_by_opening_again_and_an_acceptance_by_withdrawing(ada: Contributor, bo: User) -> None:
    declined = review.decline(rows.image(ada), reason="blurred", by=bo, at=story.CLEARED_AT)
    accepted = review.accept(rows.image(ada), by=bo, at=story.CLEARED_AT)
    assert review.undo(declined.reviews.get(), by=bo, at=AT).state == "waiting"
    undone = review.undo(accepted.reviews.get(), by=bo, at=AT)
    assert (undone.state, undone.accepted_at, undone.withdrawn_at) == ("withdrawn", story.CLEARED_AT, AT)
    assert decisions(accepted) == [("accept", "", "bo"), ("withdraw", "", "bo")]


def test_only_the_last_decision_is_undone(ada: Contributor, bo: User) -> None:
    image = review.decline(rows.image(ada), reason="blurred", by=bo, at=story.CLEARED_AT)
    first = image.reviews.get()
    review.accept(review.reopen(image, by=bo, at=AT), by=bo, at=AT)
    with pytest.raises(review.DecidedAlready), transaction.atomic():
        review.undo(first, by=bo, at=AT)
    assert Image.objects.get(pk=image.pk).state == "accepted"
