"""Balances as sums of postings: the trial balance, and what is owed to whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from ledger.models import Account, Posting


@dataclass(frozen=True, slots=True)
class Balance:
    """One account's balance in minor units, debit positive."""

    account: str
    commodity: str
    amount_minor: int


def trial_balance(*, before: date | None = None) -> list[Balance]:
    """Every account's balance over entries effective before the day ``before`` (all where it is None).

    The balances of each commodity add up to zero.
    """
    sums = _until(before).values("account__code", "commodity").annotate(total=Sum("amount_minor"))
    ordered = sums.order_by("account__code", "commodity")
    return [Balance(row["account__code"], row["commodity"], row["total"]) for row in ordered]


def owed_by_contributor(commodity: str, *, before: date | None = None) -> dict[int, int]:
    """What is owed to each contributor, in minor units, by contributor id; nobody at zero is named."""
    payable = _until(before).filter(account__kind="payable", commodity=commodity)
    sums = payable.values_list("account__contributor_id").annotate(total=Sum("amount_minor"))
    return {contributor_id: -total for contributor_id, total in sums if contributor_id is not None and total}


def owed_to(contributor_id: int, commodity: str) -> int:
    """What is owed to one contributor now, in minor units."""
    payable = Posting.objects.filter(
        account__contributor_id=contributor_id, account__kind="payable", commodity=commodity
    )
    return -(payable.aggregate(total=Sum("amount_minor"))["total"] or 0)


def commodities() -> list[str]:
    """Every commodity that has an account."""
    return sorted(set(Account.objects.values_list("commodity", flat=True)))


def _until(before: date | None) -> QuerySet[Posting]:
    postings = Posting.objects.all()
    return postings if before is None else postings.filter(entry__effective_on__lt=before)
