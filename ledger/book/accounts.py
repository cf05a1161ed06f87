"""Accounts by their names: found, and opened where nobody did yet. Only the journal opens them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from ledger.book.chart import AccountName

Key = tuple[str, str]
Ids = Mapping[Key, int]

# LATERAL and OFFSET 0 hold the order of the join: fresh accounts are not in the planner's figures yet, and the other
# way round each of them would read the whole list.
PAYABLES = """
SELECT wanted.one::bigint, account.id FROM json_array_elements_text(%s) AS wanted (one), LATERAL (
    SELECT id FROM ledger_account
    WHERE contributor_id = wanted.one::bigint AND kind = 'payable' AND commodity = %s OFFSET 0
) AS account
"""
OTHERS = """
SELECT wanted.one, account.id FROM json_array_elements_text(%s) AS wanted (one), LATERAL (
    SELECT id FROM ledger_account WHERE code = wanted.one AND commodity = %s OFFSET 0
) AS account
"""


def opened(names: Iterable[AccountName]) -> Ids:
    """The id of each by (code, commodity); whoever opens the same beside us opens it once."""
    wanted = {(name.code, name.commodity): name for name in names}
    found = _found(wanted.values())
    missing = [wanted[key] for key in sorted(wanted.keys() - found.keys())]
    if missing:
        _open(missing)
        found |= _found(missing)
    return found


def _found(names: Iterable[AccountName]) -> dict[Key, int]:
    """Payables are looked up by their people, which are numbers, and so many times faster than by their codes."""
    payables: dict[str, list[AccountName]] = defaultdict(list)
    others: dict[str, list[AccountName]] = defaultdict(list)
    for name in names:
        (others if name.contributor_id is None else payables)[name.commodity].append(name)
    found: dict[Key, int] = {}
    for commodity, named in payables.items():
        codes = {name.contributor_id: name.code for name in named}
        found |= {(codes[int(who)], commodity): key for who, key in _asked(PAYABLES, list(codes), commodity)}
    for commodity, named in others.items():
        found |= {(code, commodity): key for code, key in _asked(OTHERS, [one.code for one in named], commodity)}
    return found


def _asked(question: str, wanted: Sequence[int | str | None], commodity: str) -> list[tuple[str, int]]:
    """One text holds all that is wanted: thousands of parameters would each be quoted by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(question, [json.dumps(wanted), commodity])
        return [(str(one), int(key)) for one, key in cursor.fetchall()]


def _open(names: Sequence[AccountName]) -> None:
    """In order of their names, so that two who open the same wait for each other and never deadlock."""
    rows = [[name.code, name.kind, name.commodity, name.contributor_id] for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_account (code, kind, commodity, contributor_id, advance_allowed)"
            " SELECT name ->> 0, name ->> 1, name ->> 2, (name ->> 3)::bigint, false"
            " FROM json_array_elements(%s) WITH ORDINALITY AS wanted (name, place) ORDER BY place"
            " ON CONFLICT ON CONSTRAINT account_opened_once DO NOTHING",
            [json.dumps(rows)],
        )
