"""Reads a payment house's CSV back cell by cell, and says what is wrong with it, by row and column from 1.

Takes bytes; gives rows of text and faults. What the columns mean is for the reader of each format.
Shares nothing with the writers.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,3})?")
_RUNS_IN_A_SPREADSHEET = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True)
class SheetFault:
    """One thing wrong, at a row and column counted from 1 (0 for the whole row or file)."""

    row: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.message}"


class UnreadableSheet(ValueError):
    """Cannot be read, because the file is not what its format asks for; carries the faults found."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"the file cannot be used, {self.faults[0]}: have it written again")


def rows(content: bytes) -> list[list[str]]:
    """The cells as they stand. Raises UnreadableSheet where the bytes are no UTF-8 or no CSV."""
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise UnreadableSheet([SheetFault(0, 0, f"no UTF-8 or no CSV ({wrong})")]) from None


def shape_faults(found: Sequence[Sequence[str]], *, first: int, columns: int, most: int) -> Iterator[SheetFault]:
    """No payment at all, too many, rows of another width, and cells a spreadsheet would run."""
    if not 1 <= len(found) <= most:
        yield SheetFault(0, 0, f"{len(found)} payments, not 1 to {most}")
    for number, row in enumerate(found, start=first):
        if len(row) != columns:
            yield SheetFault(number, 0, f"{len(row)} cells, not {columns}")
        for column, cell in enumerate(row, start=1):
            if _RUNS_IN_A_SPREADSHEET.match(cell):
                yield SheetFault(number, column, f"{cell!r} would run as a formula in a spreadsheet")


def amount_faults(cell: str, *, places: int, row: int, column: int) -> Iterator[SheetFault]:
    """An amount is a plain decimal above nothing with exactly its currency's places."""
    found = _AMOUNT.fullmatch(cell)
    if found is None or len(found[2] or ".") - 1 != places:
        yield SheetFault(row, column, f"{cell!r} is no amount with {places} decimal places")
    elif Decimal(cell) == 0:
        yield SheetFault(row, column, "a payment of nothing")


def repeated(cells: Sequence[str], *, first: int, column: int) -> Iterator[SheetFault]:
    """Cells that must differ from row to row, such as keys."""
    seen: dict[str, int] = {}
    for number, cell in enumerate(cells, start=first):
        if seen.setdefault(cell, number) != number:
            yield SheetFault(number, column, f"{cell!r} stands in row {seen[cell]} already")


def minor_units(amount: str) -> int:
    """An amount that has no fault, as an integer of minor units: the digits without their point."""
    return int(amount.replace(".", ""))


def fused(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _RUNS_IN_A_SPREADSHEET.match(cell[1:]) else cell
