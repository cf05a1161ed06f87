"""Months end with their balances, postings know their transaction, and tallies answer for any moment."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import ledger.models.balances

GUARDS = sorted((Path(__file__).parent / "guards" / "0010").glob("*.sql"))


class Migration(migrations.Migration):
    """Months closed before get their balances here, in order; postings take their entry's transaction."""

    dependencies = [("ledger", "0009_alarms_likenesses_declarations")]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="ledger.account",
            ),
        ),
        migrations.CreateModel(
            name="MonthBalance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opening_minor", models.BigIntegerField()),
                ("debited_minor", models.BigIntegerField()),
                ("credited_minor", models.BigIntegerField()),
                ("closing_minor", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months",
                        to="ledger.account",
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="balances", to="ledger.closing"
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.closing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "closing"), name="month_balance_once"),
                    models.UniqueConstraint(
                        fields=("account", "closing", "closing_minor"), name="month_balance_to_carry"
                    ),
                    models.CheckConstraint(
                        condition=Q(closing_minor=F("opening_minor") + F("debited_minor") - F("credited_minor")),
                        name="month_balance_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=Q(credited_minor__gte=0, debited_minor__gte=0), name="month_balance_moves_both_ways"
                    ),
                    models.CheckConstraint(
                        condition=Q(previous__isnull=False) | Q(opening_minor=0), name="month_balance_begins_at_nothing"
                    ),
                    models.CheckConstraint(
                        condition=Q(previous__isnull=True) | Q(previous__lt=F("closing")),
                        name="month_balance_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tallied",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cluster", models.BigIntegerField()),
                ("until_xid", ledger.models.balances.TransactionIdField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("cluster", "until_xid"), name="tallied_once")]},
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cluster", models.BigIntegerField()),
                ("from_xid", ledger.models.balances.TransactionIdField()),
                ("last_xid", ledger.models.balances.TransactionIdField()),
                ("effective_on", models.DateField()),
                ("postings", models.PositiveBigIntegerField()),
                ("amount_minor", models.DecimalField(decimal_places=0, max_digits=40)),
                ("first_recorded_at", models.DateTimeField()),
                ("last_recorded_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "cluster", "from_xid", "effective_on"), name="tally_made_once"
                    )
                ]
            },
        ),
        *(migrations.RunSQL(guard.read_text(encoding="utf-8")) for guard in GUARDS),
    ]
