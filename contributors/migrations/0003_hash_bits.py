"""PDQ hashes as bit strings beside their bytes, so that PostgreSQL can count differing bits (bit_count)."""

from django.db import migrations

ADD = """
ALTER TABLE contributors_fingerprint
    ADD COLUMN pdq_bits bit(256) GENERATED ALWAYS AS (('x' || encode(pdq, 'hex'))::bit(256)) STORED,
    ADD COLUMN trimmed_bits bit(256) GENERATED ALWAYS AS (('x' || encode(trimmed_pdq, 'hex'))::bit(256)) STORED
"""


class Migration(migrations.Migration):
    """Generated columns: they can never disagree with the bytes."""

    dependencies = [("contributors", "0002_uploads_and_blocks")]
    operations = [
        migrations.RunSQL(ADD, "ALTER TABLE contributors_fingerprint DROP COLUMN pdq_bits, DROP COLUMN trimmed_bits")
    ]
