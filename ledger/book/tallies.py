"""Tallies: what finished transactions add up to, so that a balance of any moment is found in milliseconds.

They are made after every so many entries, when a month closes, and by `manage.py tally`; they change no answer
(migrations/guards/0010/tallies.sql says how they are made and read).
"""

from functools import partial

from django.db import connection, transaction

# So many legs are read one by one before they are worth a tally.
LEAST_LEGS = 4_096
ENTRIES_BETWEEN = 1_024


def catch_up(*, least_legs: int = LEAST_LEGS) -> int:
    """Tally what was finished since the last time, where it has at least so many legs. Gives how many were made.

    Whoever comes while another is at it leaves it to that one. Transactions that still run, and all younger ones, wait
    for the next time; so nothing is tallied of the transaction that asks.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT make_tallies(%s)", [least_legs])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def soon() -> None:
    """Catch up once the present transaction is committed. That it fails then undoes nothing and is told to the log."""
    transaction.on_commit(partial(catch_up), robust=True)


def after(first_entry: int, last_entry: int) -> None:
    """Catch up soon, where these entries complete another thousand."""
    if first_entry // ENTRIES_BETWEEN != (last_entry + 1) // ENTRIES_BETWEEN:
        soon()
