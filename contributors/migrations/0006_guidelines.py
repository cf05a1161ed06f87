"""What an organiser set about the guidelines, in versions that nobody can change, and its guard."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "guidelines.sql"


class Migration(migrations.Migration):
    """Nothing of what stands is touched: without a version the guidelines are as they were written."""

    dependencies = [
        ("contributors", "0005_collecting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guidelines",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("least_edge_px", models.PositiveIntegerField()),
                ("good_edge_px", models.PositiveIntegerField()),
                ("most_bytes", models.PositiveBigIntegerField()),
                ("most_ratio", models.PositiveIntegerField()),
                ("least_quality", models.PositiveSmallIntegerField()),
                (
                    "public_domain",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=60)),
                (
                    "weight",
                    models.CharField(
                        choices=[
                            ("off", "nothing: it is switched off"),
                            ("warn", "warn the reviewer"),
                            ("fail", "fail the picture"),
                        ],
                        max_length=4,
                    ),
                ),
                ("text_ja", models.CharField(blank=True, max_length=300)),
                ("text_en", models.CharField(blank=True, max_length=300)),
                (
                    "guidelines",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="contributors.guidelines",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="guidelines_begin_with_one"),
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(
                condition=models.Q(("least_edge_px__gte", 1), ("good_edge_px__gte", models.F("least_edge_px"))),
                name="guidelines_edges_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_bytes__gte", 1)), name="guidelines_let_a_file_in"
            ),
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_ratio__gte", 1)), name="guidelines_let_a_shape_in"
            ),
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(
                condition=models.Q(("least_quality__lte", 100)), name="guidelines_quality_within_100"
            ),
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_domain", []), _negated=True), name="guidelines_name_a_licence"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.UniqueConstraint(fields=("guidelines", "rule"), name="ruling_once_per_rule"),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__in", ["off", "warn", "fail"])), name="ruling_weight_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule", ""), _negated=True), name="ruling_names_its_rule"
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8")),
    ]
