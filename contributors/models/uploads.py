"""Files on their way in from a contributor's browser, piece by piece, so that a broken connection loses nothing."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models.images import Image
from contributors.models.people import Contributor


class UploadState(models.TextChoices):
    """Where an upload stands."""

    RECEIVING = "receiving", _("on its way")
    TAKEN = "taken", _("taken in")
    REFUSED = "refused", _("not taken")


class Upload(models.Model):
    """One file as a contributor's browser sends it. ``token`` names it when the connection comes back.

    A ZIP archive is one upload; the pictures in it are uploads of their own, ``inside`` it.
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="uploads")
    token = models.UUIDField(unique=True)
    name = models.CharField(max_length=500)
    size_bytes = models.PositiveBigIntegerField()
    received_bytes = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.RECEIVING)
    reason = models.CharField(max_length=60, blank=True)
    reason_facts = models.CharField(max_length=500, blank=True)
    image = models.OneToOneField(Image, on_delete=models.PROTECT, null=True, related_name="upload")
    inside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="contents")
    begun_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state_is_known"),
            models.CheckConstraint(condition=Q(received_bytes__lte=F("size_bytes")), name="upload_not_beyond_its_size"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="upload_refused_for_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["contributor", "-begun_at"], name="upload_newest")]

    def __str__(self) -> str:
        return self.name
