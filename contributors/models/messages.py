"""What a reviewer asks about a picture, and what its giver answers or appeals. Rows are added, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contributors.models.images import Image
from contributors.models.people import User

MOST_CHARACTERS = 2_000


class MessageKind(models.TextChoices):
    """What a message is."""

    QUESTION = "question", _("question")
    ANSWER = "answer", _("answer")
    APPEAL = "appeal", _("appeal")


class Message(models.Model):
    """One message about one image, by somebody, at a moment.

    An appeal says against which decision it stands: the one taken at ``against_at`` (Image.decided_at as it was),
    whoever or whatever took it.
    """

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    words = models.CharField(max_length=MOST_CHARACTERS)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    against_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_is_known"),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(kind="appeal", against_at__isnull=False) | (~Q(kind="appeal") & Q(against_at__isnull=True)),
                name="message_appeals_against_a_decision",
            ),
            models.UniqueConstraint(fields=["image", "against_at"], name="message_appeals_once_per_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.image_id}"
