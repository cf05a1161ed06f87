"""Letters to givers: one for all that was done, in their language, true when it goes, never lost and never doubled."""

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import translation
from pytest_django import Settings

from contributors import bulk, correspondence, leaving, letters, notices, people, review, sweeps
from contributors.models import Contributor, Image, Notice, User
from tests import story
from tests.contributors import rows

AT = story.NOON
DUE = AT + notices.QUIET


@pytest.fixture
def bo(db: None) -> User:
    return story.staff().bo


@pytest.fixture
def ada(bo: User) -> Contributor:
    return reachable("Ada", bo)


def reachable(name: str, by: User, *, language: str = "en", address: str = "") -> Contributor:
    """A contributor with an account and an address."""
    person = rows.contributor(name, by)
    user = people.sign_in_as(person, name.lower(), password="a pass phrase")
    user.email = address or f"{name.lower()}@example.org"
    user.save(update_fields=["email"])
    person.language = language
    person.save(update_fields=["language"])
    return Contributor.objects.select_related("user").get(pk=person.pk)


def account(person: Contributor) -> User:
    """The person's account."""
    assert person.user is not None
    return person.user


def declined(image: Image, by: User, at: datetime = AT) -> Image:
    """Declined as unfinished."""
    return review.decline(image, reason="unfinished", by=by, at=at)


def test_one_letter_tells_all_that_was_decided_at_once(ada: Contributor, bo: User, settings: Settings) -> None:
    settings.HENREI_SITE_URL = "https://henrei.example"
    images = [rows.image(ada, path=f"{number}.png") for number in range(3)]
    bulk.decide([image.pk for image in images], bulk.Verdict("decline", reason="unfinished"), by=bo, at=AT)
    assert letters.send_due(at=DUE) == 1
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "\n" not in letter.subject
    body = str(letter.body)
    assert body.startswith(
        "Dear Ada,\n\nNot taken:\n\n* 0.png\n  It is unfinished, damaged, or shows almost nothing.\n"
    )
    assert [f"https://henrei.example/me/pictures/{image.pk}/\n" in body for image in images] == [True] * 3
    assert letters.send_due(at=DUE + notices.QUIET) == 0
    assert len(mail.outbox) == 1


def test_a_question_stands_in_the_letter_word_by_word(ada: Contributor, bo: User) -> None:
    correspondence.ask(rows.image(ada, path="sea.png"), "Did you draw it?\nAnd when?", by=bo, at=AT)
    letters.send_due(at=DUE)
    assert "A reviewer has a question:\n\n* sea.png\n  Did you draw it?\n  And when?\n" in str(mail.outbox[0].body)
    assert "bo" not in str(mail.outbox[0].body).split()


def test_a_letter_speaks_its_readers_language(bo: User) -> None:
    yuki = reachable("Yuki", bo, language="ja")
    declined(rows.image(yuki, path="sea.png"), bo)
    with translation.override("en"):
        letters.send_due(at=DUE)
    with translation.override("ja"):
        assert translation.gettext("It is unfinished, damaged, or shows almost nothing.") in str(mail.outbox[0].body)
        assert translation.gettext("Not taken:") in str(mail.outbox[0].body)


def test_a_letter_waits_until_the_reviewer_is_quiet_but_not_for_ever(ada: Contributor, bo: User) -> None:
    step = notices.QUIET - timedelta(seconds=1)
    moments = [AT + number * step for number in range(8)]
    sent = []
    for moment in moments:
        declined(rows.image(ada), bo, moment)
        sent.append(letters.send_due(at=moment))
    assert sent == [0, 0, 0, 0, 0, 0, 0, 1]
    assert str(mail.outbox[0].body).count("* ") == 8


def test_what_is_undone_before_the_letter_goes_is_not_told(ada: Contributor, bo: User) -> None:
    image = declined(rows.image(ada), bo)
    review.undo(image.reviews.get(), by=bo, at=AT)
    assert letters.send_due(at=DUE) == 0
    assert not mail.outbox


def test_what_is_undone_after_the_letter_went_is_told_by_another(ada: Contributor, bo: User) -> None:
    image = declined(rows.image(ada, path="sea.png"), bo)
    letters.send_due(at=DUE)
    review.undo(image.reviews.get(), by=bo, at=DUE)
    letters.send_due(at=DUE + notices.QUIET)
    assert "A decision was undone:\n\n* sea.png\n  It waits again" in str(mail.outbox[1].body)


def test_an_acceptance_that_is_undone_is_told(ada: Contributor, bo: User) -> None:
    image = review.accept(rows.image(ada, path="sea.png"), by=bo, at=AT)
    review.undo(image.reviews.get(), by=bo, at=AT)
    letters.send_due(at=DUE)
    assert "* sea.png\n  It is withdrawn. No run" in str(mail.outbox[0].body)


def test_what_the_giver_saw_on_the_page_already_is_not_told_again(ada: Contributor, bo: User) -> None:
    asked, turned_down = rows.image(ada), declined(rows.image(ada), bo)
    correspondence.ask(asked, "Why?", by=bo, at=AT)
    correspondence.answer(asked, "So.", by=account(ada), at=AT)
    correspondence.appeal(turned_down, "Look again.", by=account(ada), at=AT)
    assert letters.send_due(at=DUE) == 0


def test_a_sweep_that_is_undone_is_one_letter(ada: Contributor, bo: User) -> None:
    pks = [rows.image(ada).pk for _ in range(3)]
    done = bulk.decide(pks, bulk.Verdict("accept"), by=bo, at=AT)
    assert done.sweep is not None
    sweeps.undo(done.sweep, by=bo, at=AT)
    assert (letters.send_due(at=DUE), len(mail.outbox)) == (1, 1)


def test_a_long_letter_is_cut_and_says_so(ada: Contributor, bo: User) -> None:
    pks = [rows.image(ada).pk for _ in range(42)]
    bulk.decide(pks, bulk.Verdict("decline", reason="unfinished"), by=bo, at=AT)
    letters.send_due(at=DUE)
    assert "And 2 more pictures." in str(mail.outbox[0].body)


def test_a_title_cannot_write_lines_of_its_own(ada: Contributor, bo: User) -> None:
    image = rows.image(ada)
    image.title = "sea\nBcc: everybody@example.org"
    image.save(update_fields=["title"])
    declined(image, bo)
    letters.send_due(at=DUE)
    assert "* sea Bcc: everybody@example.org\n" in str(mail.outbox[0].body)
    assert mail.outbox[0].recipients() == ["ada@example.org"]


def test_whoever_has_no_address_or_account_is_written_nothing(ada: Contributor, bo: User) -> None:
    User.objects.filter(pk=account(ada).pk).update(email="")
    declined(rows.image(Contributor.objects.get(pk=ada.pk)), bo)
    declined(rows.image(rows.contributor("Ann", bo)), bo)
    assert not Notice.objects.exists()


def test_whoever_left_before_the_letter_went_gets_none(ada: Contributor, bo: User) -> None:
    declined(rows.image(ada), bo)
    leaving.leave(ada, by=account(ada), at=AT)
    assert (letters.send_due(at=DUE), mail.outbox, notices.standing().count()) == (0, [], 0)


def test_a_decision_that_is_rolled_back_tells_nothing(ada: Contributor, bo: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        declined(rows.image(ada), bo)
        raise RuntimeError
    assert not Notice.objects.exists()


class Refusing(EmailBackend):
    """A mail server that knows everybody but Ann."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """As in memory."""
        if any("ann@example.org" in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({"ann@example.org": (550, b"no such user")})
        return super().send_messages(messages)


def test_a_refused_letter_keeps_no_other_waits_and_leaves_no_address_in_the_log(
    ada: Contributor, bo: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    ann = reachable("Ann", bo)
    for person in (ann, ada):
        declined(rows.image(person, path=f"{person.name}.png"), bo)
    with caplog.at_level(logging.DEBUG), pytest.raises(letters.LettersUnsent, match="1 letters") as refused:
        letters.send_due(at=DUE)
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
    assert set(notices.standing().values_list("image__path", flat=True)) == {"Ann.png"}
    said = caplog.text + str(refused.value)
    assert [word in said for word in ("ann", "Ann", "example.org", "SMTPRecipientsRefused")] == [False] * 3 + [True]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (letters.send_due(at=DUE), len(mail.outbox)) == (1, 2)


def test_a_letter_nobody_takes_for_days_is_given_up(ada: Contributor, bo: User) -> None:
    declined(rows.image(ada), bo)
    late = AT + letters.GIVEN_UP_AFTER + timedelta(seconds=1)
    assert (letters.send_due(at=late), notices.standing().count()) == (0, 0)
