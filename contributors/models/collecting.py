"""Accounts elsewhere whose posts are collected, and how far each was walked. What a walk does is `rounds`'."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models.consents import Consent
from contributors.models.people import Contributor, User


class Platform(models.TextChoices):
    """Where posts are collected."""

    X = "x", "X"
    DISCORD = "discord", "Discord"


class CollectorAccount(models.Model):
    """A person's account elsewhere, approved by staff. ``outside_id`` is its number there, which never changes.

    Ending it keeps the row; approving it anew is a new row.
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="collector_accounts")
    platform = models.CharField(max_length=8, choices=Platform.choices)
    outside_id = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(platform__in=Platform.values), name="collector_account_platform_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outside_id__regex=r"^[1-9][0-9]{0,19}$"), name="collector_account_number_is_digits"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="collector_account_has_a_name"),
            models.UniqueConstraint(
                fields=["platform", "outside_id"],
                condition=Q(ended_at__isnull=True),
                name="collector_account_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("approved_at")),
                name="collector_account_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="collector_account_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_platform_display()})"


class WalkOutcome(models.TextChoices):
    """How the last walk ended."""

    UNDER_WAY = "under_way", _("being walked")
    DONE = "done", _("walked")
    STOPPED = "stopped", _("stopped")


class CollectorWalk(models.Model):
    """How far one account was walked in one collection, under which consent, and what the last walk brought.

    ``resume_point`` is as `posts.ResumePoint.written` writes it; ``passed_over`` counts by reason. No post is named:
    what could not be taken leaves a number and nothing else. ``reason`` is a stable word for why a walk stopped.
    """

    account = models.ForeignKey(CollectorAccount, on_delete=models.PROTECT, related_name="walks")
    collection = models.CharField(max_length=200)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    resume_point = models.TextField(blank=True)
    walked_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=WalkOutcome.choices)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    outside = models.PositiveIntegerField(default=0)
    passed_over = models.JSONField(default=dict)
    reason = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "collection"], name="collector_walk_once_per_collection"),
            models.CheckConstraint(condition=Q(outcome__in=WalkOutcome.values), name="collector_walk_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="stopped") & ~Q(reason="") | ~Q(outcome="stopped") & Q(reason="", error=""),
                name="collector_walk_stopped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection} {self.outcome}"
