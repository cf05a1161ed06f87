"""What the house holds right now, row by row and file by file, so that a test can tell that nothing changed."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg import sql

# A job's row tells that something was tried, and why it failed; that is no change of what is known.
TRIED = "contributors_job"


def held() -> dict[str, str]:
    """Every table with a digest of its rows, and every kept file with its size."""
    return {name: _digest(name) for name in _tables()} | _files()


def counted() -> dict[str, str]:
    """Every table with its number of rows, and every kept file with its size."""
    return {name: _number(name) for name in _tables()} | _files()


def _tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name != TRIED]


def _digest(table: str) -> str:
    query = "SELECT md5(coalesce(string_agg(held::text, E'\\n' ORDER BY held::text), '')) FROM {} held"
    return _asked(query, table)


def _number(table: str) -> str:
    return _asked("SELECT count(*)::text FROM {}", table)


def _asked(query: str, table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(query).format(sql.Identifier(table)))
        return str(cursor.fetchall()[0][0])


def _files() -> dict[str, str]:
    return {str(path): str(path.stat().st_size) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
