"""Payout batches: prepared by one person, approved by another, exported once as a file of fixed bytes.

Preparing writes down who is to be paid what; approving posts it; exporting writes the bank file, has an
independent reader check it, and stores its bytes. Each step asked twice is done once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from contributors.models import User
from ledger.book import balances, chart, journal, lock, periods
from ledger.models import (
    Batch,
    BatchState,
    Closing,
    EntryKind,
    Payout,
    PayoutFile,
    PayoutProfile,
    PayoutState,
)
from ledger.payouts import bank_days, banks, keys, profiles, tax
from ledger.payouts.files import zengin, zengin_validator
from ledger.payouts.tax import Payee

COMMODITY = "JPY"
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


class FileRefused(Exception):
    """Our independent reader found faults in the file we wrote; it was not stored."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"the bank file does not pass its own check ({faults[0]}): nothing was stored")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Outlook:
    """What preparing a month would do, before anything is fixed."""

    payable: Sequence[tuple[PayoutProfile, int]]
    below_minimum: int
    without_account: int


def outlook(month: date) -> Outlook:
    """Who would be paid what for ``month``: what was owed at its end and still is."""
    due = owed_at_end(month)
    found = PayoutProfile.objects.filter(contributor_id__in=due).select_related("contributor")
    accounts = {profile.contributor_id: profile for profile in found}
    enough = {key: amount for key, amount in due.items() if amount >= settings.HENREI_MINIMUM_PAYOUT_MINOR}
    payable = [(accounts[key], enough[key]) for key in sorted(enough) if key in accounts]
    return Outlook(payable, len(due) - len(enough), len(enough) - len(payable))


def owed_at_end(month: date) -> dict[int, int]:
    """By contributor: what was owed at the end of ``month`` and is in no payout since, in minor units."""
    then = balances.owed_by_contributor(COMMODITY, before=periods.month_after(month))
    now = balances.owed_by_contributor(COMMODITY)
    planned = _planned()
    due = {key: min(amount, now.get(key, 0)) - planned.get(key, 0) for key, amount in then.items()}
    return {key: amount for key, amount in due.items() if amount > 0}


def _planned() -> dict[int, int]:
    """What batches that wait for approval will pay each contributor; the book does not know of it yet."""
    waiting = Payout.objects.filter(batch__commodity=COMMODITY, batch__state=BatchState.PREPARED)
    return dict(waiting.values_list("contributor_id").annotate(total=Sum("gross_minor")).order_by("contributor_id"))


@transaction.atomic
def prepare(month: date, *, transfer_on: date, by: User, at: datetime) -> Batch:
    """Write down the payouts of a closed month. Asked twice, done once. Raises MonthStillOpen, NobodyToPay,
    zengin.NotABankDay."""
    if not Closing.objects.filter(period_id=month).exists():
        raise MonthStillOpen(month)
    lock.hold("payouts", "prepare")
    known = Batch.objects.filter(month=month, commodity=COMMODITY).first()
    if known is not None:
        return known
    return _prepare(month, transfer_on, by, at)


def of_month(month: date) -> Batch:
    """The batch of a month. Raises NoBatch."""
    batch = Batch.objects.filter(month=month, commodity=COMMODITY).first()
    if batch is None:
        raise NoBatch(month)
    return batch


@transaction.atomic
def approve(batch: Batch, *, by: User, on: date, at: datetime) -> Batch:
    """Approve and post the batch, effective ``on``. Asked twice, done once.

    Raises ApprovedByPreparer; journal.EntryRefused (payable_not_overdrawn, period_closed).
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.PREPARED:
        return batch
    if batch.prepared_by_id == by.pk:
        raise ApprovedByPreparer(batch)
    batch.entry = journal.post(_draft(batch, on), by=by)
    batch.state, batch.approved_by, batch.approved_at = BatchState.APPROVED, by, at
    batch.save(update_fields=["entry", "state", "approved_by", "approved_at"])
    batch.payouts.update(state=PayoutState.UNDER_WAY)
    return batch


@transaction.atomic
def export(batch: Batch, *, at: datetime) -> PayoutFile:
    """Write the batch's Zengin file and store its bytes; again gives the stored one.

    Raises NotApproved, FileRefused.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == BatchState.PREPARED:
        raise NotApproved(batch)
    known = batch.files.first()
    if known is not None:
        return known
    file = _write_file(batch, at)
    batch.state = BatchState.EXPORTED
    batch.save(update_fields=["state"])
    return file


def _prepare(month: date, transfer_on: date, by: User, at: datetime) -> Batch:
    payable = outlook(month).payable
    if not payable:
        raise NobodyToPay(month)
    if not bank_days.is_bank_day(transfer_on):
        raise zengin.NotABankDay(transfer_on)
    batch = Batch.objects.create(
        month=month, commodity=COMMODITY, transfer_on=transfer_on, prepared_at=at, prepared_by=by
    )
    payouts = [_payout(batch, profile, gross) for profile, gross in payable]
    _refuse_beyond_file(payouts)
    Payout.objects.bulk_create(payouts)
    return batch


def _refuse_beyond_file(payouts: Sequence[Payout]) -> None:
    """What the bank's file has no room for is refused before anybody approves it."""
    if len(payouts) > zengin.MOST_TRANSFERS:
        raise zengin.TooManyTransfers(len(payouts))
    for payout in payouts:
        if not 1 <= payout.net_minor <= zengin.MOST_YEN_IN_ONE:
            raise zengin.AmountDoesNotFit(payout.key, payout.net_minor)
    total_yen = sum(payout.net_minor for payout in payouts)
    if total_yen > zengin.MOST_YEN_IN_ALL:
        raise zengin.TotalDoesNotFit(total_yen)


def _payout(batch: Batch, profile: PayoutProfile, gross_minor: int) -> Payout:
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
    )


def _draft(batch: Batch, on: date) -> journal.Draft:
    payouts = list(batch.payouts.order_by("contributor_id"))
    withheld = sum(payout.withholding_minor for payout in payouts)
    borne = sum(payout.fee_minor for payout in payouts)
    net = sum(payout.net_minor for payout in payouts)
    credited = [
        (chart.transfers(COMMODITY), net),
        (chart.withholding(COMMODITY), withheld),
        (chart.fees(COMMODITY), borne),
    ]
    return journal.Draft(
        kind=EntryKind.PAYOUT,
        scope="payout-batch",
        key=str(batch),
        effective_on=on,
        legs=[
            *(journal.Leg(chart.payable(payout.contributor_id, COMMODITY), payout.gross_minor) for payout in payouts),
            *(journal.Leg(account, -amount) for account, amount in credited if amount),
        ],
        note=f"payouts {batch}",
    )


def _write_file(batch: Batch, at: datetime) -> PayoutFile:
    payouts = list(batch.payouts.order_by("key"))
    content = zengin.write(payer(), _transfers(payouts), transfer_on=batch.transfer_on)
    checked = zengin_validator.check(content, written_on=batch.transfer_on)
    faults = [str(fault) for fault in checked if fault.weight == "error"]
    if faults:
        raise FileRefused(faults)
    return PayoutFile.objects.create(
        batch=batch,
        format="zengin",
        name=f"henrei-{batch}-zengin.txt",
        content=content,
        sha256=hashlib.sha256(content).digest(),
        payouts=len(payouts),
        total_minor=sum(payout.net_minor for payout in payouts),
        written_at=at,
    )


def payer() -> zengin.Payer:
    """Who pays, from the settings: ``bank-branch-kind-number``, the bank's code for us, and our name in kana."""
    bank_code, branch_code, kind, number = settings.HENREI_PAYER_ACCOUNT.split("-")
    return zengin.Payer(
        code=settings.HENREI_PAYER_CODE,
        name_kana=settings.HENREI_PAYER_KANA,
        bank_code=bank_code,
        bank_name_kana=banks.bank(bank_code).kana,
        branch_code=branch_code,
        branch_name_kana=banks.branch(bank_code, branch_code).kana,
        account_kind="current" if kind == "current" else "ordinary",
        account_number=number,
    )


def _transfers(payouts: Sequence[Payout]) -> list[zengin.Transfer]:
    found = PayoutProfile.objects.filter(contributor__payouts__in=payouts)
    accounts = {profile.contributor_id: profiles.read(profile) for profile in found}
    return [_transfer(payout, accounts[payout.contributor_id]) for payout in payouts]


def _transfer(payout: Payout, account: profiles.BankAccount) -> zengin.Transfer:
    return zengin.Transfer(
        key=payout.key,
        bank_code=account.bank_code,
        bank_name_kana=banks.bank(account.bank_code).kana,
        branch_code=account.branch_code,
        branch_name_kana=banks.branch(account.bank_code, account.branch_code).kana,
        account_kind=account.kind,
        account_number=account.number,
        holder_kana=account.holder_kana,
        amount_yen=payout.net_minor,
    )
