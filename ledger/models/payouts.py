"""Where money goes: payout profiles, batches approved by a second person, bank files and answers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributors.models import Contributor, User
from ledger.models.book import Entry


class PayeeStatus(models.TextChoices):
    """How a payee is taxed at source."""

    RESIDENT = "resident", _("resident of Japan")
    COMPANY = "company", _("company")
    NON_RESIDENT = "non_resident", _("non-resident")


class PayoutProfile(models.Model):
    """A bank account, encrypted under the contributor's own key, which is itself kept encrypted.

    ``sealed_key`` is the key wrapped by the organiser's; destroying it erases the details.
    """

    contributor = models.OneToOneField(Contributor, on_delete=models.PROTECT, related_name="payout_profile")
    payee_status = models.CharField(max_length=12, choices=PayeeStatus.choices, default=PayeeStatus.RESIDENT)
    sealed_key = models.BinaryField()
    sealed_account = models.BinaryField()
    account_ending = models.CharField(max_length=3)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(payee_status__in=PayeeStatus.values), name="payout_profile_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} ...{self.account_ending}"


class BatchState(models.TextChoices):
    """How far a batch is."""

    PREPARED = "prepared", _("prepared")
    APPROVED = "approved", _("approved")
    EXPORTED = "exported", _("exported")
    DISMISSED = "dismissed", _("dismissed")


class Batch(models.Model):
    """The payouts of a month in one commodity. Who prepared it never approves it.

    One waits for approval at a time, because two would count the same money. A dismissed one keeps its rows, and the
    next of its month has the next number.
    """

    month = models.DateField()
    number = models.PositiveIntegerField(default=1)
    commodity = models.CharField(max_length=12)
    transfer_on = models.DateField()
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.PREPARED)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="batch")
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dismissed_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "commodity", "number"], name="batch_numbered_once"),
            models.UniqueConstraint(
                fields=["month", "commodity"], condition=~Q(state="dismissed"), name="batch_stands_once"
            ),
            models.UniqueConstraint(fields=["commodity"], condition=Q(state="prepared"), name="batch_waits_alone"),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_is_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="batch_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["prepared", "dismissed"],
                    approved_by__isnull=True,
                    approved_at__isnull=True,
                    entry__isnull=True,
                )
                | Q(
                    state__in=["approved", "exported"],
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    entry__isnull=False,
                ),
                name="batch_approved_with_its_entry",
            ),
            models.CheckConstraint(
                condition=Q(state="dismissed", dismissed_by__isnull=False, dismissed_at__isnull=False)
                & ~Q(dismissed_because="")
                | ~Q(state="dismissed") & Q(dismissed_by__isnull=True, dismissed_at__isnull=True, dismissed_because=""),
                name="batch_dismissed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}-{self.number}"


class PayoutState(models.TextChoices):
    """Where one payout stands."""

    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    PAID = "paid", _("paid")
    FAILED = "failed", _("failed")
    RETURNED = "returned", _("returned")


class Payout(models.Model):
    """One transfer to one contributor. ``key`` is 20 digits and exists before any file.

    The account is the one on file when the batch was prepared, sealed as there: what was approved is what is paid.
    ``sealed_key`` is empty once the person's details were erased; ``account_ending`` stays for the statements.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="payouts")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="payouts")
    key = models.CharField(max_length=20, unique=True)
    payee_status = models.CharField(max_length=12, choices=PayeeStatus.choices)
    gross_minor = models.BigIntegerField()
    withholding_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    paid_on = models.DateField()
    net_minor = models.BigIntegerField()
    sealed_key = models.BinaryField()
    sealed_account = models.BinaryField()
    account_ending = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=PayoutState.choices, default=PayoutState.PLANNED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "contributor"], name="payout_once_per_batch"),
            models.CheckConstraint(condition=Q(key__regex=r"^[0-9]{20}$"), name="payout_key_is_20_digits"),
            models.CheckConstraint(
                condition=Q(net_minor=F("gross_minor") - F("withholding_minor") - F("fee_minor")),
                name="payout_amounts_agree",
            ),
            models.CheckConstraint(
                condition=Q(net_minor__gt=0, withholding_minor__gte=0, fee_minor__gte=0), name="payout_pays_something"
            ),
            models.CheckConstraint(condition=Q(state__in=PayoutState.values), name="payout_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.key


class PayoutFile(models.Model):
    """A bank file: its bytes and digest, stored once. Exporting again gives these bytes."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveIntegerField(default=1)
    format = models.CharField(max_length=20, choices=[("zengin", "Zengin")])
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    payouts = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "format", "number"], name="payout_file_written_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What a bank said of one payout, and the entry that followed. The same answer twice is one row."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=PayoutState.choices)
    answered_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="answer")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payout", "state"], name="answer_taken_once"),
            models.CheckConstraint(condition=Q(state__in=["paid", "failed", "returned"]), name="answer_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.payout} {self.state}"
