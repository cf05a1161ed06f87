"""What the checks found about an image, and what people decided. Rows are added, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contributors.models.images import Image
from contributors.models.people import User


class Level(models.TextChoices):
    """How much a finding weighs."""

    PASS = "pass", _("pass")
    WARN = "warn", _("look")
    FAIL = "fail", _("fail")


class Finding(models.Model):
    """One answer of one check about one image, under one version of the guidelines."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="findings")
    guidelines = models.CharField(max_length=32)
    check_name = models.CharField(max_length=60)
    level = models.CharField(max_length=4, choices=Level.choices)
    evidence = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "guidelines", "check_name"], name="finding_once_per_check"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="finding_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.level}"


class Decision(models.TextChoices):
    """What a review decided."""

    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    WITHDRAW = "withdraw", _("withdraw")
    REOPEN = "reopen", _("reopen")


class Review(models.Model):
    """One decision about one image, by somebody, at a moment. ``category``: what an accepted one was taken in as.

    ``sweep`` is the same for all that were decided at once.
    """

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    reason = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    sweep = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sweep"], condition=Q(sweep__isnull=False), name="review_by_sweep"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="review_decision_is_known"),
            models.CheckConstraint(
                condition=~Q(decision="decline") | ~Q(reason=""), name="review_declines_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(decision="accept") | Q(category=""), name="review_categorises_what_it_accepts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.image_id}"
