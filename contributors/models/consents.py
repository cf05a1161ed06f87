"""What a person agreed to: which pictures, for which purposes, from when until when."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models.people import Contributor


class Scope(models.TextChoices):
    """Which pictures of a person a consent covers."""

    HASHTAG_ONLY = "hashtag_only", _("only pictures posted under the hashtag")
    PAST_IMAGES_TOO = "past_images_too", _("all pictures, past ones too")
    ARCHIVE = "archive", _("pictures of a cleared archive")


class Purpose(models.TextChoices):
    """What a run is for. A run outside a consent's purposes may not use the picture."""

    CHARACTER = "character", _("the character's own channels")
    RESEARCH = "research", _("research")
    OPEN_MODEL = "open_model", _("an openly published model")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Reads of consents that are used twice."""

    def in_force(self, *, at: models.expressions.Combinable | object, purpose: str) -> "ConsentQuerySet":
        """Consents that cover ``purpose`` at the moment ``at`` (half-open: granted <= at < withdrawn)."""
        started = self.filter(granted_at__lte=at, purposes__contains=[purpose])
        return started.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at))


class Consent(models.Model):
    """One consent. Withdrawing ends it; agreeing anew is a new row."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="consents")
    scope = models.CharField(max_length=20, choices=Scope.choices)
    purposes = ArrayField(models.CharField(max_length=20, choices=Purpose.choices))
    terms_version = models.CharField(max_length=32)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="consent_scope_is_known"),
            models.CheckConstraint(
                condition=Q(purposes__contained_by=Purpose.values) & ~Q(purposes=[]), name="consent_purposes_are_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=F("granted_at")),
                name="consent_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["contributor", "scope"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_open_once_per_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}: {self.get_scope_display()}"
