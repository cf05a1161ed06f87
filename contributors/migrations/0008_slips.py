"""Slips: files that workers are asked to read, and what they read, until it was made use of."""

from django.db import migrations, models

# Nothing of it lasts, so nothing of it is worth a write-ahead log: after a crash files are read again.
UNLOGGED = "ALTER TABLE contributors_slip SET UNLOGGED"


class Migration(migrations.Migration):
    """The application writes, changes and removes slips, by the rights that it has in every new table."""

    dependencies = [
        ("contributors", "0007_review"),
    ]

    operations = [
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.BinaryField(max_length=32)),
                ("load_rule", models.CharField(max_length=32)),
                ("size_bytes", models.PositiveBigIntegerField()),
                (
                    "asked_by",
                    models.CharField(
                        choices=[("decide", "Decide"), ("rehash", "Rehash"), ("examine", "Examine")], max_length=8
                    ),
                ),
                ("answer", models.BinaryField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=500)),
                ("begun", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer__isnull", True), ("trouble", "")),
                        fields=["id"],
                        name="slip_unread",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sha256", "load_rule"), name="slip_once_per_file_and_rule"),
                    models.CheckConstraint(
                        condition=models.Q(("asked_by__in", ["decide", "rehash", "examine"])),
                        name="slip_asker_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__isnull", True), ("trouble", ""), _connector="OR"),
                        name="slip_answered_or_troubled",
                    ),
                ],
            },
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
    ]
