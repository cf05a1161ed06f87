"""Slips: each asks for one file to be read and carries what was read, until whoever asked has made use of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class AskedBy(models.TextChoices):
    """Which work a file is read for."""

    DECIDE = "decide"
    REHASH = "rehash"
    EXAMINE = "examine"


class Slip(models.Model):
    """One file to be read under one load rule. Nothing of it lasts: without it, the file is read again.

    ``answer`` is what `notation` writes, ``trouble`` why a worker could not read it. ``begun`` counts workers that
    began and came to no end, so that a file which kills its readers is noticed.
    """

    sha256 = models.BinaryField(max_length=32)
    load_rule = models.CharField(max_length=32)
    size_bytes = models.PositiveBigIntegerField()
    asked_by = models.CharField(max_length=8, choices=AskedBy.choices)
    answer = models.BinaryField(null=True)
    trouble = models.CharField(max_length=500, blank=True)
    begun = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "load_rule"], name="slip_once_per_file_and_rule"),
            models.CheckConstraint(condition=Q(asked_by__in=AskedBy.values), name="slip_asker_is_known"),
            models.CheckConstraint(condition=Q(answer__isnull=True) | Q(trouble=""), name="slip_answered_or_troubled"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(answer__isnull=True, trouble=""), name="slip_unread"),
        ]

    def __str__(self) -> str:
        return bytes(self.sha256).hex()[:12]
