"""Letters: one for each person about all that happened to their pictures since the last, by mail, in their language.

What a notice tells is looked at once more when the letter goes: a question that was answered meanwhile is not asked
again, and what was declined and opened again before the person knew is not told at all. A letter that cannot be sent
waits for the next try; logs hold numbers and no names, addresses or words.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from contributors import correspondence, letter_words, notices, rulebook
from contributors.models import Contributor, ImageState, Notice, NoticeKind

GIVEN_UP_AFTER = timedelta(days=3)
HEADERS = {"Auto-Submitted": "auto-generated"}

log = logging.getLogger(__name__)


class LettersUnsent(Exception):
    """The mail server took some letters not; they wait for the next try."""

    def __init__(self, letters: int) -> None:
        super().__init__(f"{letters} letters were not taken by the mail server: they are sent again later")
        self.letters = letters


def send_due(*, at: datetime) -> int:
    """Send every letter that is due, and say how many went. Raises LettersUnsent when all were tried."""
    _give_up(at)
    sent = unsent = 0
    for number in notices.due(at=at):
        try:
            sent += _send(number, at)
        except OSError as error:  # SMTP's refusals are such; their words hold the address.
            log.warning("a letter was not taken by the mail server: %s", type(error).__name__)
            unsent += 1
    if unsent:
        raise LettersUnsent(unsent)
    return sent


@transaction.atomic
def _send(number: int, at: datetime) -> bool:
    """Send one person's letter and close what it told; whoever else is at it already is left to it."""
    rows = notices.standing().filter(image__contributor=number).select_related("image").order_by("id")
    held = list(rows.select_for_update(of=("self",), skip_locked=True))
    person = Contributor.objects.select_related("user").get(pk=number)
    told, address = _still_true(held), notices.address(person)
    Notice.objects.filter(pk__in=[notice.pk for notice in held]).update(closed_at=at)
    if not told or not address:
        return False
    letter = letter_words.letter(person, told, rulebook.in_force())
    EmailMessage(letter.subject, letter.body, to=[address], headers=HEADERS).send()
    return True


def _still_true(held: Iterable[Notice]) -> list[Notice]:
    """The last notice of each picture, where it still says something new."""
    of_each: dict[int, list[Notice]] = defaultdict(list)
    for notice in held:
        of_each[notice.image_id].append(notice)
    return [last for *earlier, last in of_each.values() if _says_something(last, earlier)]


def _says_something(last: Notice, earlier: Sequence[Notice]) -> bool:
    match last.kind:
        case NoticeKind.QUESTION:
            return last.image.state == ImageState.WAITING and last.image.reason == correspondence.ASKED
        case NoticeKind.DECLINED:
            return last.image.state == ImageState.DECLINED
        case NoticeKind.REOPENED:
            is_news = all(notice.kind != NoticeKind.DECLINED for notice in earlier)
            return is_news and last.image.state == ImageState.WAITING
    return True


def _give_up(at: datetime) -> None:
    """A letter that nobody took for days is stale; the person's pages say it all."""
    given_up = notices.standing().filter(at__lt=at - GIVEN_UP_AFTER).update(closed_at=at)
    if given_up:
        log.warning("%s notices were never taken by the mail server and are given up", given_up)
