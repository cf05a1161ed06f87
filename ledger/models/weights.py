"""Comparisons of weight files: evidence that a run began from scratch, and what known fine-tunes come to.

A comparison without a label is of the run's own weights. One with a label is of a known fine-tune, for setting beside:
beside its run, or beside every run where it names none. Rows are added and never changed.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributors.models import User
from ledger.models.training import Run


class WeightComparison(models.Model):
    """Two files that were compared, by name and digest; of what could not be paired, the numbers."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="weight_comparisons")
    label = models.CharField(max_length=200, blank=True)
    first_name = models.CharField(max_length=300)
    second_name = models.CharField(max_length=300)
    first_sha256 = models.BinaryField(max_length=32)
    second_sha256 = models.BinaryField(max_length=32)
    only_in_first = models.PositiveIntegerField()
    only_in_second = models.PositiveIntegerField()
    other_shape = models.PositiveIntegerField()
    not_weights = models.PositiveIntegerField()
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "label", "first_sha256", "second_sha256"],
                nulls_distinct=False,
                name="weight_comparison_recorded_once",
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False) | ~Q(label=""), name="weight_comparison_is_of_a_run_or_labelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name}, {self.second_name}"


class WeightPart(models.Model):
    """What one part of the model came to, or all of it. No cosine where one side is zero throughout."""

    class Of(models.TextChoices):
        """Which part."""

        VAE = "vae", _("VAE")
        UNET = "unet", _("U-Net")
        TEXT_ENCODER = "text_encoder", _("text encoder")
        OTHER = "other", _("other")
        ALL = "all", _("in all")

    comparison = models.ForeignKey(WeightComparison, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=12, choices=Of.choices)
    tensors = models.PositiveIntegerField()
    numbers = models.PositiveBigIntegerField()
    cosine = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comparison", "part"], name="weight_part_told_once"),
            models.CheckConstraint(
                condition=Q(part__in=["vae", "unet", "text_encoder", "other", "all"]), name="weight_part_is_known"
            ),
            models.CheckConstraint(condition=Q(tensors__gte=1), name="weight_part_of_something"),
            models.CheckConstraint(
                condition=Q(cosine__isnull=True) | Q(cosine__gte=-1, cosine__lte=1), name="weight_part_cosine_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.cosine}"
