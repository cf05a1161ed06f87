"""The samples that a training machine loads and the tests know too: sample i holds the number i. Plain Python."""

import hashlib

from ledger.training.tracing import Trace

COUNT = 23
RANKS = 3


def name_of(number: int) -> str:
    """The id of sample i."""
    return f"bird-{number:02d}"


def trace_of(number: int) -> Trace:
    """Where sample i comes from: its bytes are its number as text."""
    return Trace(name_of(number), hashlib.sha256(str(number).encode()).hexdigest())
