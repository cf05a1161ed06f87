"""Holds: what is owed to somebody and promised to a payout already, so that nothing else can take it.

A hold is pending until it has its one end: posted with its batch's approval, voided with a dismissal, or expired
when the transfer day passed without approval. Afterwards the book itself keeps the money apart, under
`liabilities:transfers`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.models.book import Account
from ledger.models.payouts import Payout


class Hold(models.Model):
    """So much of a payable waits for a payout."""

    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, primary_key=True, related_name="hold")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    amount_minor = models.BigIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="hold_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"


class HoldOutcome(models.TextChoices):
    """How a hold ends."""

    POSTED = "posted", _("posted")
    VOIDED = "voided", _("voided")
    EXPIRED = "expired", _("expired")


class HoldEnd(models.Model):
    """The one end of a hold."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, primary_key=True, related_name="end")
    outcome = models.CharField(max_length=8, choices=HoldOutcome.choices)
    ended_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=HoldOutcome.values), name="hold_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.hold_id} {self.outcome}"
