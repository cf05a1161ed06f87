"""Alarms: what people decided about runs that hold pictures which had been taken back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributors.models import User
from ledger.models.training import Run


class AlarmDecided(models.TextChoices):
    """What was done about the pictures, or that the matter is open again."""

    REPEATED_WITHOUT = "repeated_without", _("the run was repeated without them")
    AGREED_AGAIN = "agreed_again", _("their givers agreed again")
    NOT_PUBLISHED = "not_published", _("the model is not published")
    OTHERWISE = "otherwise", _("otherwise, as written")
    OPENED_AGAIN = "opened_again", _("open again")


class AlarmDecision(models.Model):
    """One person's decision about one set of pictures inside one run; of several about one set the newest stands.

    ``images_sha256`` names the set (SHA-256 over its digests in order), so that other pictures are another alarm.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="alarm_decisions")
    images_sha256 = models.BinaryField(max_length=32)
    exposures = models.PositiveBigIntegerField()
    decided = models.CharField(max_length=20, choices=AlarmDecided.choices)
    words = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(decided__in=AlarmDecided.values), name="alarm_decided_is_known"),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="alarm_decided_for_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["run", "-id"], name="alarm_decisions_of_a_run")]

    def __str__(self) -> str:
        return f"{self.run}: {self.decided}"
