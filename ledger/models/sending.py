"""Parts that come over HTTP: who may send them for a run, and the files that are on their way."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models import User
from ledger.models.training import Part, Run


class Ability(models.TextChoices):
    """The one thing a token is good for."""

    SEND_PARTS = "send_parts", _("send parts and ask what is missing")


class RunToken(models.Model):
    """Whoever shows it may do one thing for one run. Only its SHA-256 is kept; ``prefix`` is how people tell it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="tokens")
    ability = models.CharField(max_length=20, choices=Ability.choices, default=Ability.SEND_PARTS)
    label = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    sha256 = models.BinaryField(max_length=32)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256"], name="run_token_is_one_of_a_kind"),
            models.CheckConstraint(condition=Q(ability__in=Ability.values), name="run_token_ability_is_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="run_token_expires"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="run_token_revoked_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["prefix"], name="run_token_by_prefix")]

    def __str__(self) -> str:
        return f"{self.prefix}…"


class PartUpload(models.Model):
    """A part's file on its way, and, once it is taken, the answer that its key is given again.

    ``key`` is the sender's Idempotency-Key. The bytes lie in a folder of the web machines until the file is whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="part_uploads")
    token = models.ForeignKey(RunToken, on_delete=models.PROTECT, related_name="part_uploads")
    key = models.CharField(max_length=255, blank=True)
    file_name = models.CharField(max_length=300)
    sidecar = models.TextField(blank=True)
    announced_sha256 = models.BinaryField(max_length=32, null=True)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    part = models.ForeignKey(Part, on_delete=models.PROTECT, null=True, related_name="uploads")
    body_sha256 = models.BinaryField(max_length=32, null=True)
    answer = models.JSONField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "key"], condition=~Q(key=""), name="part_upload_key_stands_once"),
            models.CheckConstraint(
                condition=Q(part__isnull=True, body_sha256__isnull=True, answer__isnull=True, taken_at__isnull=True)
                | Q(part__isnull=False, body_sha256__isnull=False, answer__isnull=False, taken_at__isnull=False),
                name="part_upload_is_open_or_taken",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["touched_at"], condition=Q(taken_at__isnull=True), name="part_upload_open")
        ]

    def __str__(self) -> str:
        return self.file_name
