"""Long work as rows: what is being done, how far it is, and how it ended. All three apps use it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """One piece of long work. ``kind`` and ``key`` name the business fact, so that asking twice is one job."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once_per_fact"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_not_beyond_its_end"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="job_failed_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
