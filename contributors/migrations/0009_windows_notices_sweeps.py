"""Marked sub-windows, notices to givers, and which decisions were taken at once.

By the mark beside each picture's sub-windows a copy of them in files is known to be the table's (kept_windows). Its
index answers for all pictures at once how many there are and what their marks come to, without reading a window;
the others hold the hashes that one question compares, a tenth of the rows' size, and find equal pixels.
"""

import django.db.models.deletion
from django.db import migrations, models

ADD = """
ALTER TABLE contributors_fingerprint
    ADD COLUMN windows_mark bigint GENERATED ALWAYS AS (hashtextextended(encode(windows, 'hex'), id)) STORED;
CREATE INDEX fingerprint_windows_marked ON contributors_fingerprint (load_rule, id)
    INCLUDE (pdq_quality, windows_mark) WHERE windows <> ''::bytea;
CREATE INDEX fingerprint_asked ON contributors_fingerprint (load_rule, id)
    INCLUDE (pdq_quality, pdq_bits, trimmed_bits, phash_bits)
"""
DROP = "DROP INDEX fingerprint_asked; ALTER TABLE contributors_fingerprint DROP COLUMN windows_mark"


class Migration(migrations.Migration):
    """The mark is a generated column: it can never disagree with the windows."""

    dependencies = [("contributors", "0008_slips")]
    operations = [
        migrations.RunSQL(ADD, DROP),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["pixels_sha256"], name="fingerprint_by_pixels"),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("declined", "declined"),
                            ("reopened", "opened again"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="contributors.image",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["at"], name="notice_still_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["question", "declined", "reopened", "withdrawn"])),
                        name="notice_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["question", "declined"]), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_says_what_or_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), ("closed_at__gte", models.F("at")), _connector="OR"
                        ),
                        name="notice_closed_after_it_was_made",
                    ),
                ],
            },
        ),
        migrations.AddField(model_name="review", name="sweep", field=models.UUIDField(null=True)),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(condition=models.Q(("sweep__isnull", False)), fields=["sweep"], name="review_by_sweep"),
        ),
    ]
