"""The book as a journal of hledger's (1.25 or newer), to be judged by ``hledger check -s``.

Account codes stay as they are, each declared with its type. Source: the hledger manual, "hledger journal format",
https://hledger.org/hledger.html
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO

from ledger.book import money
from ledger.book.chart import Kind
from ledger.book.exports.rows import Book, Heading, Posting

ENDING = ".journal"
TYPES: dict[Kind, str] = {
    "asset": "A",
    "liability": "L",
    "payable": "L",
    "income": "R",
    "expense": "X",
    "equity": "E",
}
NAMES_KEPT = 4_096

# What begins a comment, ends a payee or a tag or holds a date in a journal, and how it looks without meaning it.
_WITHOUT_MEANING = str.maketrans({";": "；", "|": "｜", ",": "，", "[": "［", "]": "］"})


def write(book: Book, out: BinaryIO) -> None:
    """The whole file, UTF-8."""
    out.writelines(line.encode() for line in lines(book))


def lines(book: Book) -> Iterator[str]:
    """Every line with its end: commodities, accounts, then entries in their order."""
    yield "; Henrei\ndecimal-mark .\n"
    for commodity in book.commodities():
        yield f"commodity {_sample(commodity)} {symbol(commodity)}\n"
    for opening in book.openings:
        yield f"account {account(opening.code)}  ; type:{TYPES[opening.kind]}\n"
    for _number, legs in groupby(book.postings, key=lambda posting: posting.heading.number):
        yield from _transaction(legs)


@lru_cache(NAMES_KEPT)
def account(code: str) -> str:
    """An account's name: the code, with characters that mean something to hledger as their UTF-8 in hex."""
    return "".join(sign if sign.isalnum() or sign in ":_-" else _hex(sign) for sign in code)


@lru_cache(NAMES_KEPT)
def symbol(commodity: str) -> str:
    """A commodity in double quotes, inside which anything but three characters and line ends may stand."""
    return '"' + "".join(_hex(sign) if sign in ';"%' or not sign.isprintable() else sign for sign in commodity) + '"'


def plain(text: str) -> str:
    """Text that means nothing to hledger but itself: in one line, punctuation of its language made full-width."""
    visible = ("\N{SPACE}" if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(visible).translate(_WITHOUT_MEANING).split())


def _sample(commodity: str) -> str:
    """How amounts of the commodity are written; a decimal mark stands in every one."""
    return f"1000.{'0' * money.exponent(commodity)}"


def _hex(sign: str) -> str:
    return "".join(f"%{byte:02x}" for byte in sign.encode())


def _transaction(legs: Iterable[Posting]) -> Iterator[str]:
    for place, posting in enumerate(legs):
        if place == 0:
            yield _heading(posting.heading)
        amount = money.decimal_text(posting.amount_minor, posting.account.commodity)
        yield f"    {account(posting.account.code)}  {amount} {symbol(posting.account.commodity)}\n"


def _heading(heading: Heading) -> str:
    first = f"\n{heading.effective_on} * ({heading.number}) {plain(heading.note)}\n"
    about = f"    ; kind:{plain(heading.kind)}, scope:{plain(heading.scope)}, key:{plain(heading.key)}\n"
    others = {"reverses": heading.reverses, "corrects": heading.corrects}
    links = (f"    ; {word}:{number}\n" for word, number in others.items() if number is not None)
    return first + about + "".join(links)
