"""The application role cannot take down what stands in its way: it owns nothing and may create nothing lasting."""

import pytest

from tests.refusals.attacks import NO_RIGHT, Attack, Book
from tests.refusals.writing import entry, header, legs

UNBALANCED = (("{cost}", 100), ("{owed_ada}", -99))

BY_THE_APPLICATION = [
    ("guards told to sleep", "SET session_replication_role = replica;" + entry(UNBALANCED), NO_RIGHT),
    ("guards told to sleep, for this transaction", "SET LOCAL session_replication_role = 'replica';", NO_RIGHT),
    (
        "guards told to sleep by a function",
        "SELECT set_config('session_replication_role', 'replica', true);",
        NO_RIGHT,
    ),
    ("a trigger disabled", "ALTER TABLE ledger_entry DISABLE TRIGGER ALL;", NO_RIGHT),
    ("a trigger dropped", "DROP TRIGGER entry_is_whole ON ledger_entry;", NO_RIGHT),
    ("a trigger of one's own", "CREATE TRIGGER mine BEFORE INSERT ON ledger_posting EXECUTE FUNCTION "
     "suppress_redundant_updates_trigger();", NO_RIGHT),
    ("a rule of one's own", "CREATE RULE mine AS ON INSERT TO ledger_posting DO INSTEAD NOTHING;", NO_RIGHT),
    ("a constraint dropped", "ALTER TABLE ledger_entry DROP CONSTRAINT entry_posted_once;", NO_RIGHT),
    ("a table dropped", "DROP TABLE ledger_posting CASCADE;", NO_RIGHT),
    ("a table renamed", "ALTER TABLE ledger_posting RENAME TO posting;", NO_RIGHT),
    ("a column defaulted", "ALTER TABLE ledger_account ALTER advance_allowed SET DEFAULT true;", NO_RIGHT),
    ("a guard's function replaced", "CREATE OR REPLACE FUNCTION public.entry_is_whole() RETURNS trigger "
     "LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;", NO_RIGHT),
    ("a guard's function dropped", "DROP FUNCTION entry_is_whole() CASCADE;", NO_RIGHT),
    ("a guard's path moved", "ALTER FUNCTION entry_is_whole() RESET search_path;", NO_RIGHT),
    ("a function beside the guards", "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1';", NO_RIGHT),
    ("a schema of one's own", "CREATE SCHEMA mine;", NO_RIGHT),
    ("an operator of one's own", "CREATE OPERATOR public.<> (leftarg = xid8, rightarg = xid8, "
     "function = xid8eq);", NO_RIGHT),
    ("an own function in front of sum", "CREATE FUNCTION pg_temp.sum(bigint) RETURNS numeric LANGUAGE sql "
     "AS 'SELECT 0::numeric'; SET search_path = pg_temp, public, pg_catalog;" + entry(UNBALANCED), "entry_balances"),
    ("the owner's role taken", "SET ROLE henrei_owner;", NO_RIGHT),
    ("the owner's session taken", "SET SESSION AUTHORIZATION henrei_owner;", NO_RIGHT),
    ("rights granted to oneself", "GRANT ALL ON ledger_posting TO henrei_app; DELETE FROM ledger_posting;", NO_RIGHT),
    ("membership granted to oneself", "GRANT henrei_owner TO henrei_app;", NO_RIGHT),
    ("a role of one's own", "CREATE ROLE mine SUPERUSER;", NO_RIGHT),
    ("a table in the book's family", "CREATE TEMPORARY TABLE mine () INHERITS (ledger_posting);", NO_RIGHT),
    ("the book locked away", "LOCK TABLE ledger_entry IN ACCESS EXCLUSIVE MODE;", NO_RIGHT),
    ("a row of the book locked", "SELECT 1 FROM ledger_entry FOR UPDATE;", NO_RIGHT),
    ("a sequence turned back", "SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), 1);", NO_RIGHT),
    ("the catalogue written", "UPDATE pg_trigger SET tgenabled = 'D';", NO_RIGHT),
    ("a file of the server read", "COPY ledger_posting FROM '/etc/hostname';", NO_RIGHT),
    ("a program of the server run", "COPY ledger_posting FROM PROGRAM 'true';", NO_RIGHT),
    ("an entry prepared and left undecided", entry() + "PREPARE TRANSACTION 'later';",
     "object_not_in_prerequisite_state"),
    ("the entry's transaction told by hand", header(posted_xid="'1'") + legs(UNBALANCED), "entry_balances"),
    ("a leg moved to another entry", "UPDATE ledger_posting SET entry_id = {june_entry} WHERE id = {april_posting};",
     NO_RIGHT),
    ("a leg moved by writing over it", "INSERT INTO ledger_posting (id, entry_id, leg, account_id, commodity, "
     "amount_minor) VALUES ({april_posting}, {june_entry}, 9, {cost}, 'JPY', 1) "
     "ON CONFLICT (id) DO UPDATE SET entry_id = {june_entry};", NO_RIGHT),
    ("a leg merged away", "MERGE INTO ledger_posting kept USING ledger_entry entry ON kept.entry_id = entry.id "
     "WHEN MATCHED THEN UPDATE SET entry_id = {june_entry};", NO_RIGHT),
    ("a leg removed while another is read", "WITH gone AS (DELETE FROM ledger_posting RETURNING *) "
     "SELECT * FROM gone;", NO_RIGHT),
    ("an advance allowed afterwards", "UPDATE ledger_account SET advance_allowed = true;", NO_RIGHT),
]  # fmt: skip
BY_THE_OWNER = [
    ("guards told to sleep", "SET session_replication_role = replica;", NO_RIGHT),
    ("a leg moved to another entry", "UPDATE ledger_posting SET entry_id = {june_entry} WHERE id = {april_posting};",
     "book_is_append_only"),
    ("a leg moved by writing over it", "INSERT INTO ledger_posting (id, entry_id, leg, account_id, commodity, "
     "amount_minor) VALUES ({april_posting}, {june_entry}, 9, {cost}, 'JPY', 1) "
     "ON CONFLICT (id) DO UPDATE SET entry_id = {june_entry};", "book_is_append_only"),
    ("an entry out of balance", entry(UNBALANCED), "entry_balances"),
    ("a late leg", legs([("{cost}", 1)], entry="{june_entry}", first=5), "posting_comes_with_its_entry"),
    ("an overdrawn payable", entry([("{owed_ann}", 10**6), ("{bank}", -(10**6))]), "payable_not_overdrawn"),
    ("an entry in a closed month", entry(period_id="'2026-05-01'", effective_on="'2026-05-31'"), "period_closed"),
]  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    [
        *(Attack(told, "application", sql, name) for told, sql, name in BY_THE_APPLICATION),
        *(Attack(told, "owner", sql, name) for told, sql, name in BY_THE_OWNER),
    ],
    ids=str,
)
def test_the_database_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)
