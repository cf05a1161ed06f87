"""Turns are taken one at a time, and given back at the end of the block or of the transaction."""

import psycopg
import pytest
from django.db import transaction

from contributors import turns
from ledger.config import embedded


def is_free(addresses: embedded.Addresses, kind: str = "intake", key: str = "decide") -> bool:
    """Whether somebody else would be let in at once."""
    question = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    with psycopg.connect(addresses.application) as other:
        row = other.execute(question, [f"{kind}\n{key}"]).fetchone()
    return row == (True,)


class Broken(Exception):
    """Something breaks while the turn is taken."""


def test_a_taken_turn_lasts_over_transactions_and_ends_with_the_block(committed_db: embedded.Addresses) -> None:
    with turns.taken("intake", "decide"):
        with transaction.atomic():
            assert not is_free(committed_db)
        assert not is_free(committed_db)
        assert is_free(committed_db, key="record")
    assert is_free(committed_db)


def test_a_taken_turn_is_given_back_when_something_breaks(committed_db: embedded.Addresses) -> None:
    with pytest.raises(Broken), turns.taken("intake", "decide"):
        raise Broken
    assert is_free(committed_db)


def test_a_held_turn_ends_with_the_transaction(committed_db: embedded.Addresses) -> None:
    with transaction.atomic():
        turns.hold("intake", "record")
        assert not is_free(committed_db, key="record")
    assert is_free(committed_db, key="record")


@pytest.mark.parametrize("key", ["decide", "record", "gallery", "絵", ""])
def test_whether_a_turn_is_taken_can_be_seen_without_taking_it(committed_db: embedded.Addresses, key: str) -> None:
    """Keys become numbers of any size and either sign."""
    assert not turns.is_taken("intake", key)
    with turns.taken("intake", key):
        assert turns.is_taken("intake", key)
        assert not turns.is_taken("other", key)
    assert not turns.is_taken("intake", key)


def test_a_turn_ends_with_whoever_is_killed(committed_db: embedded.Addresses) -> None:
    with psycopg.connect(committed_db.application) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", ["intake\ndecide"])
        assert turns.is_taken("intake", "decide")
        other.execute("SELECT pg_advisory_unlock_all()")
    assert not turns.is_taken("intake", "decide")
