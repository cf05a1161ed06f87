"""What the book adds up to, kept beside it: each month's balances, and tallies that make old sums cheap.

Both are written by functions of the owner alone. A month's balances are part of the book: opening, moved, closing.
Tallies are worth nothing but time: without them every question has the same answer, later.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ledger.models.book import Account, Closing


class TransactionIdField(models.Field[int, int]):
    """PostgreSQL's xid8: the number of a transaction, which never comes again in one cluster."""

    def db_type(self, connection: object) -> str:
        """As PostgreSQL calls it."""
        return "xid8"


class MonthBalance(models.Model):
    """One account in one closed month, debit positive: what it began with, what moved, what it ended with.

    An account has a row for each month that moved it or found something on it. The composite foreign key in
    guards/0010/07_periods.sql says that it begins with what the closed month before ended with.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="months", db_index=False)
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="balances")
    previous = models.ForeignKey(
        Closing, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    opening_minor = models.BigIntegerField()
    debited_minor = models.BigIntegerField()
    credited_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "closing"], name="month_balance_once"),
            models.UniqueConstraint(fields=["account", "closing", "closing_minor"], name="month_balance_to_carry"),
            models.CheckConstraint(
                condition=Q(closing_minor=F("opening_minor") + F("debited_minor") - F("credited_minor")),
                name="month_balance_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(debited_minor__gte=0, credited_minor__gte=0), name="month_balance_moves_both_ways"
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=False) | Q(opening_minor=0), name="month_balance_begins_at_nothing"
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | Q(previous__lt=F("closing")), name="month_balance_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.closing_id:%Y-%m}: {self.closing_minor}"


class Tally(models.Model):
    """What one account's postings of one effective day add up to, over transactions that are finished.

    ``cluster`` is the server's own number: transactions of another server say nothing here.
    """

    cluster = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    from_xid = TransactionIdField()
    last_xid = TransactionIdField()
    effective_on = models.DateField()
    postings = models.PositiveBigIntegerField()
    amount_minor = models.DecimalField(max_digits=40, decimal_places=0)
    first_recorded_at = models.DateTimeField()
    last_recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "cluster", "from_xid", "effective_on"], name="tally_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.effective_on}: {self.amount_minor} in {self.postings} postings"


class Tallied(models.Model):
    """Up to here, and not beyond, transactions were looked at for tallies."""

    cluster = models.BigIntegerField()
    until_xid = TransactionIdField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cluster", "until_xid"], name="tallied_once"),
        ]

    def __str__(self) -> str:
        return f"before transaction {self.until_xid}"
