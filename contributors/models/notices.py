"""What a giver is still to be written about: a question, a picture that was not taken, a decision undone."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models.images import Image
from contributors.models.messages import MOST_CHARACTERS


class NoticeKind(models.TextChoices):
    """What happened to a picture."""

    QUESTION = "question", _("question")
    DECLINED = "declined", _("declined")
    REOPENED = "reopened", _("opened again")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Notice(models.Model):
    """One thing that a letter is to tell of a picture. ``words``: the question, or the word of a reason.

    ``closed_at``: a letter told it, or nothing was left to tell.
    """

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=9, choices=NoticeKind.choices)
    words = models.CharField(max_length=MOST_CHARACTERS, blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["question", "declined"]) | ~Q(words=""), name="notice_says_what_or_why"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("at")), name="notice_closed_after_it_was_made"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], condition=Q(closed_at__isnull=True), name="notice_still_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.image_id}"
