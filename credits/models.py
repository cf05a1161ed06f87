"""Editions of the credits: who is thanked, for which run, with how many images.

An edition fixes who and how many. Names are always read from the person's newest choice, so that a withdrawn
name is gone from every past page at once.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from contributors.models import Contributor, Source, User
from ledger.models import Run


class Edition(models.Model):
    """One published state of the credits."""

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    runs = models.ManyToManyField(Run, related_name="editions")
    content_sha256 = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"No. {self.number}"


class Credit(models.Model):
    """One thank-you: to a contributor or to a source, for one run, by number of images."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="credits")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="credits")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="credits")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="credits")
    images = models.PositiveBigIntegerField()
    exposures = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "run", "contributor"], name="credit_once_per_contributor"),
            models.UniqueConstraint(fields=["edition", "run", "source"], name="credit_once_per_source"),
            models.CheckConstraint(
                condition=Q(contributor__isnull=False, source__isnull=True)
                | Q(contributor__isnull=True, source__isnull=False),
                name="credit_thanks_one",
            ),
            models.CheckConstraint(condition=Q(images__gte=1), name="credit_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.contributor or self.source}: {self.images}"
