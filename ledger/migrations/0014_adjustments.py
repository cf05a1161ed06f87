"""Corrections of settlements, each with its lines, and the guard that keeps them with the book."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "0014" / "08_adjustments.sql"


class Migration(migrations.Migration):
    """Nothing was corrected before but by entries alone."""

    dependencies = [
        ("contributors", "0007_review"),
        ("ledger", "0013_policies_have_bounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("withdrawn_by_mistake", "a picture was left out by mistake"),
                            ("repost", "a picture was recognised later as another person's"),
                            ("not_due", "a picture was credited that should not have been"),
                            ("part_waived", "a part of the run was waived"),
                            ("other", "something else, told in the note"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(max_length=200)),
                ("adjusted_at", models.DateTimeField()),
                (
                    "adjusted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="adjustment", to="ledger.entry"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="adjustments", to="ledger.settlement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AdjustmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "adjustment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="ledger.adjustment"
                    ),
                ),
                (
                    "contributor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustment_lines",
                        to="contributors.contributor",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustment_lines",
                        to="contributors.image",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.settlement"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["withdrawn_by_mistake", "repost", "not_due", "part_waived", "other"])
                ),
                name="adjustment_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="adjustment_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("units__gt", 0)),
                fields=("settlement", "contributor", "image"),
                name="adjustment_gives_a_picture_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("units__lt", 0)),
                fields=("settlement", "contributor", "image"),
                name="adjustment_takes_a_picture_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("image__isnull", True), ("units", 0), models.Q(("amount_minor", 0), _negated=True)),
                    models.Q(("amount_minor__gte", 0), ("image__isnull", False), ("units__gt", 0)),
                    models.Q(("amount_minor__lte", 0), ("image__isnull", False), ("units__lt", 0)),
                    _connector="OR",
                ),
                name="adjustment_line_moves_something",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8")),
    ]
