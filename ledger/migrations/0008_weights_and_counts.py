"""Weight files compared, kept as they were recorded, and what a run's usage comes to, drawn up."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "0008" / "10_weights.sql"


class Migration(migrations.Migration):
    """Sums of usage are drawn up when they are first asked for."""

    dependencies = [
        ("contributors", "0007_review"),
        ("ledger", "0007_parts_over_http"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WeightComparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(blank=True, max_length=200)),
                ("first_name", models.CharField(max_length=300)),
                ("second_name", models.CharField(max_length=300)),
                ("first_sha256", models.BinaryField(max_length=32)),
                ("second_sha256", models.BinaryField(max_length=32)),
                ("only_in_first", models.PositiveIntegerField()),
                ("only_in_second", models.PositiveIntegerField()),
                ("other_shape", models.PositiveIntegerField()),
                ("not_weights", models.PositiveIntegerField()),
                ("compared_at", models.DateTimeField()),
                (
                    "compared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weight_comparisons",
                        to="ledger.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeightPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("vae", "VAE"),
                            ("unet", "U-Net"),
                            ("text_encoder", "text encoder"),
                            ("other", "other"),
                            ("all", "in all"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tensors", models.PositiveIntegerField()),
                ("numbers", models.PositiveBigIntegerField()),
                ("cosine", models.FloatField(null=True)),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="ledger.weightcomparison"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UsageCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("matching_number", models.BigIntegerField()),
                (
                    "drawer",
                    models.CharField(
                        choices=[("credited", "credited"), ("source", "rewardless source"), ("refused", "refused")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("images", models.PositiveBigIntegerField()),
                ("samples", models.PositiveBigIntegerField()),
                ("exposures", models.PositiveBigIntegerField()),
                (
                    "contributor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage_counts",
                        to="contributors.contributor",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="usage_counts", to="ledger.run"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage_counts",
                        to="contributors.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "drawer", "reason", "contributor", "source"),
                        name="usage_count_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contributor__isnull", False),
                                ("drawer", "credited"),
                                ("reason", ""),
                                ("source__isnull", True),
                            ),
                            models.Q(
                                ("contributor__isnull", True),
                                ("drawer", "source"),
                                ("reason", ""),
                                ("source__isnull", False),
                            ),
                            models.Q(
                                ("contributor__isnull", True),
                                ("drawer", "refused"),
                                ("source__isnull", True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="usage_count_is_of_one",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="weightcomparison",
            constraint=models.UniqueConstraint(
                fields=("run", "label", "first_sha256", "second_sha256"),
                name="weight_comparison_recorded_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="weightcomparison",
            constraint=models.CheckConstraint(
                condition=models.Q(("run__isnull", False), models.Q(("label", ""), _negated=True), _connector="OR"),
                name="weight_comparison_is_of_a_run_or_labelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="weightpart",
            constraint=models.UniqueConstraint(fields=("comparison", "part"), name="weight_part_told_once"),
        ),
        migrations.AddConstraint(
            model_name="weightpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["vae", "unet", "text_encoder", "other", "all"])),
                name="weight_part_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="weightpart",
            constraint=models.CheckConstraint(condition=models.Q(("tensors__gte", 1)), name="weight_part_of_something"),
        ),
        migrations.AddConstraint(
            model_name="weightpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cosine__isnull", True), models.Q(("cosine__gte", -1), ("cosine__lte", 1)), _connector="OR"
                ),
                name="weight_part_cosine_is_one",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
