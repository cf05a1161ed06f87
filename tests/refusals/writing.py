"""SQL that writes a lawful entry, so that each attack shows only what is unlawful about it.

`header` and `legs` give an entry that the book accepts: June, 100 yen more for Ada. What an attack says by keyword
replaces what is lawful. Ids are chosen far above the sequence's.
"""

from collections.abc import Sequence

FIRST = 900_001
LAWFUL = {
    "kind": "'adjustment'",
    "scope": "'attack'",
    "request_sha256": "sha256('attack')",
    "period_id": "'2026-06-01'",
    "effective_on": "'2026-06-10'",
    "leg_count": "2",
    "note": "''",
    "by_id": "{cy}",
}

Leg = tuple[str, int]
LAWFUL_LEGS: Sequence[Leg] = (("{cost}", 100), ("{owed_ada}", -100))


def header(entry: int = FIRST, **said: str) -> str:
    """One entry's header; every column can be said otherwise, as SQL."""
    columns = {"id": str(entry), "key": f"'{entry}'", **LAWFUL, **said}
    return f"INSERT INTO public.ledger_entry ({', '.join(columns)}) VALUES ({', '.join(columns.values())});\n"


def legs(moved: Sequence[Leg] = LAWFUL_LEGS, *, entry: str = str(FIRST), first: int = 1, commodity: str = "JPY") -> str:
    """Legs of an entry, numbered on from ``first``."""
    rows = [
        f"({entry}, {place}, {account}, '{commodity}', {amount})"
        for place, (account, amount) in enumerate(moved, start=first)
    ]
    columns = "entry_id, leg, account_id, commodity, amount_minor"
    return f"INSERT INTO public.ledger_posting ({columns}) VALUES {', '.join(rows)};\n"


def entry(moved: Sequence[Leg] = LAWFUL_LEGS, number: int = FIRST, **said: str) -> str:
    """A header with its legs."""
    whole = {"leg_count": str(len(moved)), **said}
    return header(number, **whole) + legs(moved, entry=str(number))


def reversal(of: str, moved: Sequence[Leg], number: int = FIRST) -> str:
    """An entry that says it undoes another."""
    return entry(moved, number, kind="'reversal'", reverses_id=of)
