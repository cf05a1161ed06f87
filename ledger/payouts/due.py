"""Who is to be paid for a month: what was owed at its end and still is, to whom there is an account for.

Reads the book and the accounts on file; changes nothing. Writing payouts down is `batches`' business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from ledger.book import balances, periods
from ledger.models import PayoutProfile
from ledger.payouts import holds

COMMODITY = "JPY"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What preparing a month would do, before anything is fixed."""

    payable: Sequence[tuple[PayoutProfile, int]]
    below_minimum: int
    without_account: int


def outlook(month: date, *, is_held: bool = False) -> Outlook:
    """Who would be paid what for ``month``. ``is_held`` keeps the accounts as they are until the transaction ends."""
    due = owed_at_end(month)
    enough = {key: amount for key, amount in due.items() if amount >= settings.HENREI_MINIMUM_PAYOUT_MINOR}
    accounts = {profile.contributor_id: profile for profile in _accounts(list(enough), is_held)}
    payable = [(accounts[key], enough[key]) for key in sorted(enough) if key in accounts]
    return Outlook(payable, len(due) - len(enough), len(enough) - len(payable))


def owed_at_end(month: date) -> dict[int, int]:
    """By contributor: what was owed at the end of ``month`` and is in no payout since, in minor units."""
    then = balances.owed_by_contributor(COMMODITY, before=periods.month_after(month))
    now = balances.owed_by_contributor(COMMODITY)
    held = holds.pending(COMMODITY)
    due = {key: min(amount, now.get(key, 0)) - held.get(key, 0) for key, amount in then.items()}
    return {key: amount for key, amount in due.items() if amount > 0}


def _accounts(contributor_ids: Sequence[int], is_held: bool) -> QuerySet[PayoutProfile]:
    """Of these people, in order of id; one whose key was destroyed is no account."""
    found = PayoutProfile.objects.filter(contributor_id__in=contributor_ids).exclude(sealed_key=b"").order_by("id")
    return found.select_for_update() if is_held else found.select_related("contributor")
