"""Reads Wise batch files back and holds them against Wise's limits.

Takes a file's bytes; `check` gives every fault, `read` the payments of a file without one.
The decimal places of currencies are written here anew: shares nothing with the writer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ledger.payouts.files import sheet_reader
from ledger.payouts.files.sheet_reader import SheetFault, UnreadableSheet

MOST_ROWS = 1_000
_PLACES = {"JPY": 0, "KRW": 0, "USD": 2, "EUR": 2, "GBP": 2}
_COLUMNS = [
    *("name", "recipientEmail", "recipientDetail", "sourceCurrency"),
    *("targetCurrency", "amountCurrency", "amount", "paymentReference"),
]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Payment:
    """One row: who, minor units counted in the source or the target currency, and our key."""

    name: str
    email: str
    detail: str
    source_currency: str
    target_currency: str
    amount_in: Literal["source", "target"]
    amount_minor: int
    key: str


def read(content: bytes) -> tuple[Payment, ...]:
    """The payments of a sound file, in order. Raises UnreadableSheet."""
    faults = check(content)
    if faults:
        raise UnreadableSheet(faults)
    return tuple(_payment(*row) for row in sheet_reader.rows(content)[1:])


def check(content: bytes) -> list[SheetFault]:
    """Every fault; empty for a file Wise should take."""
    try:
        found = sheet_reader.rows(content)
    except UnreadableSheet as unreadable:
        return list(unreadable.faults)
    if not found or found[0] != _COLUMNS:
        return [SheetFault(1, 0, f"the heading is not {','.join(_COLUMNS)}")]
    faults = list(sheet_reader.shape_faults(found[1:], first=2, columns=len(_COLUMNS), most=MOST_ROWS))
    return faults or list(_row_faults(found[1:]))


def _row_faults(found: Sequence[Sequence[str]]) -> Iterator[SheetFault]:
    for number, (name, email, _detail, source, target, counted_in, amount, key) in enumerate(found, start=2):
        if not name.strip():
            yield SheetFault(number, 1, "nobody's name")
        if not _EMAIL.fullmatch(email):
            yield SheetFault(number, 2, f"{email!r} is no mail address")
        yield from _currency_faults(source, target, counted_in, amount, number)
        if not key.strip():
            yield SheetFault(number, 8, "no payment reference: the answer could not be matched")
    yield from sheet_reader.repeated([row[7] for row in found], first=2, column=8)


def _currency_faults(source: str, target: str, counted_in: str, amount: str, row: int) -> Iterator[SheetFault]:
    for column, currency in ((4, source), (5, target)):
        if currency not in _PLACES:
            yield SheetFault(row, column, f"{currency!r} is no known currency")
    if counted_in not in ("source", "target"):
        yield SheetFault(row, 6, f"{counted_in!r} is neither source nor target")
    places = _PLACES.get(source if counted_in == "source" else target)
    if places is not None:
        yield from sheet_reader.amount_faults(amount, places=places, row=row, column=7)


def _payment(
    name: str, email: str, detail: str, source: str, target: str, counted_in: str, amount: str, key: str
) -> Payment:
    amount_in: Literal["source", "target"] = "source" if counted_in == "source" else "target"
    amount_minor = sheet_reader.minor_units(amount)
    return Payment(sheet_reader.fused(name), email, detail, source, target, amount_in, amount_minor, key)
