"""One at a time: named turns that people and workers take, kept by PostgreSQL's advisory locks.

``hold`` lasts until the transaction ends. ``taken`` and ``taken_if_free`` last over many transactions and end with
the block, or with the connection where the process is killed; they need a session of their own, so no pooler that
shares one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def hold(kind: str, key: str) -> None:
    """Wait for whoever has the turn of this name, then keep it until commit or rollback."""
    _ask("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", kind, key)


@contextmanager
def taken(kind: str, key: str) -> Iterator[None]:
    """Wait for whoever has the turn of this name, then keep it for as long as the block lasts."""
    _ask("SELECT pg_advisory_lock(hashtextextended(%s, 0))", kind, key)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", kind, key)


@contextmanager
def taken_if_free(kind: str, key: str) -> Iterator[bool]:
    """Take the turn of this name where nobody has it, for as long as the block lasts, and say whether."""
    is_ours = _ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", kind, key) is True
    try:
        yield is_ours
    finally:
        if is_ours:
            _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", kind, key)


def _ask(question: str, kind: str, key: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question, [f"{kind}\n{key}"])
        answer = cursor.fetchone()
    return answer[0] if answer else None
