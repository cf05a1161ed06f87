"""Likenesses: given pictures that an unknown digest of a run probably is, and what people said after looking."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributors.models import Image, User
from ledger.models.training import Run


class Hint(models.TextChoices):
    """Which hash of a manifest a likeness was found by."""

    PDQ = "pdq", _("PDQ")
    PHASH = "phash", _("phash")


class LikenessSearch(models.Model):
    """What the last search over a run's unknown digests asked and found. ``left_out`` were beyond its bounds."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="likeness_search")
    unknown = models.PositiveBigIntegerField()
    left_out = models.PositiveBigIntegerField()
    searched = models.PositiveBigIntegerField()
    without_hint = models.PositiveBigIntegerField()
    found = models.PositiveBigIntegerField()
    not_kept = models.PositiveBigIntegerField()
    searched_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(unknown=models.F("left_out") + models.F("searched") + models.F("without_hint")),
                name="likeness_search_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.found}"


class Likeness(models.Model):
    """One unknown digest and one given picture that its hint is near to. A hint is somebody's word, never evidence."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="likenesses")
    sha256 = models.BinaryField(max_length=32)
    sample_id = models.TextField()
    exposures = models.PositiveBigIntegerField()
    hint = models.CharField(max_length=5, choices=Hint.choices)
    hashed = models.BinaryField(max_length=32)
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="likenesses")
    distance_bits = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "sha256", "image"], name="likeness_told_once"),
            models.CheckConstraint(condition=Q(hint__in=Hint.values), name="likeness_hint_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["run", "distance_bits", "id"], name="likeness_nearest_first")]

    def __str__(self) -> str:
        return f"{bytes(self.sha256).hex()[:12]} ~ {self.image}"


class LikenessNote(models.Model):
    """Somebody looked: this digest is that picture in another file, or is not. The newest note of a pair stands."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="likeness_notes")
    sha256 = models.BinaryField(max_length=32)
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="likeness_notes")
    is_same = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sha256", "image"], name="likeness_notes_of_a_pair")]

    def __str__(self) -> str:
        return f"{bytes(self.sha256).hex()[:12]} {'is' if self.is_same else 'is not'} {self.image}"
