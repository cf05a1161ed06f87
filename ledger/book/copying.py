"""Rows into a table by PostgreSQL's binary COPY, the fastest way in; refused whole or taken whole."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

Cell = int | str | bytes | bool | date | None


def copy_rows(statement: str, types: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Run a ``COPY ... FROM STDIN (FORMAT BINARY)`` over ``rows``; ``types`` are PostgreSQL's names, in order."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.set_types(list(types))
        for row in rows:
            copy.write_row(row)
