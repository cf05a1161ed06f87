"""Batches that are never paid: given up by a person, or expired because nobody approved them in time.

Either way the rows stay, the holds end, and the month's next batch has the next number.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from contributors.models import User
from ledger.models import Batch, BatchState, HoldOutcome
from ledger.payouts import holds

MOST_REASON_CHARACTERS = 200
EXPIRED = "expired: its transfer day passed without approval"


class AlreadyApproved(Exception):
    """What is approved stands in the book."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(f"batch {batch} is approved and stands in the book: it cannot be dismissed any more")
        self.batch = batch


class ReasonMissing(ValueError):
    """Whoever dismisses a batch says why."""

    def __init__(self) -> None:
        super().__init__(f"say in 1 to {MOST_REASON_CHARACTERS} characters why the batch is dismissed")


class TransferDayAhead(Exception):
    """A batch expires once its transfer day is over."""

    def __init__(self, batch: Batch, today: date) -> None:
        super().__init__(
            f"batch {batch} is to be transferred on {batch.transfer_on} and today is {today}: "
            "approve it, or dismiss it with a reason"
        )
        self.batch = batch


@transaction.atomic
def dismiss(batch: Batch, *, by: User, at: datetime, reason: str) -> Batch:
    """Give up a batch that waits for approval. Asked twice, done once. Raises AlreadyApproved, ReasonMissing."""
    if not 1 <= len(reason.strip()) <= MOST_REASON_CHARACTERS:
        raise ReasonMissing
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == BatchState.DISMISSED:
        return batch
    if batch.state != BatchState.PREPARED:
        raise AlreadyApproved(batch)
    return _ended(batch, HoldOutcome.VOIDED, by, at, reason.strip())


@transaction.atomic
def expire(batch: Batch, *, by: User, at: datetime) -> Batch:
    """Dismiss a batch whose transfer day passed without approval, and say so. Asked twice, done once.

    Raises AlreadyApproved, TransferDayAhead.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == BatchState.DISMISSED:
        return batch
    if batch.state != BatchState.PREPARED:
        raise AlreadyApproved(batch)
    if localdate(at) <= batch.transfer_on:
        raise TransferDayAhead(batch, localdate(at))
    return _ended(batch, HoldOutcome.EXPIRED, by, at, EXPIRED)


def _ended(batch: Batch, outcome: HoldOutcome, by: User, at: datetime, reason: str) -> Batch:
    holds.end(batch, outcome, at=at)
    batch.state, batch.dismissed_by, batch.dismissed_at = BatchState.DISMISSED, by, at
    batch.dismissed_because = reason
    batch.save(update_fields=["state", "dismissed_by", "dismissed_at", "dismissed_because"])
    return batch
