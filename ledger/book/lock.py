"""One at a time: a named lock until the transaction ends (PostgreSQL's advisory locks)."""

from django.db import connection


def hold(kind: str, key: str) -> None:
    """Wait for whoever holds the lock of this name, then hold it until commit or rollback."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind}\n{key}"])
