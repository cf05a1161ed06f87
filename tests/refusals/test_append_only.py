"""What is written stays as written (guard 3): for the application by its rights, for the owner by the trigger.

The list of guarded tables is read from the database, so that a table that loses its guard, or gains one, is seen.
"""

from contextlib import closing

import pytest

from tests.refusals.attacks import NO_RIGHT, Book, Who

KEPT = [
    "account",
    "adjustment",
    "adjustmentline",
    "alarmdecision",
    "answer",
    "closing",
    "entry",
    "hold",
    "holdend",
    "likenessnote",
    "monthbalance",
    "payoutfile",
    "period",
    "policy",
    "policyweight",
    "posting",
    "reward",
    "rewardline",
    "seal",
    "sealleaf",
    "settlement",
    "statement",
    "statementpaper",
    "tallied",
    "tally",
    "weightcomparison",
    "weightpart",
]
# Rows of these move on in steps (a batch is approved, a payout paid, a run matched anew), each step guarded; sums of
# usage are drawn up anew after each matching.
MOVING = ["batch", "matching", "part", "partupload", "payout", "run", "runtoken", "usage", "usagecount"]
# A payout profile is its owner's to change and to erase; the others are found or read again from what is kept.
FREE = ["cataloguereading", "declareduse", "likeness", "likenesssearch", "payoutprofile"]

REFUSED_BY: dict[Who, str] = {"application": NO_RIGHT, "owner": "book_is_append_only"}
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position LIMIT 1"
GUARDED = """
SELECT replace(tgrelid::regclass::text, 'ledger_', '') FROM pg_trigger
WHERE tgname = %s AND tgenabled = 'A' AND tgtype & 56 = 56 ORDER BY 1
"""
TABLES = """
SELECT replace(relname::text, 'ledger_', '') FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relname LIKE 'ledger\\_%' ORDER BY 1
"""
ALLOWED = """
SELECT DISTINCT replace(table_name, 'ledger_', '') FROM information_schema.role_table_grants
WHERE grantee IN ('henrei_app', 'PUBLIC') AND table_name LIKE 'ledger\\_%%' AND privilege_type = ANY (%s) ORDER BY 1
"""
GUARDS_THAT_CAN_BE_SWITCHED_OFF = """
SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger\\_%' AND tgenabled <> 'A'
"""
OPEN_TO_SHADOWING = """
SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang = (
    SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, public, pg_temp'] ORDER BY 1
"""


def told(book: Book, question: str, *about: object) -> list[str]:
    """The first column of what the database answers."""
    with closing(book.connect("owner")) as reader:
        return [str(row[0]) for row in reader.execute(question.encode(), about or None).fetchall()]


def forms(table: str, column: str) -> list[tuple[str, str]]:
    """Every way to change or remove rows that SQL has."""
    name = f"public.ledger_{table}"
    first = f"(SELECT min({column}) FROM {name})"
    return [
        ("UPDATE", f"UPDATE {name} SET {column} = {column}"),
        ("UPDATE of no row", f"UPDATE {name} SET {column} = {column} WHERE false"),
        ("DELETE", f"DELETE FROM {name}"),
        ("TRUNCATE", f"TRUNCATE {name} CASCADE"),
        ("MERGE", f"MERGE INTO {name} kept USING {name} other ON kept.{column} = other.{column}"
                  f" WHEN MATCHED THEN UPDATE SET {column} = kept.{column}"),
        ("MERGE and DELETE", f"MERGE INTO {name} kept USING {name} other ON kept.{column} = other.{column}"
                             " WHEN MATCHED THEN DELETE"),
        ("DELETE in a WITH", f"WITH gone AS (DELETE FROM {name} RETURNING *) SELECT count(*) FROM gone"),
        ("DELETE of one", f"DELETE FROM {name} WHERE {column} = {first}"),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["application", "owner"])
@pytest.mark.parametrize("table", KEPT)
def test_nobody_changes_or_removes_what_is_kept(book: Book, table: str, who: Who) -> None:
    column = told(book, COLUMNS, f"ledger_{table}")[0]
    names, statements = zip(*forms(table, column), strict=True)
    answers = dict(zip(names, book.each_tried(statements, who), strict=True))
    assert answers == dict.fromkeys(names, REFUSED_BY[who])
    assert book.changed() == []


def test_the_kept_tables_are_those_the_database_guards(book: Book) -> None:
    assert told(book, GUARDED, "book_is_append_only") == KEPT


def test_every_table_of_the_ledger_is_kept_moving_or_free(book: Book) -> None:
    assert told(book, TABLES) == sorted(KEPT + MOVING + FREE)


def test_the_application_may_change_only_what_moves(book: Book) -> None:
    assert told(book, ALLOWED, ["UPDATE"]) == sorted({*MOVING, *FREE} - {"runtoken", "usage", "usagecount"})
    assert told(book, ALLOWED, ["DELETE"]) == sorted({"matching", "part", "partupload", "usage", "usagecount", *FREE})
    assert told(book, ALLOWED, ["TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"]) == []


def test_no_session_setting_switches_a_guard_off(book: Book) -> None:
    assert told(book, GUARDS_THAT_CAN_BE_SWITCHED_OFF) == []


def test_no_guard_reads_an_attackers_tables(book: Book) -> None:
    assert told(book, OPEN_TO_SHADOWING) == []
