"""Reads PayPal payout files back and holds them against PayPal's limits.

Takes a file's bytes; `check` gives every fault, `read` the payments of a file without one.
The decimal places of currencies are written here anew: shares nothing with the writer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.payouts.files import sheet_reader
from ledger.payouts.files.sheet_reader import SheetFault, UnreadableSheet

MOST_ROWS = 5_000
_PLACES = {"JPY": 0, "USD": 2, "EUR": 2, "GBP": 2}  # the currencies PayPal pays that Henrei keeps
_RECIPIENT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[A-Z0-9]{13}")
_KEY = re.compile(r"[!-~]{1,30}")


@dataclass(frozen=True)
class Payment:
    """One row: who, minor units of which currency, our key, and the note."""

    recipient: str
    amount_minor: int
    currency: str
    key: str
    note: str


def read(content: bytes) -> tuple[Payment, ...]:
    """The payments of a sound file, in order. Raises UnreadableSheet."""
    faults = check(content)
    if faults:
        raise UnreadableSheet(faults)
    return tuple(_payment(*row) for row in sheet_reader.rows(content))


def check(content: bytes) -> list[SheetFault]:
    """Every fault; empty for a file PayPal should take."""
    try:
        found = sheet_reader.rows(content)
    except UnreadableSheet as unreadable:
        return list(unreadable.faults)
    faults = list(sheet_reader.shape_faults(found, first=1, columns=5, most=MOST_ROWS))
    return faults or list(_row_faults(found))


def _row_faults(found: Sequence[Sequence[str]]) -> Iterator[SheetFault]:
    currency = found[0][2]
    for number, (recipient, amount, own_currency, key, note) in enumerate(found, start=1):
        if not _RECIPIENT.fullmatch(recipient):
            yield SheetFault(number, 1, f"{recipient!r} is neither a mail address nor a payer id")
        if own_currency not in _PLACES or own_currency != currency:
            yield SheetFault(number, 3, f"{own_currency!r} is not the one known currency of the file")
        else:
            yield from sheet_reader.amount_faults(amount, places=_PLACES[currency], row=number, column=2)
        if not _KEY.fullmatch(key):
            yield SheetFault(number, 4, f"{key!r} is not 1 to 30 characters without blanks")
        if len(note) > 400:
            yield SheetFault(number, 5, f"a note of {len(note)} characters, more than 400")
    yield from sheet_reader.repeated([row[3] for row in found], first=1, column=4)


def _payment(recipient: str, amount: str, currency: str, key: str, note: str) -> Payment:
    return Payment(recipient, sheet_reader.minor_units(amount), currency, key, sheet_reader.fused(note))
