"""What a reviewer and the giver of an image say to each other about it: a question, an answer, an appeal.

A question leaves the image waiting, now for its giver. An appeal against having been turned down puts it before a
person again, once for each decision. What was said is never changed; what is decided then is `review`'s.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from contributors import notices
from contributors.models import Decision, Image, ImageState, Message, MessageKind, NoticeKind, User
from contributors.models.messages import MOST_CHARACTERS

ASKED, ANSWERED, APPEALED = "asked_back", "answered", "appealed"

# Its own file stands as an earlier image, or could not be read: another look would change neither.
BEYOND_APPEAL = ("same_file",)


class NothingSaid(ValueError):
    """A message needs words, and not too many."""

    def __init__(self, words: str) -> None:
        told = f"{len(words):,} characters are too many" if words.strip() else "it says nothing"
        super().__init__(f"the message was not sent, because {told}: write 1 to {MOST_CHARACTERS:,}")


class NotTheGiver(Exception):
    """Only whoever gave an image answers and appeals for it."""

    def __init__(self, image: Image, by: User) -> None:
        super().__init__(f"{by.username} did not give {image.path}: only its giver speaks for it")
        self.image = image


class NotWaiting(Exception):
    """A question is asked about an image that waits."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"{image.path} is {image.state}: ask about pictures that wait")
        self.image = image


class NobodyToAsk(Exception):
    """The giver has no account here and would never read the question."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"whoever gave {image.path} does not sign in here: write to them by other means")
        self.image = image


class NothingAsked(Exception):
    """There is no question left to answer."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"nobody asked about {image.path}, or it is answered already: there is nothing to answer")
        self.image = image


class NotAppealable(Exception):
    """An appeal stands against having been turned down, once for each decision."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"{image.path} is {image.state}: there is no decision left to appeal against")
        self.image = image


@transaction.atomic
def ask(image: Image, words: str, *, by: User, at: datetime) -> Message:
    """Ask the giver about a waiting image; it waits on, now for the answer. Raises NothingSaid, NotWaiting,
    NobodyToAsk.
    """
    image = _locked(image)
    if image.state != ImageState.WAITING:
        raise NotWaiting(image)
    if not can_be_asked(image):
        raise NobodyToAsk(image)
    question = _said(image, MessageKind.QUESTION, words, by, at)
    _wait(image, ASKED)
    notices.write(image, NoticeKind.QUESTION, words=question.words, at=at)
    return question


@transaction.atomic
def answer(image: Image, words: str, *, by: User, at: datetime) -> Message:
    """Answer a reviewer's question. Raises NothingSaid, NotTheGiver, NothingAsked."""
    image = _own(image, by)
    if image.state != ImageState.WAITING or image.reason != ASKED:
        raise NothingAsked(image)
    answered = _said(image, MessageKind.ANSWER, words, by, at)
    _wait(image, ANSWERED)
    return answered


@transaction.atomic
def appeal(image: Image, words: str, *, by: User, at: datetime) -> Message:
    """Say why an image that was turned down should be taken; it waits again. Raises NothingSaid, NotTheGiver,
    NotAppealable.
    """
    image = _own(image, by)
    if not can_be_appealed(image):
        raise NotAppealable(image)
    try:
        with transaction.atomic():
            appealed = _said(image, MessageKind.APPEAL, words, by, at, against_at=image.decided_at)
    except IntegrityError as error:
        raise NotAppealable(image) from error
    image.state, image.duplicate_of, image.decided_at = ImageState.WAITING, None, None
    _wait(image, APPEALED)
    return appealed


def can_be_asked(image: Image) -> bool:
    """Whether the giver signs in here and has not left."""
    giver = image.contributor
    return giver is not None and giver.user_id is not None and giver.left_at is None


def can_be_appealed(image: Image) -> bool:
    """Whether another look could change anything: it was turned down, could be read, and is not the very same file."""
    turned_down = image.state in (ImageState.DECLINED, ImageState.DUPLICATE)
    return (
        turned_down
        and image.fingerprint_id is not None
        and image.decided_at is not None
        and image.reason not in BEYOND_APPEAL
    )


def declined_by(image: Image) -> User | None:
    """Who took the decision that the image's last message appeals against; None where it is no appeal."""
    last = image.messages.order_by("id").last()
    if last is None or last.against_at is None:
        return None
    against = image.reviews.filter(decision=Decision.DECLINE, at=last.against_at).select_related("by").order_by("id")
    decision = against.last()
    return decision.by if decision else None


def _said(
    image: Image, kind: MessageKind, words: str, by: User, at: datetime, *, against_at: datetime | None = None
) -> Message:
    words = words.replace("\x00", "").strip()
    if not 1 <= len(words) <= MOST_CHARACTERS:
        raise NothingSaid(words)
    return Message.objects.create(image=image, kind=kind, words=words, by=by, at=at, against_at=against_at)


def _wait(image: Image, reason: str) -> None:
    """What the search wrote down stays: the kin must stand beside the picture when it is looked at again."""
    image.reason = reason
    image.save()


def _own(image: Image, by: User) -> Image:
    image = _locked(image)
    if image.contributor is None or image.contributor.user_id != by.pk:
        raise NotTheGiver(image, by)
    return image


def _locked(image: Image) -> Image:
    return Image.objects.select_for_update().get(pk=image.pk)
