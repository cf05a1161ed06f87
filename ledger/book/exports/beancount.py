"""The book as Beancount reads it (version 3), to be judged by ``bean-check``.

Names are mapped to Beancount's rules; what they are called here stands beside them as metadata. Source: the
Beancount language syntax, https://beancount.github.io/docs/beancount_language_syntax.html
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO

from ledger.book import money
from ledger.book.chart import Kind
from ledger.book.exports.rows import Book, Heading, Opening, Posting

ENDING = ".beancount"
ROOTS: dict[Kind, str] = {
    "asset": "Assets",
    "liability": "Liabilities",
    "payable": "Liabilities",
    "income": "Income",
    "expense": "Expenses",
    "equity": "Equity",
}
NAMES_KEPT = 4_096

# TRUE, FALSE and NULL are words of the language, and so is a single capital.
_CURRENCY = re.compile(r"(?!(?:TRUE|FALSE|NULL)$)[A-Z][A-Z0-9]+")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def write(book: Book, out: BinaryIO) -> None:
    """The whole file, UTF-8."""
    out.writelines(line.encode() for line in lines(book))


def lines(book: Book) -> Iterator[str]:
    """Every line with its end: options, commodities, accounts, then entries in their order."""
    yield 'option "title" "Henrei"\n'
    since = min((opening.opened_on for opening in book.openings), default=date.min)
    for commodity in book.commodities():
        yield f"{since} commodity {currency(commodity)}\n  unit: {quoted(commodity)}\n"
    for opening in book.openings:
        yield _opening(opening)
    for _number, legs in groupby(book.postings, key=lambda posting: posting.heading.number):
        yield from _transaction(legs)


@lru_cache(NAMES_KEPT)
def account(code: str, kind: Kind) -> str:
    """What Beancount calls an account: ``liabilities:payable:12`` is ``Liabilities:Payable:C12``."""
    root = ROOTS[kind]
    parts = code.split(":")
    rest = parts[1:] if parts[0] == root.lower() and len(parts) > 1 else parts
    names = [_component(part) for part in rest]
    if kind == "payable":
        names[-1] = f"C{names[-1]}"
    return ":".join([root, *names])


@lru_cache(NAMES_KEPT)
def currency(commodity: str) -> str:
    """What Beancount calls a commodity: itself in capitals and digits; any other with a digest, so that no two meet."""
    if _CURRENCY.fullmatch(commodity):
        return commodity
    capitals = re.sub(r"[^A-Z0-9]", "", commodity.upper())
    return f"X{capitals}-{hashlib.sha256(commodity.encode()).hexdigest()[:8].upper()}"


def quoted(text: str) -> str:
    """A string of the language; control characters that it cannot say become U+FFFD."""
    return '"' + "".join(_ESCAPED.get(sign) or _visible(sign) for sign in text) + '"'


def _component(part: str) -> str:
    """Letters and digits stay, the first in capitals; any other character becomes its UTF-8 in hex."""
    name = "".join(sign if sign.isascii() and sign.isalnum() else _hex(sign) for sign in part)
    return name[:1].upper() + name[1:] if name[:1].isalnum() else f"X{name}"


def _hex(sign: str) -> str:
    return "".join(f"-{byte:02x}" for byte in sign.encode())


def _visible(sign: str) -> str:
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) == "Cc" else sign


def _opening(opening: Opening) -> str:
    kept_in = ",".join(currency(commodity) for commodity in opening.commodities)
    name = account(opening.code, opening.kind)
    return f"{opening.opened_on} open {name} {kept_in}\n  code: {quoted(opening.code)}\n"


def _transaction(legs: Iterable[Posting]) -> Iterator[str]:
    for place, posting in enumerate(legs):
        if place == 0:
            yield _heading(posting.heading)
        amount = money.decimal_text(posting.amount_minor, posting.account.commodity)
        name = account(posting.account.code, posting.account.kind)
        yield f"  {name}  {amount} {currency(posting.account.commodity)}\n"


def _heading(heading: Heading) -> str:
    others = [number for number in (heading.reverses, heading.corrects) if number is not None]
    links = " ".join(f"^entry-{number}" for number in [heading.number, *others])
    return (
        f"\n{heading.effective_on} * {quoted(heading.kind)} {quoted(heading.note)} {links}\n"
        f"  entry: {heading.number}\n"
        f"  key: {quoted(f'{heading.scope}:{heading.key}')}\n"
        f"  recorded: {quoted(heading.recorded_at.isoformat())}\n"
    )
