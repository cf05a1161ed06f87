"""What an organiser set about the guidelines: versions, each whole, added and never changed.

The newest version is in force. PostgreSQL refuses to change or to take away what stands, and a ruling that comes
after its version (migration 0006).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models.people import User


class Guidelines(models.Model):
    """One version: the bounds, who set it, when and why. Its rulings are rows of their own."""

    number = models.PositiveIntegerField(unique=True)
    least_edge_px = models.PositiveIntegerField()
    good_edge_px = models.PositiveIntegerField()
    most_bytes = models.PositiveBigIntegerField()
    most_ratio = models.PositiveIntegerField()
    least_quality = models.PositiveSmallIntegerField()
    public_domain = ArrayField(models.CharField(max_length=100))
    note = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="guidelines_begin_with_one"),
            models.CheckConstraint(
                condition=Q(least_edge_px__gte=1) & Q(good_edge_px__gte=F("least_edge_px")),
                name="guidelines_edges_in_order",
            ),
            models.CheckConstraint(condition=Q(most_bytes__gte=1), name="guidelines_let_a_file_in"),
            models.CheckConstraint(condition=Q(most_ratio__gte=1), name="guidelines_let_a_shape_in"),
            models.CheckConstraint(condition=Q(least_quality__lte=100), name="guidelines_quality_within_100"),
            models.CheckConstraint(condition=~Q(public_domain=[]), name="guidelines_name_a_licence"),
        ]

    def __str__(self) -> str:
        return f"guidelines {self.number}"


class Weight(models.TextChoices):
    """What a rule does when it finds something amiss."""

    OFF = "off", _("nothing: it is switched off")
    WARN = "warn", _("warn the reviewer")
    FAIL = "fail", _("fail the picture")


class Ruling(models.Model):
    """One rule within one version: how grave it is, and the organiser's own words for it."""

    guidelines = models.ForeignKey(Guidelines, on_delete=models.PROTECT, related_name="rulings")
    rule = models.CharField(max_length=60)
    weight = models.CharField(max_length=4, choices=Weight.choices)
    text_ja = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guidelines", "rule"], name="ruling_once_per_rule"),
            models.CheckConstraint(condition=Q(weight__in=Weight.values), name="ruling_weight_is_known"),
            models.CheckConstraint(condition=~Q(rule=""), name="ruling_names_its_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.weight}"
