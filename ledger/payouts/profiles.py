"""Payout profiles: a bank account, encrypted under a key of the contributor's own.

Each contributor's key lies wrapped by the organiser's (HENREI_PAYOUT_KEY); destroying the wrapped key erases the
account and leaves the book whole. Pages show the last three digits and nothing else.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from contributors.models import Contributor
from ledger.models import Batch, BatchState, Payout, PayoutProfile
from ledger.payouts import banks
from ledger.payouts.files import kana
from ledger.payouts.files.zengin import AccountKind
from ledger.payouts.tax import Payee

KINDS: dict[str, AccountKind] = {
    "ordinary": "ordinary",
    "current": "current",
    "savings": "savings",
    "other": "other",
}
HOLDER_WIDTH = 30
UNWRITTEN = (BatchState.PREPARED, BatchState.APPROVED)


class AccountNumberUnfit(ValueError):
    """A Japanese account number has up to seven digits, not all of them zero."""

    def __init__(self) -> None:
        super().__init__("the account number is not up to seven digits: look at the card or the passbook")


class AccountUnreadable(Exception):
    """The stored account cannot be decrypted with the organiser's key."""

    def __init__(self, contributor_id: int) -> None:
        super().__init__(
            f"the bank account of contributor {contributor_id} cannot be read with HENREI_PAYOUT_KEY:"
            " give the key it was written with, or have the account entered again"
        )
        self.contributor_id = contributor_id


class AccountStillNeeded(Exception):
    """A payout to the account is under way; erasing it now would stop the whole batch."""

    def __init__(self, contributor: Contributor, batch: Batch) -> None:
        super().__init__(
            f"batch {batch} is to pay contributor {contributor.pk}: export or dismiss it, then erase the account"
        )
        self.contributor = contributor
        self.batch = batch


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where a contributor's money goes. ``holder_kana`` is what the bank knows the holder by."""

    bank_code: str
    branch_code: str
    kind: AccountKind
    number: str
    holder_kana: str


def write(
    contributor: Contributor, account: BankAccount, *, payee_status: Payee = "resident", at: datetime
) -> PayoutProfile:
    """Store the contributor's account. The same account again changes nothing; an unreadable one is replaced.

    Raises banks.UnknownBank, banks.UnknownBranch, kana's refusals, AccountNumberUnfit.
    """
    _refuse_unfit(account)
    with transaction.atomic():
        known = PayoutProfile.objects.select_for_update().filter(contributor=contributor).first()
        if known is not None and known.payee_status == payee_status and _holds(known, account):
            return known
        return _store(contributor, account, payee_status, at)


@transaction.atomic
def erase(contributor: Contributor) -> int:
    """Destroy the keys of the contributor's account and of its copies beside payouts; how many there were.

    The book stays whole: payouts keep their amounts and the account's last three digits. Bank files that were
    written stay as they are, because a business keeps what it sent to its bank (seven years, Corporation Tax Act
    enforcement regulations, art. 59). Asked twice, done once. Raises AccountStillNeeded.
    """
    known = PayoutProfile.objects.select_for_update().filter(contributor=contributor).first()
    under_way = Batch.objects.filter(payouts__contributor=contributor, state__in=UNWRITTEN)
    needed = under_way.order_by("month", "number").first()
    if needed is not None:
        raise AccountStillNeeded(contributor, needed)
    if known is not None:
        known.delete()
    return (known is not None) + contributor.payouts.exclude(sealed_key=b"").update(sealed_key=b"")


def read(sealed: PayoutProfile | Payout) -> BankAccount:
    """The account on file, or the one a payout was prepared with, in the clear. Raises AccountUnreadable."""
    try:
        key = _organiser().decrypt(bytes(sealed.sealed_key))
        words = json.loads(Fernet(key).decrypt(bytes(sealed.sealed_account)))
    except InvalidToken as error:
        raise AccountUnreadable(sealed.contributor_id) from error
    return BankAccount(
        bank_code=str(words["bank_code"]),
        branch_code=str(words["branch_code"]),
        kind=KINDS[str(words["kind"])],
        number=str(words["number"]),
        holder_kana=str(words["holder_kana"]),
    )


def _holds(known: PayoutProfile, account: BankAccount) -> bool:
    try:
        return read(known) == account
    except AccountUnreadable:
        return False


def _refuse_unfit(account: BankAccount) -> None:
    banks.branch(account.bank_code, account.branch_code)
    kana.to_zengin_kana(account.holder_kana, width=HOLDER_WIDTH)
    number = account.number
    if not (number.isascii() and number.isdigit() and len(number) <= 7 and number.strip("0")):
        raise AccountNumberUnfit


def _store(contributor: Contributor, account: BankAccount, payee_status: Payee, at: datetime) -> PayoutProfile:
    key = Fernet.generate_key()
    sealed = Fernet(key).encrypt(json.dumps(asdict(account)).encode())
    profile, _is_new = PayoutProfile.objects.update_or_create(
        contributor=contributor,
        defaults={
            "payee_status": payee_status,
            "sealed_key": _organiser().encrypt(key),
            "sealed_account": sealed,
            "account_ending": account.number[-3:],
            "changed_at": at,
        },
    )
    return profile


def _organiser() -> Fernet:
    digest = hashlib.sha256(b"henrei payout profiles\n" + settings.HENREI_PAYOUT_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
