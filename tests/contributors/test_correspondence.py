"""Questions, answers and appeals: who may say what when, what it does to the image, and that nothing said is lost."""

from datetime import timedelta

import pytest
from django.db import transaction

from contributors import correspondence, people, review
from contributors.models import Contributor, Image, Message, User
from tests import story
from tests.contributors import rows

AT = story.NOON
LATER = AT + timedelta(hours=1)


@pytest.fixture
def bo(db: None) -> User:
    return story.staff().bo


@pytest.fixture
def ada(bo: User) -> Contributor:
    return signed_in("Ada", bo)


def signed_in(name: str, by: User) -> Contributor:
    """A contributor with an account."""
    person = rows.contributor(name, by)
    people.sign_in_as(person, name.lower(), password="a pass phrase")
    return Contributor.objects.select_related("user").get(pk=person.pk)


def user_of(person: Contributor) -> User:
    """The account of a contributor who has one."""
    assert person.user is not None
    return person.user


def said(image: Image) -> list[tuple[str, str, str]]:
    """Everything said about an image, in order."""
    return list(image.messages.order_by("id").values_list("kind", "words", "by__username"))


def test_a_question_leaves_the_image_waiting_with_what_it_resembles(ada: Contributor, bo: User) -> None:
    image = rows.image(ada, reason="possibly_mirrored", reason_facts="hill.png (3 bits, mirrored)")
    correspondence.ask(image, "Did you draw both?", by=bo, at=AT)
    image.refresh_from_db()
    assert (image.state, image.reason, image.reason_facts) == ("waiting", "asked_back", "hill.png (3 bits, mirrored)")
    correspondence.answer(image, "  Yes, twice. ", by=user_of(ada), at=LATER)
    image.refresh_from_db()
    assert (image.state, image.reason) == ("waiting", "answered")
    assert said(image) == [("question", "Did you draw both?", "bo"), ("answer", "Yes, twice.", "ada")]


def test_an_answer_is_given_once_for_each_question(ada: Contributor, bo: User) -> None:
    image = rows.image(ada)
    with pytest.raises(correspondence.NothingAsked), transaction.atomic():
        correspondence.answer(image, "Hello?", by=user_of(ada), at=AT)
    correspondence.ask(image, "Why?", by=bo, at=AT)
    correspondence.answer(image, "Because.", by=user_of(ada), at=AT)
    with pytest.raises(correspondence.NothingAsked), transaction.atomic():
        correspondence.answer(image, "Because!", by=user_of(ada), at=AT)
    assert len(said(image)) == 2


def test_nobody_else_answers_or_appeals(ada: Contributor, bo: User) -> None:
    ann = signed_in("Ann", bo)
    asked, declined = rows.image(ada), review.decline(rows.image(ada), reason="unfinished", by=bo, at=AT)
    correspondence.ask(asked, "Why?", by=bo, at=AT)
    for stranger in (user_of(ann), bo):
        with pytest.raises(correspondence.NotTheGiver), transaction.atomic():
            correspondence.answer(asked, "Mine.", by=stranger, at=LATER)
        with pytest.raises(correspondence.NotTheGiver), transaction.atomic():
            correspondence.appeal(declined, "Mine.", by=stranger, at=LATER)
    assert Message.objects.count() == 1
    assert Image.objects.get(pk=declined.pk).state == "declined"


def test_who_does_not_sign_in_is_not_asked(bo: User) -> None:
    image = rows.image(rows.contributor("Ann", bo))
    with pytest.raises(correspondence.NobodyToAsk):
        correspondence.ask(image, "Why?", by=bo, at=AT)


def test_a_decided_image_is_not_asked_about(ada: Contributor, bo: User) -> None:
    image = review.accept(rows.image(ada), by=bo, at=AT)
    with pytest.raises(correspondence.NotWaiting):
        correspondence.ask(image, "Why?", by=bo, at=AT)


@pytest.mark.parametrize("words", ["", " \n\t", "\x00", "x" * 2_001])
def test_a_message_says_something_and_not_too_much(ada: Contributor, bo: User, words: str) -> None:
    image = rows.image(ada)
    with pytest.raises(correspondence.NothingSaid, match="write 1 to 2,000"):
        correspondence.ask(image, words, by=bo, at=AT)
    assert Image.objects.get(pk=image.pk).reason == ""


def test_an_appeal_puts_the_image_before_a_person_once_for_each_decision(ada: Contributor, bo: User) -> None:
    image = review.decline(rows.image(ada), reason="unfinished", by=bo, at=AT)
    correspondence.appeal(image, "It is meant so.", by=user_of(ada), at=LATER)
    image.refresh_from_db()
    assert (image.state, image.reason, image.decided_at) == ("waiting", "appealed", None)
    assert correspondence.declined_by(image) == bo
    with pytest.raises(correspondence.NotAppealable), transaction.atomic():
        correspondence.appeal(image, "Really.", by=user_of(ada), at=LATER)
    review.decline(image, reason="unfinished", by=bo, at=LATER)
    correspondence.appeal(image, "Please look once more.", by=user_of(ada), at=LATER)
    assert [kind for kind, _, _ in said(image)] == ["appeal", "appeal"]


def test_an_appeal_against_a_decision_that_stands_again_is_refused(ada: Contributor, bo: User) -> None:
    image = review.decline(rows.image(ada), reason="unfinished", by=bo, at=AT)
    correspondence.appeal(image, "It is meant so.", by=user_of(ada), at=LATER)
    review.decline(Image.objects.get(pk=image.pk), reason="unfinished", by=bo, at=AT)
    with pytest.raises(correspondence.NotAppealable), transaction.atomic():
        correspondence.appeal(image, "Once more.", by=user_of(ada), at=LATER)
    assert Image.objects.get(pk=image.pk).state == "declined"


def test_what_another_look_cannot_change_is_not_appealed_against(ada: Contributor) -> None:
    first = rows.image(ada)
    unread = rows.image(ada, fingerprint=None, state="declined", reason="not_a_picture", decided_at=AT)
    same = rows.image(ada, state="duplicate", reason="same_file", duplicate_of=first, decided_at=AT)
    for image in (unread, same, first):
        with pytest.raises(correspondence.NotAppealable), transaction.atomic():
            correspondence.appeal(image, "But look.", by=user_of(ada), at=LATER)
    assert not Message.objects.exists()


def test_a_duplicate_that_its_giver_appeals_about_waits_and_names_no_first(ada: Contributor) -> None:
    first = rows.image(ada)
    copy = rows.image(ada, state="duplicate", reason="near_duplicate", duplicate_of=first, decided_at=AT)
    correspondence.appeal(copy, "It is the other side.", by=user_of(ada), at=LATER)
    copy.refresh_from_db()
    assert (copy.state, copy.duplicate_of, correspondence.declined_by(copy)) == ("waiting", None, None)
