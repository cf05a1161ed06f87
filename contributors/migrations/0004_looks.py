"""A small grey copy beside the hashes, and phash 64 as a bit string whose differing bits PostgreSQL can count."""

from django.db import migrations, models

ADD = """
ALTER TABLE contributors_fingerprint
    ADD COLUMN phash_bits bit(64) GENERATED ALWAYS AS (('x' || encode(phash, 'hex'))::bit(64)) STORED
"""


class Migration(migrations.Migration):
    """Fingerprints under an older load rule have no look; `rehash` makes them anew."""

    dependencies = [("contributors", "0003_hash_bits")]
    operations = [
        migrations.AddField("fingerprint", "look", models.BinaryField(default=b"", max_length=1024)),
        migrations.RunSQL(ADD, "ALTER TABLE contributors_fingerprint DROP COLUMN phash_bits"),
    ]
