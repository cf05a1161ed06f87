"""A reviewer's decisions about one image: accepted, declined with a reason, withdrawn, or opened again.

Every decision is a row of its own; a later one undoes an earlier one and both stay readable.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from contributors.models import Decision, Image, ImageState, Review, User

ONWARD = {
    ImageState.WAITING: "accept or decline it",
    ImageState.ACCEPTED: "it can only be withdrawn",
    ImageState.DUPLICATE: "open it again before deciding anew",
    ImageState.DECLINED: "open it again before deciding anew",
    ImageState.WITHDRAWN: "it stays so",
}


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


@transaction.atomic
def accept(image: Image, *, by: User, at: datetime) -> Image:
    """Accept a waiting image. Raises DecidedAlready, NotAcceptable."""
    image = _standing(image, ImageState.WAITING)
    if image.fingerprint_id is None or (image.contributor_id is None and image.source_id is None):
        raise NotAcceptable(image, "it has no giver, or its file could not be read")
    image.state, image.reason, image.reason_facts = ImageState.ACCEPTED, "", ""
    image.accepted_at = image.decided_at = at
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError as error:
        raise NotAcceptable(image, "the same file is accepted already") from error
    Review.objects.create(image=image, decision=Decision.ACCEPT, by=by, at=at)
    return image


@transaction.atomic
def decline(image: Image, *, reason: str, by: User, at: datetime) -> Image:
    """Decline a waiting image with its reason. Raises DecidedAlready, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(image)
    image = _standing(image, ImageState.WAITING)
    image.state, image.reason, image.decided_at = ImageState.DECLINED, reason[:60], at
    image.save()
    Review.objects.create(image=image, decision=Decision.DECLINE, reason=reason[:60], by=by, at=at)
    return image


@transaction.atomic
def withdraw(image: Image, *, by: User, at: datetime) -> Image:
    """Take an accepted image out of every run frozen from ``at`` on. Raises DecidedAlready."""
    image = _standing(image, ImageState.ACCEPTED)
    image.state, image.withdrawn_at = ImageState.WITHDRAWN, at
    image.save()
    Review.objects.create(image=image, decision=Decision.WITHDRAW, by=by, at=at)
    return image


@transaction.atomic
def reopen(image: Image, *, by: User, at: datetime) -> Image:
    """Let an image that was turned down wait again. Raises DecidedAlready.

    An accepted one is withdrawn instead: runs frozen since then stand on its acceptance.
    """
    image = _standing(image, ImageState.DECLINED, ImageState.DUPLICATE)
    image.state, image.reason, image.reason_facts = ImageState.WAITING, "", ""
    image.duplicate_of = image.decided_at = None
    image.save()
    Review.objects.create(image=image, decision=Decision.REOPEN, by=by, at=at)
    return image


def _standing(image: Image, *states: ImageState) -> Image:
    """The image as it stands now, kept so until the decision is written."""
    image = Image.objects.select_for_update().get(pk=image.pk)
    if image.state not in states:
        raise DecidedAlready(image)
    return image
