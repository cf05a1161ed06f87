"""Payout batches: prepared by one person, approved by another, exported once as a file of fixed bytes.

Preparing writes down who is to be paid what, and where, and holds it; approving posts it; exporting has `bank_file`
write the bank's file. A batch that waits for approval can be dismissed (`dismissing`). Each step asked twice is done
once.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from contributors.models import User
from ledger.book import journal, lock
from ledger.models import Batch, BatchState, Closing, HoldOutcome, Payout, PayoutFile, PayoutProfile, PayoutState
from ledger.payouts import bank_days, bank_file, dismissing, due, entries, holds, keys, tax
from ledger.payouts.files import zengin
from ledger.payouts.tax import Payee

# What doors ask this room for, though neighbours do it.
COMMODITY = due.COMMODITY
Outlook = due.Outlook
outlook = due.outlook
owed_at_end = due.owed_at_end
FileRefused = bank_file.FileRefused
MOST_REASON_CHARACTERS = dismissing.MOST_REASON_CHARACTERS
AlreadyApproved = dismissing.AlreadyApproved
ReasonMissing = dismissing.ReasonMissing
TransferDayAhead = dismissing.TransferDayAhead
dismiss = dismissing.dismiss
expire = dismissing.expire

PAYEES: dict[str, Payee] = {"resident": "resident", "company": "company", "non_resident": "non_resident"}


class MonthStillOpen(Exception):
    """Payouts are prepared from a closed month."""

    def __init__(self, month: date) -> None:
        super().__init__(f"{month:%Y-%m} is not closed: close it before preparing its payouts")
        self.month = month


class NobodyToPay(Exception):
    """Nobody is owed at least the minimum and has a bank account on file."""

    def __init__(self, month: date) -> None:
        super().__init__(f"nobody is to be paid for {month:%Y-%m}: no balance reaches the minimum with an account")
        self.month = month


class NoBatch(Exception):
    """There is no batch of that month."""

    def __init__(self, month: date) -> None:
        super().__init__(f"no payouts are prepared for {month:%Y-%m}: prepare them first")
        self.month = month


class ApprovedByPreparer(Exception):
    """Two people must agree."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(f"{batch.prepared_by} prepared batch {batch}: somebody else must approve it")
        self.batch = batch


class NotApproved(Exception):
    """A file is written from an approved batch."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(f"batch {batch} is not approved yet: have another person approve it")
        self.batch = batch


class EarlierBatchOpen(Exception):
    """Two batches that wait for approval would count the same money."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(f"batch {batch} still waits for approval: approve it or dismiss it first")
        self.batch = batch


class BatchDismissed(Exception):
    """A dismissed batch is never approved."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(f"batch {batch} was dismissed ({batch.dismissed_because}): prepare the month again")
        self.batch = batch


@transaction.atomic
def prepare(month: date, *, transfer_on: date, by: User, at: datetime) -> Batch:
    """Write down the payouts of a closed month. Asked twice, done once.

    Raises MonthStillOpen, EarlierBatchOpen, NobodyToPay, zengin.NotABankDay, journal.EntryRefused where what is owed
    was taken meanwhile, and what `bank_file.content` refuses: what the bank's file cannot hold is not put before
    anybody for approval.
    """
    if not Closing.objects.filter(period_id=month).exists():
        raise MonthStillOpen(month)
    lock.hold("payouts", COMMODITY)
    known = standing().filter(month=month).first()
    if known is not None:
        return known
    waiting = Batch.objects.filter(commodity=COMMODITY, state=BatchState.PREPARED).first()
    if waiting is not None:
        raise EarlierBatchOpen(waiting)
    return _prepare(month, transfer_on, by, at)


def standing() -> QuerySet[Batch]:
    """Every batch that was not dismissed; a month has one of them at most."""
    return Batch.objects.filter(commodity=COMMODITY).exclude(state=BatchState.DISMISSED)


def of_month(month: date) -> Batch:
    """The batch of a month; one that was dismissed is not. Raises NoBatch."""
    batch = standing().filter(month=month).first()
    if batch is None:
        raise NoBatch(month)
    return batch


@transaction.atomic
def approve(batch: Batch, *, by: User, on: date, at: datetime) -> Batch:
    """Approve and post the batch, effective ``on``. Asked twice, done once.

    Raises ApprovedByPreparer, BatchDismissed; journal.EntryRefused (payable_not_overdrawn, period_closed).
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == BatchState.DISMISSED:
        raise BatchDismissed(batch)
    if batch.state != BatchState.PREPARED:
        return batch
    if batch.prepared_by_id == by.pk:
        raise ApprovedByPreparer(batch)
    holds.end(batch, HoldOutcome.POSTED, at=at)
    batch.entry = journal.post(entries.of_batch(batch, on=on), by=by)
    batch.state, batch.approved_by, batch.approved_at = BatchState.APPROVED, by, at
    batch.save(update_fields=["entry", "state", "approved_by", "approved_at"])
    batch.payouts.update(state=PayoutState.UNDER_WAY)
    return batch


@transaction.atomic
def export(batch: Batch, *, at: datetime) -> PayoutFile:
    """Write the batch's Zengin file and store its bytes; again gives the stored one.

    Raises NotApproved, and what `bank_file.content` refuses.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.approved_by_id is None:
        raise NotApproved(batch)
    file = bank_file.store(batch, at=at)
    if batch.state != BatchState.EXPORTED:
        batch.state = BatchState.EXPORTED
        batch.save(update_fields=["state"])
    return file


def _prepare(month: date, transfer_on: date, by: User, at: datetime) -> Batch:
    # Held until the payouts have their copies, so that nobody erases an account in between.
    payable = due.outlook(month, is_held=True).payable
    if not payable:
        raise NobodyToPay(month)
    if not bank_days.is_bank_day(transfer_on):
        raise zengin.NotABankDay(transfer_on)
    batch = Batch.objects.create(
        month=month,
        number=_next_number(month),
        commodity=COMMODITY,
        transfer_on=transfer_on,
        prepared_at=at,
        prepared_by=by,
    )
    payouts = [planned(batch, profile, gross) for profile, gross in payable]
    bank_file.content(batch, payouts)
    Payout.objects.bulk_create(payouts, batch_size=5_000)
    holds.place(payouts, commodity=COMMODITY, at=at)
    return batch


def _next_number(month: date) -> int:
    last = Batch.objects.filter(month=month, commodity=COMMODITY).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def planned(batch: Batch, profile: PayoutProfile, gross_minor: int) -> Payout:
    """One payout as it would be written down: what is withheld by law, where it goes."""
    withheld = tax.withheld_yen(gross_minor, payee=PAYEES[profile.payee_status], on=batch.transfer_on)
    return Payout(
        batch=batch,
        contributor_id=profile.contributor_id,
        key=keys.payout_key(month=batch.month, number=batch.number, contributor_id=profile.contributor_id),
        payee_status=profile.payee_status,
        gross_minor=gross_minor,
        withholding_minor=withheld,
        net_minor=gross_minor - withheld,
        paid_on=batch.transfer_on,
        sealed_key=profile.sealed_key,
        sealed_account=profile.sealed_account,
        account_ending=profile.account_ending,
    )
