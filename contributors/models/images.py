"""Images as given, what they are recognised by, and the rewardless sources beside them.

An image is one giving: the same file given twice is two images with one fingerprint, and the second is a
duplicate of the first.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributors.models.people import Contributor, User


class Source(models.Model):
    """A rewardless collection, public domain or licensed, with its licence."""

    name = models.CharField(max_length=200, unique=True)
    licence = models.CharField(max_length=100)
    address = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Fingerprint(models.Model):
    """What a file is recognised by, under one load rule.

    Lengths in bytes: phash 8, PDQ 32, colours 48, look 1,024; ``windows`` are the PDQs of its parts, 32 each.
    """

    sha256 = models.BinaryField(max_length=32)
    load_rule = models.CharField(max_length=32)
    pixels_sha256 = models.BinaryField(max_length=32)
    phash = models.BinaryField(max_length=8)
    pdq = models.BinaryField(max_length=32)
    pdq_quality = models.PositiveSmallIntegerField()
    trimmed_pdq = models.BinaryField(max_length=32)
    colours = models.BinaryField(max_length=48)
    look = models.BinaryField(max_length=1024, default=b"")
    windows = models.BinaryField(default=b"")
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    frames = models.PositiveIntegerField()
    mode = models.CharField(max_length=16)
    format = models.CharField(max_length=16)
    size_bytes = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "load_rule"], name="fingerprint_once_per_rule"),
            models.CheckConstraint(condition=Q(pdq_quality__lte=100), name="fingerprint_quality_within_100"),
        ]
        indexes: ClassVar = [models.Index(fields=["pixels_sha256"], name="fingerprint_by_pixels")]

    def __str__(self) -> str:
        return bytes(self.sha256).hex()[:12]


class ImageState(models.TextChoices):
    """Where an image stands."""

    WAITING = "waiting", _("waiting for review")
    ACCEPTED = "accepted", _("accepted")
    DUPLICATE = "duplicate", _("duplicate")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Image(models.Model):
    """One picture as somebody gave it. ``reason`` is a stable word; the page says it as a sentence."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="images")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="images")
    collection = models.CharField(max_length=200)
    path = models.CharField(max_length=500)
    title = models.CharField(max_length=500, blank=True)
    category = models.CharField(max_length=100, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    sha256 = models.BinaryField(max_length=32)
    size_bytes = models.PositiveBigIntegerField()
    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.PROTECT, null=True, related_name="images")
    offered_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ImageState.choices, default=ImageState.WAITING)
    reason = models.CharField(max_length=60, blank=True)
    reason_facts = models.CharField(max_length=500, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    decided_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "path"], name="image_given_once_per_path"),
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(state="accepted"), name="image_accepted_once_per_digest"
            ),
            models.CheckConstraint(condition=Q(state__in=ImageState.values), name="image_state_is_known"),
            models.CheckConstraint(
                condition=Q(contributor__isnull=True) | Q(source__isnull=True), name="image_has_one_giver"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | (
                    Q(fingerprint__isnull=False, accepted_at__isnull=False)
                    & (Q(contributor__isnull=False) | Q(source__isnull=False))
                ),
                name="image_accepted_has_giver_and_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(state="duplicate", duplicate_of__isnull=False)
                | (~Q(state="duplicate") & Q(duplicate_of__isnull=True)),
                name="image_duplicate_names_its_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "duplicate"]) | ~Q(reason=""), name="image_turned_down_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="image_withdrawn_at_a_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="image_by_digest"),
            models.Index(fields=["state", "id"], name="image_by_state"),
            models.Index(fields=["category"], name="image_by_category"),
            models.Index(fields=["path"], name="image_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/{self.path}"
