"""Pictures that may not be taken, in whatever disguise they come again: taken down, or somebody else's."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models.images import Fingerprint
from contributors.models.people import User


class BlockedBecause(models.TextChoices):
    """Why a picture is blocked."""

    TAKEN_DOWN = "taken_down", _("taken down")
    THIRD_PARTY = "third_party", _("somebody else's work")


class Block(models.Model):
    """One blocked picture, by what it is recognised by; lifting a block ends it and keeps the row."""

    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.PROTECT, related_name="blocks")
    because = models.CharField(max_length=12, choices=BlockedBecause.choices)
    note = models.CharField(max_length=500, blank=True)
    blocked_at = models.DateTimeField()
    blocked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(because__in=BlockedBecause.values), name="block_reason_is_known"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gt=F("blocked_at")),
                name="block_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(lifted_at__isnull=True), name="block_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.because}"
