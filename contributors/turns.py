"""One at a time: named turns that people and workers take, kept by PostgreSQL's advisory locks.

``hold`` lasts until the transaction ends. ``taken`` and ``taken_if_free`` last over many transactions and end with
the block, or with the connection where the process is killed; they need a session of their own, so no pooler that
shares one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# One bigint lies in pg_locks as two halves (PostgreSQL, 53.12, "pg_locks").
HOLDER = """
SELECT EXISTS (
    SELECT FROM pg_locks, (SELECT hashtextextended(%s, 0)) AS named (key)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32) | objid::bigint = key
)
"""


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


def is_taken(kind: str, key: str) -> bool:
    """Whether somebody has the turn of this name; whoever is killed has none any more."""
    return _ask(HOLDER, kind, key) is True


def _ask(question: str, kind: str, key: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question, [f"{kind}\n{key}"])
        answer = cursor.fetchone()
    return answer[0] if answer else None
