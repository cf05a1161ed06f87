"""The double-entry book: accounts, entries and their postings, months and their seals.

Amounts are signed integers in minor units, debit positive. What the tables below cannot say as a constraint,
the guards beside the migrations say in SQL; the application role may only read and add.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contributors.models import Contributor, User


class AccountKind(models.TextChoices):
    """What an account is for. A payable is a liability towards one contributor."""

    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    PAYABLE = "payable", _("payable")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")
    EQUITY = "equity", _("equity")


class Account(models.Model):
    """One account in one commodity."""

    code = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    commodity = models.CharField(max_length=12)
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="accounts")
    advance_allowed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "commodity"], name="account_opened_once"),
            models.UniqueConstraint(fields=["id", "commodity"], name="account_has_one_commodity"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="payable", contributor__isnull=False)
                | (~Q(kind="payable") & Q(contributor__isnull=True)),
                name="account_payable_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.commodity}"


class Period(models.Model):
    """A calendar month, Asia/Tokyo, named by its first day."""

    month = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class EntryKind(models.TextChoices):
    """What happened."""

    SETTLEMENT = "settlement", _("rewards of a run")
    PAYOUT = "payout", _("payout batch approved")
    PAID = "paid", _("paid by the bank")
    RETURNED = "returned", _("failed or returned by the bank")
    ADJUSTMENT = "adjustment", _("adjustment")
    REVERSAL = "reversal", _("reversal")


class Entry(models.Model):
    """One fact of the book. (scope, key) names the business fact; ``request_sha256`` its content."""

    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request_sha256 = models.BinaryField(max_length=32)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="entries")
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    leg_count = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "key"], name="entry_posted_once"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_is_known"),
            models.CheckConstraint(condition=Q(leg_count__gte=2), name="entry_has_two_legs"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="entry_reversal_names_its_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class Posting(models.Model):
    """One leg of an entry. ``leg`` counts from 1."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings", db_index=False)
    leg = models.PositiveIntegerField()
    # Its foreign key is posting_in_its_accounts_commodity, over account and commodity (guard 5), and so is its index.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="postings", db_index=False, db_constraint=False
    )
    commodity = models.CharField(max_length=12)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "leg"], name="posting_once_per_leg"),
            models.CheckConstraint(condition=Q(leg__gte=1), name="posting_legs_count_from_one"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="posting_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"


class Closing(models.Model):
    """A month is closed: it takes no further entry."""

    period = models.OneToOneField(Period, on_delete=models.PROTECT, primary_key=True, related_name="closing")
    entries = models.PositiveBigIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.period} closed"


class Seal(models.Model):
    """The head of a closed month: a Merkle root (RFC 6962) over its leaves, chained to the month before."""

    closing = models.OneToOneField(Closing, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    tree_size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    previous_head = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32, unique=True)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.head).hex()[:12]


class SealLeaf(models.Model):
    """One leaf of a seal: the canonical bytes as they were when the month was sealed."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves")
    index = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=[("entry", _("entry")), ("statement", _("statement"))])
    subject_id = models.BigIntegerField()
    canonical = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seal", "index"], name="seal_leaf_once_per_place"),
            models.UniqueConstraint(fields=["kind", "subject_id"], name="seal_leaf_once_per_subject"),
            models.CheckConstraint(condition=Q(kind__in=["entry", "statement"]), name="seal_leaf_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
