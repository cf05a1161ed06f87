"""Holds on what is owed: from preparing a batch to its approval, dismissal or expiry.

Takes payouts; writes holds and their ends, and tells what waits. Whether there is enough, PostgreSQL decides
(`payable_not_overdrawn`): what is owed less what is held is available, to postings and to other holds alike.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import QuerySet, Sum

from ledger.book import balances, journal, refusals
from ledger.models import Account, Batch, Hold, HoldEnd, HoldOutcome, Payout

ROWS_AT_ONCE = 5_000


def place(payouts: Sequence[Payout], *, commodity: str, at: datetime) -> None:
    """Hold the gross of every payout. Raises journal.EntryRefused where somebody took from it meanwhile."""
    people = [payout.contributor_id for payout in payouts]
    payable = Account.objects.filter(kind="payable", commodity=commodity, contributor_id__in=people)
    accounts = dict(payable.values_list("contributor_id", "id"))
    try:
        with transaction.atomic():
            Hold.objects.bulk_create(
                Hold(
                    payout=payout,
                    account_id=accounts[payout.contributor_id],
                    amount_minor=payout.gross_minor,
                    placed_at=at,
                )
                for payout in payouts
            )
    except DatabaseError as error:
        constraint = refusals.constraint_of(error)
        if not constraint:
            raise
        raise journal.EntryRefused(constraint, (str(error).splitlines() or [""])[0]) from error


def end(batch: Batch, outcome: HoldOutcome, *, at: datetime) -> None:
    """End every hold of ``batch``. That the batch ends the same way, the guard sees when the transaction commits."""
    of_batch = Hold.objects.filter(payout__batch=batch).order_by("payout_id")
    ends = [HoldEnd(hold_id=key, outcome=outcome, ended_at=at) for key in of_batch.values_list("payout_id", flat=True)]
    HoldEnd.objects.bulk_create(ends, batch_size=ROWS_AT_ONCE)


def pending(commodity: str) -> dict[int, int]:
    """By contributor: what is held of what they are owed, in minor units."""
    sums = _pending(commodity).values_list("account__contributor_id").annotate(total=Sum("amount_minor")).order_by()
    return {contributor_id: total for contributor_id, total in sums if contributor_id is not None}


def pending_of(contributor_id: int, commodity: str) -> int:
    """What is held of what one contributor is owed, in minor units."""
    theirs = _pending(commodity).filter(account__contributor_id=contributor_id)
    return int(theirs.aggregate(total=Sum("amount_minor"))["total"] or 0)


def available_to(contributor_id: int, commodity: str) -> int:
    """What one contributor is owed and nothing is held of, in minor units."""
    return balances.owed_to(contributor_id, commodity) - pending_of(contributor_id, commodity)


def _pending(commodity: str) -> QuerySet[Hold]:
    return Hold.objects.filter(account__commodity=commodity, end__isnull=True)
