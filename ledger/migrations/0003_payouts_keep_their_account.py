"""Payouts keep the account they were prepared with; a batch that waits for approval can be dismissed."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "0003" / "09_payouts.sql"
KEPT = """
UPDATE ledger_payout payout
    SET sealed_key = profile.sealed_key, sealed_account = profile.sealed_account,
        account_ending = profile.account_ending
    FROM ledger_payoutprofile profile WHERE profile.contributor_id = payout.contributor_id
"""


class Migration(migrations.Migration):
    """Payouts prepared before take the account that stands on file now, which is what an export would have read."""

    dependencies = [
        ("ledger", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_approved_with_its_entry",
        ),
        migrations.AddField(
            model_name="batch",
            name="dismissed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="dismissed_because",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="batch",
            name="dismissed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="account_ending",
            field=models.CharField(default="", max_length=3),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="payout",
            name="sealed_account",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="payout",
            name="sealed_key",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="batch",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "prepared"),
                    ("approved", "approved"),
                    ("exported", "exported"),
                    ("dismissed", "dismissed"),
                ],
                default="prepared",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dismissed"), _negated=True),
                fields=("month", "commodity"),
                name="batch_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "prepared")), fields=("commodity",), name="batch_waits_alone"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["prepared", "approved", "exported", "dismissed"])),
                name="batch_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("entry__isnull", True),
                        ("state__in", ["prepared", "dismissed"]),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("entry__isnull", False),
                        ("state__in", ["approved", "exported"]),
                    ),
                    _connector="OR",
                ),
                name="batch_approved_with_its_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("dismissed_at__isnull", False),
                        ("dismissed_by__isnull", False),
                        ("state", "dismissed"),
                        models.Q(("dismissed_because", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "dismissed"), _negated=True),
                        ("dismissed_at__isnull", True),
                        ("dismissed_because", ""),
                        ("dismissed_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="batch_dismissed_for_a_reason",
            ),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8")),
    ]
