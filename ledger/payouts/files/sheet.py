"""CSV as payment houses take it: UTF-8, CRLF, cells no spreadsheet runs, so many rows a file.

Takes payments and a way to make one a row; gives numbered files that say which payouts they hold.
Which columns there are is for the format beside it.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

# A spreadsheet also takes the full-width signs that Japanese keyboards give.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class NoPayments(ValueError):
    """Cannot be written, because a file without a payment is not one."""

    def __init__(self) -> None:
        super().__init__("there is nobody to pay: a file needs at least one payment")


class RepeatedKey(ValueError):
    """Cannot be written, because the answer could not be told apart for two payments with one key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"two payments carry the key {key}: each payout has its own")


class NotACell(ValueError):
    """Cannot be written, because the text is missing, too long, or has signs its column does not take."""

    def __init__(self, key: str, column: str, text: str) -> None:
        self.key, self.column, self.text = key, column, text
        super().__init__(f"payment {key} cannot have {text!r} as its {column}: correct it")


@dataclass(frozen=True)
class SheetFile:
    """One of several files, numbered from 1, with the keys of the payouts in it, in order."""

    number: int
    of: int
    keys: tuple[str, ...]
    content: bytes


class Keyed(Protocol):
    """A payment known by the key of its payout."""

    @property
    def key(self) -> str: ...


_Payment = TypeVar("_Payment", bound=Keyed)


def write(
    payments: Sequence[_Payment],
    row: Callable[[_Payment], Sequence[str]],
    *,
    heading: Sequence[str] | None,
    most_rows: int,
) -> tuple[SheetFile, ...]:
    """Files of at most `most_rows`, in the order given. Raises NoPayments, RepeatedKey, what `row` does."""
    if not payments:
        raise NoPayments
    _refuse_same_keys(payments)
    parts = [payments[start : start + most_rows] for start in range(0, len(payments), most_rows)]
    return tuple(
        SheetFile(number, len(parts), tuple(one.key for one in part), _content(part, row, heading))
        for number, part in enumerate(parts, start=1)
    )


def defused(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula (OWASP, CSV injection)."""
    return "'" + text if text.startswith(FORMULA_SIGNS) else text


def plain(key: str, column: str, text: str, *, most: int) -> str:
    """A defused cell of 1 to `most` printable characters. Raises NotACell."""
    cell = defused(text)
    if not text.strip() or len(cell) > most or not text.isprintable():
        raise NotACell(key, column, text)
    return cell


def exact(key: str, column: str, text: str, *, most: int) -> str:
    """A cell that must arrive as it is, such as an address: refused where it would have to be defused."""
    if plain(key, column, text, most=most) != text or " " in text:
        raise NotACell(key, column, text)
    return text


def _content(
    part: Sequence[_Payment], row: Callable[[_Payment], Sequence[str]], heading: Sequence[str] | None
) -> bytes:
    written = io.StringIO(newline="")
    sheet = csv.writer(written, lineterminator="\r\n")
    if heading is not None:
        sheet.writerow(heading)
    sheet.writerows(row(payment) for payment in part)
    return written.getvalue().encode("utf-8")


def _refuse_same_keys(payments: Sequence[Keyed]) -> None:
    seen: set[str] = set()
    for payment in payments:
        if payment.key in seen:
            raise RepeatedKey(payment.key)
        seen.add(payment.key)
