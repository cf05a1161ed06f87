"""Entries in the book's own notation, to be compared whole: a day and a kind, then one line a leg.

    2026-04-28 settlement
      expenses:rewards             100000 JPY
      liabilities:payable:Ada      -75000 JPY

A payable stands under its contributor's name; what an entry reverses or corrects is named after its kind.
"""

from collections.abc import Iterable
from textwrap import dedent

from ledger.book import money
from ledger.models import Entry, Posting


def written(entry: Entry) -> str:
    """One entry, without a line end at its last line."""
    legs = entry.postings.select_related("account__contributor").order_by("leg")
    return "\n".join([_heading(entry), *(_leg(posting) for posting in legs)])


def book(entries: Iterable[Entry] | None = None) -> str:
    """Several entries, in order of their ids, with a blank line between; all of the book where none are given."""
    found = Entry.objects.order_by("id") if entries is None else entries
    return "\n\n".join(written(entry) for entry in found)


def expected(text: str) -> str:
    """An entry as a test writes it down: indented, in triple quotes."""
    lines = dedent(text).strip().splitlines()
    return "\n".join(_spaced(line) for line in lines)


def _heading(entry: Entry) -> str:
    other = entry.reverses or entry.corrects
    return f"{entry.effective_on} {entry.kind}" + (f" of {other}" if other else "")


def _leg(posting: Posting) -> str:
    account = posting.account
    code = account.code
    if account.contributor is not None:
        code = code.replace(str(account.contributor_id), account.contributor.name)
    return f"  {code} {money.decimal_text(posting.amount_minor, posting.commodity)} {posting.commodity}"


def _spaced(line: str) -> str:
    """Amounts may be aligned as one likes."""
    indent = "  " if line.startswith(" ") else ""
    return indent + " ".join(line.split())
