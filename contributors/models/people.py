"""Who signs in, who gives images, and under which name they are thanked.

A contributor is a person who gave images; a user is somebody who can sign in. A name is never overwritten:
each choice of how to be credited is a new row, and the last one stands.
"""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who can sign in: a contributor, or a member of staff with one or more roles."""


class Role(models.TextChoices):
    """What a member of staff may do."""

    REVIEWER = "reviewer", _("reviewer")
    TREASURER = "treasurer", _("treasurer")
    APPROVER = "approver", _("approver")
    ADMIN = "admin", _("administrator")


class StaffRole(models.Model):
    """One role of one user."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="staff_role_given_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="staff_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Contributor(models.Model):
    """A person who gives images. ``handle`` is the name by which the outside world brings them again."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="contributor")
    handle = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=300)
    language = models.CharField(max_length=2, choices=[("ja", "日本語"), ("en", "English")], default="ja")
    joined_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="contributor_has_a_name"),
            models.CheckConstraint(condition=Q(language__in=["ja", "en"]), name="contributor_language_is_known"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="contributor_verified_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Application(models.Model):
    """A wish to take part, with the declaration that the pictures are one's own work, and its answer."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="applications")
    own_work_declared_at = models.DateTimeField()
    terms_version = models.CharField(max_length=32)
    received_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="application_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} {self.terms_version}"


class ShownAs(models.TextChoices):
    """How a person is thanked in public."""

    NAMED = "named", _("under my name")
    PSEUDONYM = "pseudonym", _("under a pseudonym")
    ANONYMOUS = "anonymous", _("without a name")


class CreditChoice(models.Model):
    """The name a person chose to be thanked under, from a moment on. The newest row of a person stands."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="credit_choices")
    shown_as = models.CharField(max_length=16, choices=ShownAs.choices)
    name = models.CharField(max_length=300, blank=True)
    reading = models.CharField(max_length=300, blank=True)
    chosen_at = models.DateTimeField(db_default=Now())

    class Meta:
        get_latest_by = ("chosen_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(shown_as__in=ShownAs.values), name="credit_choice_is_known"),
            models.CheckConstraint(
                condition=Q(shown_as=ShownAs.ANONYMOUS, name="", reading="")
                | (~Q(shown_as=ShownAs.ANONYMOUS) & ~Q(name="")),
                name="credit_choice_names_unless_anonymous",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["contributor", "-chosen_at", "-id"], name="credit_choice_newest")]

    def __str__(self) -> str:
        return self.name or self.get_shown_as_display()
