"""What others wrote down about a run: catalogues of its pictures, and how often settings meant to use them.

Shown beside what was measured. Nothing is ever paid by it: no reward reads these tables.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ledger.models.training import Run


class CatalogueReading(models.Model):
    """One catalogue held against a run and against the pictures here; counts are of distinct digests."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="catalogues")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    samples = models.PositiveBigIntegerField()
    without_digest = models.PositiveBigIntegerField()
    digests = models.PositiveBigIntegerField()
    seen = models.PositiveBigIntegerField()
    accepted = models.PositiveBigIntegerField()
    unknown = models.PositiveBigIntegerField()
    seen_unknown = models.PositiveBigIntegerField()
    uncatalogued = models.PositiveBigIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "name"], name="catalogue_read_once_per_name"),
            models.CheckConstraint(
                condition=Q(seen__lte=F("digests"), unknown__lte=F("digests"), accepted__lte=F("digests")),
                name="catalogue_counts_its_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeclaredUse(models.Model):
    """One folder of a trainer's settings: how often each of its pictures was meant to be seen, and how often they were.

    ``repeats`` are per epoch. Where no sample of the run lies in a folder of that name, nothing is measured.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="declared_uses")
    name = models.CharField(max_length=300)
    trainer = models.CharField(max_length=20)
    folder = models.CharField(max_length=1000)
    repeats = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    epochs = models.PositiveBigIntegerField(null=True)
    stage = models.CharField(max_length=100, blank=True)
    component = models.CharField(max_length=20, blank=True)
    pictures = models.PositiveBigIntegerField()
    measured = models.PositiveBigIntegerField()
    fewest = models.PositiveBigIntegerField()
    most = models.PositiveBigIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "trainer", "folder", "stage", "component"], name="declared_once_per_folder_and_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainer}: {self.folder}"

    @property
    def declared(self) -> Decimal | None:
        """How often the pictures that were seen should have been, as declared; None where the settings fix it not."""
        return None if self.repeats is None or self.epochs is None else self.repeats * self.epochs * self.pictures

    @property
    def difference(self) -> Decimal | None:
        """How much oftener they were really seen."""
        return None if self.declared is None else self.measured - self.declared
