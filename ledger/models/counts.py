"""What a run's usage comes to by drawer, contributor and source: derived, and drawn up anew after each matching."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from contributors.models import Contributor, Source
from ledger.models.training import Drawer, Run


class UsageCount(models.Model):
    """One sum: distinct pictures, samples and exposures. Whose refused pictures are is not told apart.

    ``matching_number`` is the matching that was counted; rows of an earlier one are no longer true.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="usage_counts")
    matching_number = models.BigIntegerField()
    drawer = models.CharField(max_length=8, choices=Drawer.choices)
    reason = models.CharField(max_length=40, blank=True)
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="usage_counts")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="usage_counts")
    images = models.PositiveBigIntegerField()
    samples = models.PositiveBigIntegerField()
    exposures = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "drawer", "reason", "contributor", "source"],
                nulls_distinct=False,
                name="usage_count_once",
            ),
            models.CheckConstraint(
                condition=Q(drawer="credited", contributor__isnull=False, source__isnull=True, reason="")
                | Q(drawer="source", contributor__isnull=True, source__isnull=False, reason="")
                | (Q(drawer="refused", contributor__isnull=True, source__isnull=True) & ~Q(reason="")),
                name="usage_count_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawer} {self.reason}: {self.images}"
