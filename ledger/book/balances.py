"""Balances as sums of postings: the trial balance, what is owed to whom, and one account at any moment.

A moment has two axes. The effective day says what an entry counts for; `recorded_at` says when the book learned of
it, which is when its transaction began. Both bounds are open: what is effective on the day or recorded at the moment
is left out. None leaves an axis unbounded.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case, Count, F, QuerySet, Sum, Value, When

from ledger.models import Account, Posting

PAYABLES = "liabilities:payable"


@dataclass(frozen=True, slots=True)
class Balance:
    """One account's balance in minor units, debit positive."""

    account: str
    commodity: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trial balance in short, over so many accounts, in minor units, debit positive."""

    code: str
    commodity: str
    amount_minor: int
    accounts: int


def trial_balance(*, effective_before: date | None = None, recorded_before: datetime | None = None) -> list[Balance]:
    """Every account's balance over the entries before both bounds; an account without any is not named.

    The balances of each commodity add up to zero.
    """
    postings = _before(effective_before, recorded_before)
    sums = postings.values("account__code", "commodity").annotate(total=Sum("amount_minor"))
    ordered = sums.order_by("account__code", "commodity")
    return [Balance(row["account__code"], row["commodity"], row["total"]) for row in ordered]


def in_short(*, effective_before: date | None = None, recorded_before: datetime | None = None) -> list[Line]:
    """The trial balance with all payables in one line for each commodity: what a page can show."""
    code = Case(When(account__kind="payable", then=Value(PAYABLES)), default=F("account__code"))
    postings = _before(effective_before, recorded_before).annotate(code=code)
    sums = postings.values("code", "commodity").annotate(
        total=Sum("amount_minor"), accounts=Count("account_id", distinct=True)
    )
    ordered = sums.order_by("commodity", "code")
    return [Line(row["code"], row["commodity"], row["total"], row["accounts"]) for row in ordered]


def as_of(account: Account, *, effective_before: date | None = None, recorded_before: datetime | None = None) -> int:
    """One account's balance over the entries before both bounds, in minor units, debit positive.

    Old sums come from tallies, so that millions of postings cost no more than thousands.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT balance_as_of(%s, %s, %s)", [account.pk, effective_before, recorded_before])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def owed_by_contributor(commodity: str, *, before: date | None = None) -> dict[int, int]:
    """What is owed to each contributor, in minor units, by contributor id; nobody at zero is named."""
    payable = _before(before, None).filter(account__kind="payable", commodity=commodity)
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


def _before(effective_before: date | None, recorded_before: datetime | None) -> QuerySet[Posting]:
    postings = Posting.objects.all()
    if effective_before is not None:
        postings = postings.filter(entry__effective_on__lt=effective_before)
    if recorded_before is not None:
        postings = postings.filter(entry__recorded_at__lt=recorded_before)
    return postings
