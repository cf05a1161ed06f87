"""The figures of a month's statements, read from the book and fixed when the month closes."""

import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from ledger.book import canonical, lock, periods
from ledger.models import Closing, Statement

# One row for each payable that moved in the month or was not empty at its beginning.
MOVEMENTS = """
SELECT account.contributor_id, account.commodity,
       -coalesce(sum(amount_minor) FILTER (WHERE entry.effective_on < %(month)s), 0)::bigint,
       -coalesce(sum(amount_minor) FILTER (WHERE entry.effective_on >= %(month)s
                                           AND entry.kind = 'settlement'), 0)::bigint,
       -coalesce(sum(amount_minor) FILTER (WHERE entry.effective_on >= %(month)s
                                           AND entry.kind IN ('adjustment', 'reversal')), 0)::bigint,
       coalesce(sum(amount_minor) FILTER (WHERE entry.effective_on >= %(month)s
                                          AND entry.kind IN ('payout', 'returned')), 0)::bigint
FROM ledger_posting posting
JOIN ledger_entry entry ON entry.id = posting.entry_id
JOIN ledger_account account ON account.id = posting.account_id
WHERE account.kind = 'payable' AND entry.effective_on < %(month_after)s
GROUP BY account.contributor_id, account.commodity
HAVING bool_or(entry.effective_on >= %(month)s)
    OR sum(amount_minor) FILTER (WHERE entry.effective_on < %(month)s) <> 0
ORDER BY account.contributor_id, account.commodity
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened on one payable in a month, as the payee sees it: positive is owed to them."""

    contributor_id: int
    commodity: str
    opening_minor: int
    rewarded_minor: int
    adjusted_minor: int
    paid_out_minor: int


@transaction.atomic
def draw_up(closing: Closing) -> int:
    """Fix the statements of a closed month and return how many there are. Asked twice, done once."""
    lock.hold("statements", "numbers")
    known = Statement.objects.filter(closing=closing).count()
    if known:
        return known
    first = (Statement.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    rows = [_statement(closing, number, movement) for number, movement in enumerate(movements(closing), start=first)]
    Statement.objects.bulk_create(rows, batch_size=5_000)
    return len(rows)


def movements(closing: Closing) -> list[Movement]:
    """Every payable's month, in order of contributor and commodity."""
    month = closing.period_id
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, {"month": month, "month_after": periods.month_after(month)})
        return [Movement(*row) for row in cursor.fetchall()]


def _statement(closing: Closing, number: int, moved: Movement) -> Statement:
    figures = canonical.StatementFigures(
        number=number,
        month=closing.period_id,
        contributor_id=moved.contributor_id,
        commodity=moved.commodity,
        opening_minor=moved.opening_minor,
        rewarded_minor=moved.rewarded_minor,
        adjusted_minor=moved.adjusted_minor,
        paid_out_minor=moved.paid_out_minor,
        closing_minor=moved.opening_minor + moved.rewarded_minor + moved.adjusted_minor - moved.paid_out_minor,
    )
    return Statement(
        number=number,
        token=uuid.uuid4(),
        closing=closing,
        contributor_id=moved.contributor_id,
        commodity=moved.commodity,
        opening_minor=figures.opening_minor,
        rewarded_minor=figures.rewarded_minor,
        adjusted_minor=figures.adjusted_minor,
        paid_out_minor=figures.paid_out_minor,
        closing_minor=figures.closing_minor,
        canonical=canonical.statement(figures),
    )
