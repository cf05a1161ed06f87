"""A reviewer's decisions about one image: accepted as a category, declined with a reason, withdrawn, or opened again.

Every decision is a row of its own; a later one undoes an earlier one and both stay readable. Whoever gave an image
may withdraw it, and nobody else but a reviewer.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from contributors import notices, people
from contributors.models import Contributor, Decision, Image, ImageState, NoticeKind, Review, Role, User

ONWARD = {
    ImageState.WAITING: "accept or decline it",
    ImageState.ACCEPTED: "it can only be withdrawn",
    ImageState.DUPLICATE: "open it again before deciding anew",
    ImageState.DECLINED: "open it again before deciding anew",
    ImageState.WITHDRAWN: "it stays so",
}

MOST_CATEGORY_CHARACTERS = 100


class NotAcceptable(Exception):
    """The image cannot be accepted, because of what it is."""

    def __init__(self, image: Image, why: str) -> None:
        super().__init__(f"{image.path} cannot be accepted: {why}")
        self.image = image
        self.why = why


class DecidedAlready(Exception):
    """The image does not stand where this decision begins; often somebody decided in between."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"{image.path} is {image.state}: {ONWARD[ImageState(image.state)]}")
        self.image = image


class ReasonMissing(Exception):
    """Declining needs a reason that the contributor can understand."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"declining {image.path} needs a reason")
        self.image = image


class NotTheirs(Exception):
    """The image is somebody else's to withdraw."""

    def __init__(self, image: Image, by: User) -> None:
        super().__init__(f"{by.username} did not give {image.path} and is no reviewer: ask whoever gave it")
        self.image = image


@transaction.atomic
def accept(image: Image, *, by: User, at: datetime, category: str | None = None, sweep: UUID | None = None) -> Image:
    """Accept a waiting image as ``category``, by which policies weigh it; unless told otherwise, as its giver said.

    ``sweep`` names what was decided together with it.

    Raises DecidedAlready, NotAcceptable.
    """
    image = _standing(image, ImageState.WAITING)
    if image.fingerprint_id is None or (image.contributor_id is None and image.source_id is None):
        raise NotAcceptable(image, "it has no giver, or its file could not be read")
    image.state, image.reason, image.reason_facts = ImageState.ACCEPTED, "", ""
    image.category = image.category if category is None else category.strip()[:MOST_CATEGORY_CHARACTERS]
    image.accepted_at = image.decided_at = at
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError as error:
        raise NotAcceptable(image, "the same file is accepted already") from error
    Review.objects.create(image=image, decision=Decision.ACCEPT, category=image.category, by=by, at=at, sweep=sweep)
    return image


@transaction.atomic
def decline(image: Image, *, reason: str, by: User, at: datetime, sweep: UUID | None = None) -> Image:
    """Decline a waiting image with its reason. ``sweep`` names what was decided together with it.

    Raises DecidedAlready, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(image)
    image = _standing(image, ImageState.WAITING)
    image.state, image.reason, image.decided_at = ImageState.DECLINED, reason[:60], at
    image.save()
    Review.objects.create(image=image, decision=Decision.DECLINE, reason=reason[:60], by=by, at=at, sweep=sweep)
    notices.write(image, NoticeKind.DECLINED, words=reason[:60], at=at)
    return image


@transaction.atomic
def withdraw(image: Image, *, by: User, at: datetime) -> Image:
    """Take an image out of every run frozen from ``at`` on; one that waits is looked at no more.

    Raises DecidedAlready, NotTheirs.
    """
    image = _standing(image, ImageState.ACCEPTED, ImageState.WAITING)
    if not _gave(by, image) and not people.may(by, Role.REVIEWER):
        raise NotTheirs(image, by)
    image.state, image.withdrawn_at = ImageState.WITHDRAWN, at
    image.save()
    Review.objects.create(image=image, decision=Decision.WITHDRAW, by=by, at=at)
    return image


@transaction.atomic
def withdraw_all(person: Contributor, *, by: User, at: datetime) -> int:
    """Withdraw all that a person gave and that is accepted or waits; return how many there were."""
    theirs = Image.objects.filter(contributor=person, state__in=[ImageState.ACCEPTED, ImageState.WAITING])
    held = list(theirs.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    Image.objects.filter(pk__in=held).update(state=ImageState.WITHDRAWN, withdrawn_at=at)
    decided = (Review(image_id=pk, decision=Decision.WITHDRAW, by=by, at=at) for pk in held)
    Review.objects.bulk_create(decided, batch_size=1_000)
    return len(held)


@transaction.atomic
def reopen(image: Image, *, by: User, at: datetime) -> Image:
    """Let an image that was turned down wait again. Raises DecidedAlready.

    An accepted one is withdrawn instead: runs frozen since then stand on its acceptance.
    """
    image = _standing(image, ImageState.DECLINED, ImageState.DUPLICATE)
    image.state, image.reason = ImageState.WAITING, ""
    image.duplicate_of = image.decided_at = None
    image.save()
    Review.objects.create(image=image, decision=Decision.REOPEN, by=by, at=at)
    return image


@transaction.atomic
def undo(decision: Review, *, by: User, at: datetime) -> Image:
    """Undo the last decision about an image by a new one: declined, it waits again; accepted, it is withdrawn.

    Raises DecidedAlready where another decision came after it.
    """
    image = Image.objects.select_for_update().get(pk=decision.image_id)
    if image.reviews.order_by("id").last() != decision:
        raise DecidedAlready(image)
    match decision.decision:
        case Decision.DECLINE:
            undone, kind = reopen(image, by=by, at=at), NoticeKind.REOPENED
        case Decision.ACCEPT:
            undone, kind = withdraw(image, by=by, at=at), NoticeKind.WITHDRAWN
        case _:
            raise DecidedAlready(image)
    notices.write(undone, kind, at=at)
    return undone


def can_be_undone(decision: Review | None, image: Image) -> bool:
    """Whether the last decision about the image is one that a new one undoes."""
    if decision is None:
        return False
    undone = {Decision.DECLINE: ImageState.DECLINED, Decision.ACCEPT: ImageState.ACCEPTED}
    return undone.get(Decision(decision.decision)) == image.state


def _gave(user: User, image: Image) -> bool:
    return image.contributor is not None and image.contributor.user_id == user.pk


def _standing(image: Image, *states: ImageState) -> Image:
    """The image as it stands now, kept so until the decision is written."""
    image = Image.objects.select_for_update().get(pk=image.pk)
    if image.state not in states:
        raise DecidedAlready(image)
    return image
