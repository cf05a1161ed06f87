"""Statements: what a contributor is told of a month. Figures are fixed when the month closes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from contributors.models import Contributor
from ledger.models.book import Closing


class Statement(models.Model):
    """One month of one contributor in one commodity. ``number`` has no gaps; the paper is drawn once.

    ``token`` names it in public addresses, so that nobody can count through other people's statements.
    """

    number = models.PositiveBigIntegerField(unique=True)
    token = models.UUIDField(unique=True)
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="statements")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="statements")
    commodity = models.CharField(max_length=12)
    opening_minor = models.BigIntegerField()
    rewarded_minor = models.BigIntegerField()
    adjusted_minor = models.BigIntegerField()
    paid_out_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    canonical = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["closing", "contributor", "commodity"],
                condition=Q(corrects__isnull=True),
                name="statement_once_per_month",
            ),
            models.CheckConstraint(
                condition=Q(
                    closing_minor=models.F("opening_minor")
                    + models.F("rewarded_minor")
                    + models.F("adjusted_minor")
                    - models.F("paid_out_minor")
                ),
                name="statement_figures_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"No. {self.number}"


class StatementPaper(models.Model):
    """The PDF of a statement, drawn once and never again. The bytes lie in the store under ``stored_as``."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, primary_key=True, related_name="paper")
    language = models.CharField(max_length=2)
    sha256 = models.BinaryField(max_length=32)
    size_bytes = models.PositiveBigIntegerField()
    stored_as = models.CharField(max_length=300)
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.stored_as
