"""The bank's file of a batch: written from the payouts, checked by an independent reader, stored as bytes.

Takes payouts with the accounts they were prepared with; gives bytes or a stored file, or refuses and stores
nothing. When a file may be written, and for whom, is `batches`' to say.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from ledger.models import Batch, Payout, PayoutFile
from ledger.payouts import banks, profiles
from ledger.payouts.files import zengin, zengin_validator


class FileRefused(Exception):
    """Our independent reader found faults in the file we wrote; it was not stored."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"the bank file does not pass its own check ({faults[0]}): nothing was stored")
        self.faults = faults


def content(batch: Batch, payouts: Sequence[Payout]) -> bytes:
    """The batch's Zengin file, the same bytes for the same payouts.

    Raises FileRefused, profiles.AccountUnreadable, and what zengin, banks and kana refuse.
    """
    written = zengin.write(payer(), [_transfer(payout) for payout in payouts], transfer_on=batch.transfer_on)
    checked = zengin_validator.check(written, written_on=batch.transfer_on)
    faults = [str(fault) for fault in checked if fault.weight == "error"]
    if faults:
        raise FileRefused(faults)
    return written


def store(batch: Batch, *, at: datetime) -> PayoutFile:
    """Write and store the batch's file; the one that was stored before. Raises what `content` raises."""
    known = batch.files.first()
    if known is not None:
        return known
    payouts = list(batch.payouts.order_by("key"))
    written = content(batch, payouts)
    return PayoutFile.objects.create(
        batch=batch,
        format="zengin",
        name=f"henrei-{batch}-zengin.txt",
        content=written,
        sha256=hashlib.sha256(written).digest(),
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


def _transfer(payout: Payout) -> zengin.Transfer:
    account = profiles.read(payout)
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
