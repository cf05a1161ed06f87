"""Alarms are decided by people, likenesses are looked at, and what others declared is kept beside what was measured."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "0009" / "12_alarms.sql"


class Migration(migrations.Migration):
    """Alarms that stand when this comes are open until somebody decides."""

    dependencies = [
        ("contributors", "0007_review"),
        ("ledger", "0008_weights_and_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AlarmDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("images_sha256", models.BinaryField(max_length=32)),
                ("exposures", models.PositiveBigIntegerField()),
                (
                    "decided",
                    models.CharField(
                        choices=[
                            ("repeated_without", "the run was repeated without them"),
                            ("agreed_again", "their givers agreed again"),
                            ("not_published", "the model is not published"),
                            ("otherwise", "otherwise, as written"),
                            ("opened_again", "open again"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alarm_decisions", to="ledger.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "-id"], name="alarm_decisions_of_a_run")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "decided__in",
                                ["repeated_without", "agreed_again", "not_published", "otherwise", "opened_again"],
                            )
                        ),
                        name="alarm_decided_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words__regex", "\\S")), name="alarm_decided_for_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=20)),
                ("samples", models.PositiveBigIntegerField()),
                ("without_digest", models.PositiveBigIntegerField()),
                ("digests", models.PositiveBigIntegerField()),
                ("seen", models.PositiveBigIntegerField()),
                ("accepted", models.PositiveBigIntegerField()),
                ("unknown", models.PositiveBigIntegerField()),
                ("seen_unknown", models.PositiveBigIntegerField()),
                ("uncatalogued", models.PositiveBigIntegerField()),
                ("read_at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="catalogues", to="ledger.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "name"), name="catalogue_read_once_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted__lte", models.F("digests")),
                            ("seen__lte", models.F("digests")),
                            ("unknown__lte", models.F("digests")),
                        ),
                        name="catalogue_counts_its_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("trainer", models.CharField(max_length=20)),
                ("folder", models.CharField(max_length=1000)),
                ("repeats", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("epochs", models.PositiveBigIntegerField(null=True)),
                ("stage", models.CharField(blank=True, max_length=100)),
                ("component", models.CharField(blank=True, max_length=20)),
                ("pictures", models.PositiveBigIntegerField()),
                ("measured", models.PositiveBigIntegerField()),
                ("fewest", models.PositiveBigIntegerField()),
                ("most", models.PositiveBigIntegerField()),
                ("read_at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declared_uses", to="ledger.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "trainer", "folder", "stage", "component"),
                        name="declared_once_per_folder_and_stage",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.BinaryField(max_length=32)),
                ("sample_id", models.TextField()),
                ("exposures", models.PositiveBigIntegerField()),
                ("hint", models.CharField(choices=[("pdq", "PDQ"), ("phash", "phash")], max_length=5)),
                ("hashed", models.BinaryField(max_length=32)),
                ("distance_bits", models.PositiveSmallIntegerField()),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="likenesses", to="contributors.image"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="likenesses", to="ledger.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "distance_bits", "id"], name="likeness_nearest_first")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "sha256", "image"), name="likeness_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("hint__in", ["pdq", "phash"])), name="likeness_hint_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LikenessNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.BinaryField(max_length=32)),
                ("is_same", models.BooleanField()),
                ("words", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="likeness_notes",
                        to="contributors.image",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="likeness_notes", to="ledger.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["sha256", "image"], name="likeness_notes_of_a_pair")],
            },
        ),
        migrations.CreateModel(
            name="LikenessSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unknown", models.PositiveBigIntegerField()),
                ("left_out", models.PositiveBigIntegerField()),
                ("searched", models.PositiveBigIntegerField()),
                ("without_hint", models.PositiveBigIntegerField()),
                ("found", models.PositiveBigIntegerField()),
                ("not_kept", models.PositiveBigIntegerField()),
                ("searched_at", models.DateTimeField()),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="likeness_search", to="ledger.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "unknown",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("left_out"), "+", models.F("searched")
                                    ),
                                    "+",
                                    models.F("without_hint"),
                                ),
                            )
                        ),
                        name="likeness_search_adds_up",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8")),
    ]
