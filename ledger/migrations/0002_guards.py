"""What PostgreSQL itself refuses: the book's guards, each a page of SQL with its reasons beside it."""

from pathlib import Path

from django.db import migrations

GUARDS = sorted((Path(__file__).parent / "guards").glob("*.sql"))


class Migration(migrations.Migration):
    """Guards stand from the first entry on; they are never taken down, so there is no way back."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(guard.read_text(encoding="utf-8")) for guard in GUARDS]
