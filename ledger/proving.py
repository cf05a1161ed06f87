"""What must always hold, all of it: the book's invariants and seals, then every reward computed again.

For whoever proves on demand: the command, the staff's page, the end of a demonstration.
"""

from collections.abc import Iterator
from itertools import chain

from ledger.book import invariants
from ledger.book.invariants import Broken
from ledger.rewards import recomputing

__all__ = ["Broken", "broken", "names"]


def names() -> list[str]:
    """What is asked by a query or by computing again, in the order it is asked."""
    return [*invariants.names(), *recomputing.NAMES]


def broken() -> Iterator[Broken]:
    """Everything that does not hold, the book first."""
    return chain(invariants.broken(), recomputing.broken())
