"""The usage of each run lies in a partition of its own, and what was matched adds up at every commit."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GUARDS = Path(__file__).parent / "guards" / "0006"


class Migration(migrations.Migration):
    """Usage matched before moves into partitions as it is; there is no way back."""

    dependencies = [("contributors", "0009_windows_notices_sweeps"), ("ledger", "0005_consents_cover")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL((GUARDS / "08_usage.sql").read_text(encoding="utf-8"))],
            state_operations=[
                migrations.RemoveConstraint(model_name="usage", name="usage_once_per_digest"),
                migrations.AddConstraint(
                    model_name="usage",
                    constraint=models.UniqueConstraint(
                        fields=("sha256", "run", "stage", "component"), name="usage_once_per_digest"
                    ),
                ),
                migrations.AlterField(
                    model_name="usage",
                    name="image",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage",
                        to="contributors.image",
                    ),
                ),
                migrations.AlterField(
                    model_name="usage",
                    name="run",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage",
                        to="ledger.run",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="matching",
            name="counted_parts",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
        migrations.RunSQL((GUARDS / "08_matching.sql").read_text(encoding="utf-8")),
    ]
