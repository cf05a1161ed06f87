"""A held part is decided by a person; parts of one identity differ in all that their headers say."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Parts held before stay held until somebody decides."""

    dependencies = [
        ("ledger", "0003_payouts_keep_their_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="part",
            name="part_received_once",
        ),
        migrations.RemoveConstraint(
            model_name="part",
            name="part_state_is_known",
        ),
        migrations.AddField(
            model_name="part",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="part",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="part",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "received"),
                    ("held", "held for a person"),
                    ("declined", "declined by a person"),
                ],
                default="received",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                fields=(
                    "run",
                    "attempt",
                    "stage",
                    "component",
                    "rank",
                    "part",
                    "rows_sha256",
                    "world_size",
                    "final",
                    "resumed_from_attempt",
                    "resumed_from_part",
                    "count_basis",
                ),
                name="part_received_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["received", "held", "declined"])),
                name="part_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state__in", ["received", "held"]),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["received", "declined"]),
                    ),
                    _connector="OR",
                ),
                name="part_decided_by_somebody",
            ),
        ),
    ]
