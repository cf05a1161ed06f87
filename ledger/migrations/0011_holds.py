"""What is promised to a payout is held until its batch is approved, dismissed or too late."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "0011" / "05_accounts.sql"


class Migration(migrations.Migration):
    """A batch that waits for approval gets its holds here."""

    dependencies = [("ledger", "0010_balances")]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "payout",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hold",
                        serialize=False,
                        to="ledger.payout",
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("placed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="ledger.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="hold_holds_something")
                ]
            },
        ),
        migrations.CreateModel(
            name="HoldEnd",
            fields=[
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="end",
                        serialize=False,
                        to="ledger.hold",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("posted", "posted"), ("voided", "voided"), ("expired", "expired")], max_length=8
                    ),
                ),
                ("ended_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["posted", "voided", "expired"])),
                        name="hold_outcome_is_known",
                    )
                ]
            },
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8")),
    ]
