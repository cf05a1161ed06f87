"""A mark beside each picture's sub-windows, by which a copy of them in files is known to be the table's (kept_windows).

The first index answers for all pictures at once how many there are and what their marks come to, without reading a
window; the second finds equal pixels without reading every row.
"""

from django.db import migrations, models

ADD = """
ALTER TABLE contributors_fingerprint
    ADD COLUMN windows_mark bigint GENERATED ALWAYS AS (hashtextextended(encode(windows, 'hex'), id)) STORED;
CREATE INDEX fingerprint_windows_marked ON contributors_fingerprint (load_rule, id)
    INCLUDE (pdq_quality, windows_mark) WHERE windows <> ''::bytea
"""


class Migration(migrations.Migration):
    """A generated column: it can never disagree with the windows."""

    dependencies = [("contributors", "0007_review")]
    operations = [
        migrations.RunSQL(ADD, "ALTER TABLE contributors_fingerprint DROP COLUMN windows_mark"),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["pixels_sha256"], name="fingerprint_by_pixels"),
        ),
    ]
