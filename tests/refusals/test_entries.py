"""An entry balances, has the legs it says, and takes none later (guards 1, 2, 4 and 5)."""

import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.writing import FIRST, entry, header, legs

UNBALANCED = (("{cost}", 100), ("{owed_ada}", -99))
PAIR = (("{cost}", 70), ("{owed_ann}", -70))
OWN = "CREATE TEMPORARY TABLE"
COMMODITY = "posting_in_its_accounts_commodity"

ATTACKS = [
    ("an entry out of balance", entry(UNBALANCED), "entry_balances"),
    (
        "two commodities that balance only together",
        header() + legs([("{cost}", 100)]) + legs([("{dollars}", -100)], first=2, commodity="USD"),
        "entry_balances",
    ),
    ("an entry of no leg", header(), "entry_leg_count_holds"),
    ("an entry of one leg that says two", header() + legs([("{cost}", 100)]), "entry_leg_count_holds"),
    ("an entry of one leg that says one", header(leg_count="1") + legs([("{cost}", 100)]), "entry_has_two_legs"),
    ("an entry that says three legs and has two", header(leg_count="3") + legs(), "entry_leg_count_holds"),
    ("an entry of two legs that has three", header() + legs([*PAIR, ("{cost}", 1)]), "posting_within_leg_count"),
    ("a leg numbered nought", header() + legs(first=0), "posting_legs_count_from_one"),
    ("a leg that moves nothing", header() + legs([("{cost}", 0), ("{bank}", 0)]), "posting_moves_something"),
    ("two legs at one place", header() + legs([("{cost}", 1)]) + legs([("{cost}", -1)]), "posting_once_per_leg"),
    ("a leg in another commodity than its account's", header() + legs(commodity="USD"), COMMODITY),
    ("an entry of an unknown kind", entry(kind="'gift'"), "entry_kind_is_known"),
    # Late legs.
    ("a late leg", legs([("{cost}", 1)], entry="{june_entry}", first=5), "posting_comes_with_its_entry"),
    ("a balancing pair of late legs", legs(PAIR, entry="{june_entry}", first=5), "posting_comes_with_its_entry"),
    ("a late leg at a known place", legs([("{cost}", 1)], entry="{april_entry}"), "posting_once_per_leg"),
    (
        "a late pair by COPY",
        "INSERT INTO ledger_posting (entry_id, leg, account_id, commodity, amount_minor) "
        "SELECT entry_id, leg + 100, account_id, commodity, amount_minor FROM ledger_posting "
        "WHERE entry_id = {may_entry}",
        "posting_comes_with_its_entry",
    ),
    (
        "a late pair with the entry's transaction told anew",
        "UPDATE ledger_entry SET posted_xid = pg_current_xact_id() WHERE id = {june_entry};"
        + legs(PAIR, entry="{june_entry}", first=5),
        "insufficient_privilege",
    ),
    # Games with the moment of the check.
    (
        "checking the header before its legs",
        "SET CONSTRAINTS ALL IMMEDIATE;" + entry(UNBALANCED),
        "entry_leg_count_holds",
    ),
    (
        "a third leg after the check",
        entry() + "SET CONSTRAINTS ALL IMMEDIATE;" + legs([("{cost}", 5)], first=3),
        "posting_within_leg_count",
    ),
    (
        "a balancing pair after the check",
        entry() + "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;" + legs(PAIR, first=3),
        "posting_within_leg_count",
    ),
    (
        "legs before their header, one numbered out of reach, and room for another after the check",
        legs([("{cost}", 100)])
        + legs([("{owed_ada}", -100)], first=9)
        + header()
        + "SET CONSTRAINTS ALL IMMEDIATE;"
        + legs([("{cost}", 5)], first=2),
        "posting_comes_with_its_entry",
    ),
    ("legs before their header", legs() + header(), "posting_comes_with_its_entry"),
    (
        "a check inside a savepoint that is rolled back",
        header()
        + legs([("{cost}", 100)])
        + "SAVEPOINT inside;"
        + legs([("{owed_ada}", -100)], first=2)
        + "SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO inside; SET CONSTRAINTS ALL DEFERRED;",
        "entry_leg_count_holds",
    ),
    (
        "a savepoint around a lawful leg, then another leg in its place",
        header()
        + legs([("{cost}", 100)])
        + "SAVEPOINT inside;"
        + legs([("{owed_ada}", -100)], first=2)
        + "ROLLBACK TO inside;"
        + legs([("{owed_ada}", -1)], first=2),
        "entry_balances",
    ),
    (
        "a late leg out of a savepoint",
        "SAVEPOINT inside;" + legs(PAIR, entry="{june_entry}", first=5),
        "posting_comes_with_its_entry",
    ),
    (
        "header and an unbalanced leg in one statement",
        "WITH said AS ("
        + header().rstrip(";\n")
        + " RETURNING id) "
        + legs([("{cost}", 1), ("{owed_ada}", -2)], entry="(SELECT id FROM said)"),
        "entry_balances",
    ),
    (
        "an entry that does not know its request",
        entry(request_sha256="'short'"),
        "entry_knows_its_request",
    ),
    # Once only.
    ("the same key with another body", entry(scope="'adjustment'", key="'june'"), "entry_posted_once"),
    (
        "the same key, quietly",
        header(scope="'adjustment'", key="'june'").rstrip(";\n")
        + " ON CONFLICT ON CONSTRAINT entry_posted_once DO UPDATE SET note = 'other'",
        "insufficient_privilege",
    ),
    ("an entry under a known id", header(1, id="{june_entry}"), "ledger_entry_pkey"),
    # Accounts.
    (
        "an account opened twice",
        "INSERT INTO ledger_account (code, kind, commodity, advance_allowed)"
        " VALUES ('expenses:rewards', 'asset', 'JPY', false)",
        "account_opened_once",
    ),
    (
        "an account of an unknown kind",
        "INSERT INTO ledger_account (code, kind, commodity, advance_allowed) VALUES ('gifts', 'gift', 'JPY', false)",
        "account_kind_is_known",
    ),
    (
        "an account of another kind under a payee's code",
        "INSERT INTO ledger_account (code, kind, commodity, advance_allowed) "
        "VALUES ('liabilities:payable:{ada}', 'asset', 'POINTS', false)",
        "account_code_names_its_payee",
    ),
    (
        "a second payable of one person",
        "INSERT INTO ledger_account (code, kind, commodity, contributor_id, advance_allowed) "
        "VALUES ('liabilities:payable:other', 'payable', 'JPY', {ada}, false)",
        "account_code_names_its_payee",
    ),
    (
        "a payable of nobody",
        "INSERT INTO ledger_account (code, kind, commodity, advance_allowed) "
        "VALUES ('liabilities:payable:0', 'payable', 'JPY', false)",
        "account_payable_is_somebodys",
    ),
    (
        "an overdrawn payable",
        entry([("{owed_ann}", 1_000_000), ("{bank}", -1_000_000)]),
        "payable_not_overdrawn",
    ),
    (
        "a payable overdrawn by many small legs",
        entry([*[("{owed_ann}", 40_000)] * 3, ("{bank}", -120_000)]),
        "payable_not_overdrawn",
    ),
    # Tables of the attacker's own in front of the book's.
    (
        "an own table of legs that balance",
        f"{OWN} ledger_posting AS SELECT {FIRST} AS entry_id, 'JPY' AS commodity, amount AS amount_minor, "
        "0 AS account_id FROM (VALUES (1), (-1)) AS told (amount);" + entry(UNBALANCED),
        "entry_balances",
    ),
    (
        "an own table of entries, all posted now",
        f"{OWN} ledger_entry AS SELECT id, leg_count + 9 AS leg_count, pg_current_xact_id() AS posted_xid "
        "FROM public.ledger_entry;" + legs(PAIR, entry="{june_entry}", first=5),
        "posting_comes_with_its_entry",
    ),
    (
        "an own table of accounts that may be overdrawn",
        f"{OWN} ledger_account AS SELECT * FROM public.ledger_account;"
        "UPDATE ledger_account SET advance_allowed = true;"
        + entry([("{owed_ann}", 1_000_000), ("{bank}", -1_000_000)]),
        "payable_not_overdrawn",
    ),
    (
        "an own table called like the legs added",
        f"{OWN} added (account_id bigint, amount_minor bigint, entry_id bigint, leg int);"
        + entry([("{owed_ann}", 1_000_000), ("{bank}", -1_000_000)]),
        "payable_not_overdrawn",
    ),
]


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


def test_the_same_entry_without_the_attack_is_accepted(own_book: Book) -> None:
    assert own_book.tried(Attack("a lawful entry", "application", entry(), "")) == ""


def test_header_and_legs_in_one_statement_of_a_savepoint_are_accepted(own_book: Book) -> None:
    lawful = header() + "SAVEPOINT inside;" + legs() + "RELEASE inside;"
    assert own_book.tried(Attack("a lawful entry", "application", lawful, "")) == ""
