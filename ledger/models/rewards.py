"""Policies, settlements, the rewards with their reasons, and what corrects them.

A policy is never changed: a new version is a new row. Weights are basis points (10,000 = 1).
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contributors.models import Contributor, Image, User
from ledger.models.book import Entry
from ledger.models.training import Run


class PolicyMode(models.TextChoices):
    """How units become an amount."""

    FIXED_POOL = "fixed_pool", _("a fixed pool shared by units")
    PER_UNIT = "per_unit", _("a rate per unit")


class Counting(models.TextChoices):
    """What one image counts as in one stage."""

    DISTINCT = "distinct", _("each image once per stage")
    EXPOSURES = "exposures", _("as often as it was shown")


class Policy(models.Model):
    """One version of a rule that turns usage into rewards. ``amount_minor``: the pool, or the rate of one whole image.

    A contributor with units gets at least the minimum and at most the cap for a run; a run gives at most its own cap.
    """

    name = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    effective_from = models.DateField()
    commodity = models.CharField(max_length=12)
    mode = models.CharField(max_length=12, choices=PolicyMode.choices)
    counting = models.CharField(max_length=10, choices=Counting.choices)
    amount_minor = models.BigIntegerField()
    minimum_minor = models.BigIntegerField(default=0)
    cap_minor = models.BigIntegerField(null=True)
    run_cap_minor = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "version"], name="policy_version_written_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="policy_gives_something"),
            models.CheckConstraint(condition=Q(minimum_minor__gte=0), name="policy_minimum_is_never_negative"),
            models.CheckConstraint(
                condition=Q(cap_minor__isnull=True) | Q(cap_minor__gt=0, cap_minor__gte=F("minimum_minor")),
                name="policy_cap_is_above_its_minimum",
            ),
            models.CheckConstraint(
                condition=Q(run_cap_minor__isnull=True) | Q(mode="per_unit", run_cap_minor__gt=0),
                name="policy_run_cap_bounds_a_rate",
            ),
            models.CheckConstraint(condition=Q(mode__in=PolicyMode.values), name="policy_mode_is_known"),
            models.CheckConstraint(condition=Q(counting__in=Counting.values), name="policy_counting_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class WeightOf(models.TextChoices):
    """What a weight is attached to."""

    CATEGORY = "category", _("content category")
    STAGE = "stage", _("training stage")


class PolicyWeight(models.Model):
    """The weight of one category or stage under one policy. What is not named weighs 10,000."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="weights")
    of = models.CharField(max_length=8, choices=WeightOf.choices)
    word = models.CharField(max_length=100)
    basis_points = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "of", "word"], name="policy_weighs_a_word_once"),
            models.CheckConstraint(condition=Q(of__in=WeightOf.values), name="policy_weight_of_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.basis_points}"


class Settlement(models.Model):
    """A run's rewards under a policy, posted as one entry."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="settlement")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="settlements")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="settlement")
    units = models.PositiveBigIntegerField()
    total_minor = models.BigIntegerField()
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.run} / {self.policy}"


class HeldAt(models.TextChoices):
    """The bound of its policy that made a reward's amount."""

    MINIMUM = "minimum", _("the least that the policy gives")
    CAP = "cap", _("the most that the policy gives")


class Reward(models.Model):
    """What one contributor is owed for one run."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="rewards")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="rewards")
    images = models.PositiveBigIntegerField()
    units = models.PositiveBigIntegerField()
    amount_minor = models.BigIntegerField()
    held_at = models.CharField(max_length=7, choices=HeldAt.choices, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(held_at__in=["", *HeldAt.values]), name="reward_held_at_is_known"),
            models.UniqueConstraint(fields=["settlement", "contributor"], name="reward_once_per_settlement"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="reward_is_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}: {self.amount_minor}"


class RewardLine(models.Model):
    """One reason of a reward: so many images of a category in a stage, at their weights, make so many units.

    One image at full weight is 10,000 x 10,000 units.
    """

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="lines")
    category = models.CharField(max_length=100, blank=True)
    stage = models.CharField(max_length=100)
    images = models.PositiveBigIntegerField()
    counted = models.PositiveBigIntegerField()
    content_weight_basis_points = models.PositiveIntegerField()
    stage_weight_basis_points = models.PositiveIntegerField()
    units = models.PositiveBigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reward", "category", "stage"], name="reward_line_once_per_reason"),
            models.CheckConstraint(
                condition=Q(units=F("counted") * F("content_weight_basis_points") * F("stage_weight_basis_points")),
                name="reward_line_units_are_its_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.stage}"


class AdjustmentReason(models.TextChoices):
    """Why a settlement is corrected."""

    WITHDRAWN_BY_MISTAKE = "withdrawn_by_mistake", _("a picture was left out by mistake")
    REPOST = "repost", _("a picture was recognised later as another person's")
    NOT_DUE = "not_due", _("a picture was credited that should not have been")
    PART_WAIVED = "part_waived", _("a part of the run was waived")
    OTHER = "other", _("something else, told in the note")


class Adjustment(models.Model):
    """A correction of a settlement, posted as an entry of its own in an open month; what was settled stays."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="adjustments")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="adjustment")
    reason = models.CharField(max_length=20, choices=AdjustmentReason.choices)
    note = models.CharField(max_length=200)
    adjusted_at = models.DateTimeField()
    adjusted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=AdjustmentReason.values), name="adjustment_reason_is_known"),
            models.CheckConstraint(condition=~Q(note=""), name="adjustment_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement}: {self.note}"


class AdjustmentLine(models.Model):
    """What an adjustment changes for one contributor: units of a picture, if it is for one, and the amount."""

    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="lines")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="+")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="adjustment_lines")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, related_name="adjustment_lines")
    units = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["settlement", "contributor", "image"],
                condition=Q(units__gt=0),
                name="adjustment_gives_a_picture_once",
            ),
            models.UniqueConstraint(
                fields=["settlement", "contributor", "image"],
                condition=Q(units__lt=0),
                name="adjustment_takes_a_picture_once",
            ),
            models.CheckConstraint(
                condition=Q(image__isnull=True, units=0) & ~Q(amount_minor=0)
                | Q(image__isnull=False, units__gt=0, amount_minor__gte=0)
                | Q(image__isnull=False, units__lt=0, amount_minor__lte=0),
                name="adjustment_line_moves_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}: {self.amount_minor}"
