"""What a consent covers is decided by the database, for the guard of usage and for matching alike."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent / "guards" / "0005" / "08_usage.sql"


class Migration(migrations.Migration):
    """Usage credited before stays as it was matched; a run that is not settled is matched anew."""

    dependencies = [("contributors", "0003_hash_bits"), ("ledger", "0004_parts_are_decided")]
    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"))]
