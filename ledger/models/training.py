"""Training runs, the manifest parts that tell of them, and the usage matched from the parts."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models import Image, Purpose, User


class Run(models.Model):
    """One training run. Consents and acceptances are judged as of ``frozen_at``, for ``purpose``."""

    name = models.SlugField(max_length=100, unique=True)
    recorded_as = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    frozen_at = models.DateTimeField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="run_purpose_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class PartState(models.TextChoices):
    """Whether a part's rows may count."""

    RECEIVED = "received", _("received")
    HELD = "held", _("held for a person")
    DECLINED = "declined", _("declined by a person")


class Part(models.Model):
    """One manifest part as received. The file is kept, byte for byte, under ``file_sha256``.

    Of several parts of one identity one is received and may count; the others are held until somebody decides.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="parts")
    attempt = models.PositiveIntegerField()
    stage = models.CharField(max_length=100)
    component = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    world_size = models.PositiveIntegerField()
    part = models.PositiveIntegerField()
    final = models.BooleanField()
    resumed_from_attempt = models.PositiveIntegerField(null=True)
    resumed_from_part = models.PositiveIntegerField(null=True)
    count_basis = models.CharField(max_length=8)
    rows = models.PositiveBigIntegerField()
    exposures = models.PositiveBigIntegerField()
    rows_sha256 = models.BinaryField(max_length=32)
    file_sha256 = models.BinaryField(max_length=32)
    file_name = models.CharField(max_length=300)
    stored_as = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=PartState.choices, default=PartState.RECEIVED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "attempt", "stage", "component", "rank", "part"],
                condition=Q(state="received"),
                name="part_counts_once",
            ),
            models.UniqueConstraint(
                fields=[
                    *("run", "attempt", "stage", "component", "rank", "part", "rows_sha256"),
                    *("world_size", "final", "resumed_from_attempt", "resumed_from_part", "count_basis"),
                ],
                nulls_distinct=False,
                name="part_received_once",
            ),
            models.CheckConstraint(condition=Q(rank__lt=F("world_size")), name="part_rank_within_world"),
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="part_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "held"], decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["received", "declined"], decided_at__isnull=False, decided_by__isnull=False),
                name="part_decided_by_somebody",
            ),
            models.CheckConstraint(condition=Q(exposures__gte=F("rows")), name="part_rows_seen_at_least_once"),
            models.CheckConstraint(
                condition=Q(count_basis__in=["measured", "declared"]), name="part_count_basis_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Drawer(models.TextChoices):
    """Where a row of usage ends."""

    CREDITED = "credited", _("credited")
    SOURCE = "source", _("rewardless source")
    REFUSED = "refused", _("refused")


class Usage(models.Model):
    """How often one digest was used in one stage of a run, and the one drawer it ended in.

    Each run's rows lie in a partition of their own, made and filled by the database (guard 8).
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="usage", db_index=False)
    stage = models.CharField(max_length=100)
    component = models.CharField(max_length=20)
    sha256 = models.BinaryField(max_length=32)
    samples = models.PositiveBigIntegerField()
    exposures = models.PositiveBigIntegerField()
    drawer = models.CharField(max_length=8, choices=Drawer.choices)
    reason = models.CharField(max_length=40, blank=True)
    image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, related_name="usage", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "run", "stage", "component"], name="usage_once_per_digest"),
            models.CheckConstraint(condition=Q(exposures__gte=1, samples__gte=1), name="usage_of_something"),
            models.CheckConstraint(
                condition=Q(drawer="refused") & ~Q(reason="")
                | Q(drawer__in=["credited", "source"], reason="", image__isnull=False),
                name="usage_ends_in_one_drawer",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["image", "run"], name="usage_by_image")]

    def __str__(self) -> str:
        return f"{bytes(self.sha256).hex()[:12]} {self.drawer}"


class Matching(models.Model):
    """The totals of a run's usage: three drawers that add up to what the counted parts say.

    ``counted_parts`` are those parts' ids; runs matched before these were kept have none.
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="matching")
    parts_exposures = models.PositiveBigIntegerField()
    exposures = models.PositiveBigIntegerField()
    credited = models.PositiveBigIntegerField()
    source = models.PositiveBigIntegerField()
    refused = models.PositiveBigIntegerField()
    withdrawn_inside = models.PositiveBigIntegerField(default=0)
    counted_parts = ArrayField(models.BigIntegerField(), null=True)
    matched_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(exposures=F("credited") + F("source") + F("refused")), name="matching_drawers_add_up"
            ),
            models.CheckConstraint(condition=Q(exposures=F("parts_exposures")), name="matching_agrees_with_the_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.exposures}"
