"""Parts over HTTP: tokens for one run each, uploads on their way, and what the database keeps as it was."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent / "guards" / "0007" / "10_sending.sql"


class Migration(migrations.Migration):
    """Parts received before came from files."""

    dependencies = [
        ("ledger", "0006_usage_lies_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ability",
                    models.CharField(
                        choices=[("send_parts", "send parts and ask what is missing")],
                        default="send_parts",
                        max_length=20,
                    ),
                ),
                ("label", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=12)),
                ("sha256", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="ledger.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PartUpload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("key", models.CharField(blank=True, max_length=255)),
                ("file_name", models.CharField(max_length=300)),
                ("sidecar", models.TextField(blank=True)),
                ("announced_sha256", models.BinaryField(max_length=32, null=True)),
                ("begun_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                ("body_sha256", models.BinaryField(max_length=32, null=True)),
                ("answer", models.JSONField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "part",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="ledger.part"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="part_uploads", to="ledger.run"
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="part_uploads", to="ledger.runtoken"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="runtoken",
            index=models.Index(fields=["prefix"], name="run_token_by_prefix"),
        ),
        migrations.AddConstraint(
            model_name="runtoken",
            constraint=models.UniqueConstraint(fields=("sha256",), name="run_token_is_one_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="runtoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("ability__in", ["send_parts"])), name="run_token_ability_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="runtoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))), name="run_token_expires"
            ),
        ),
        migrations.AddConstraint(
            model_name="runtoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="run_token_revoked_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="partupload",
            index=models.Index(
                condition=models.Q(("taken_at__isnull", True)), fields=["touched_at"], name="part_upload_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="partupload",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("run", "key"),
                name="part_upload_key_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="partupload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer__isnull", True),
                        ("body_sha256__isnull", True),
                        ("part__isnull", True),
                        ("taken_at__isnull", True),
                    ),
                    models.Q(
                        ("answer__isnull", False),
                        ("body_sha256__isnull", False),
                        ("part__isnull", False),
                        ("taken_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="part_upload_is_open_or_taken",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
