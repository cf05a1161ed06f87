"""Credited usage stands on consent and acceptance at the freeze moment, and stays (guard 8); so do rewards.

Ada and Ann gave pictures; the run of April is settled, the run of June is matched and not settled.
"""

from contextlib import closing

import pytest

from tests.refusals.attacks import Attack, Book
from tests.refusals.writing import FIRST, entry

USED = "'base', 'text_encoder', decode('{digest}', 'hex'), 1, 1, 'credited', '', {image}"
COUNTED = """DO $$ BEGIN EXECUTE 'UPDATE ledger_usage_counted_' || {matched_run} || ' SET samples = 1'; END $$"""
RUN_COLUMNS = "id, name, recorded_as, purpose, frozen_at, registered_at"


def used(run: str, words: str = USED) -> str:
    columns = "run_id, stage, component, sha256, samples, exposures, drawer, reason, image_id"
    return f"INSERT INTO public.ledger_usage ({columns}) VALUES ({run}, {words});"


def run(number: int = FIRST, *, frozen_at: str = "2026-06-14", purpose: str = "open_model") -> str:
    words = f"{number}, 'r{number}', 'r', '{purpose}', '{frozen_at}', now()"
    return f"INSERT INTO public.ledger_run ({RUN_COLUMNS}) VALUES ({words});"


def settlement(run_id: str, entry_id: str = str(FIRST)) -> str:
    columns = "id, run_id, policy_id, entry_id, units, total_minor, settled_at, settled_by_id"
    words = f"{entry_id}, {run_id}, {{policy}}, {entry_id}, 1, 100, now(), {{cy}}"
    return f"INSERT INTO ledger_settlement ({columns}) VALUES ({words});"


def reward(contributor: str, amount: int, settled: str = str(FIRST)) -> str:
    columns = "id, settlement_id, contributor_id, images, units, amount_minor, held_at"
    words = f"{FIRST}, {settled}, {contributor}, 1, 1, {amount}, ''"
    return f"INSERT INTO ledger_reward ({columns}) VALUES ({words});"


def line(of: str, stage: str) -> str:
    columns = (
        "reward_id, category, stage, images, counted, content_weight_basis_points, stage_weight_basis_points,"
        " units, amount_minor"
    )
    return f"INSERT INTO ledger_rewardline ({columns}) VALUES ({of}, '', '{stage}', 1, 1, 1, 1, 1, 0);"


def gone(**said: str) -> str:
    """Every consent as the attacker wants it."""
    told = ", ".join(f"{column} = {words}" for column, words in said.items())
    return f"UPDATE contributors_consent SET {told};"


GIFT = entry(kind="'settlement'")
MATCHED = "WHERE run_id = {matched_run}"

ATTACKS = [
    ("usage added to a settled run", used("{settled_run}"), "usage_of_a_settled_run"),
    ("usage taken from a settled run", "DELETE FROM ledger_usage", "usage_of_a_settled_run"),
    ("usage changed", "UPDATE ledger_usage SET exposures = 9", "insufficient_privilege"),
    (
        "usage moved to another run",
        "INSERT INTO ledger_usage SELECT * FROM ledger_usage"
        " ON CONFLICT (run_id, id) DO UPDATE SET run_id = {settled_run}",
        "insufficient_privilege",
    ),
    (
        "usage added to a settled run behind an own table of settlements",
        "CREATE TEMPORARY TABLE ledger_settlement (run_id bigint);" + used("{settled_run}"),
        "usage_of_a_settled_run",
    ),
    ("matching of a settled run changed", "UPDATE ledger_matching SET matched_at = now()", "usage_of_a_settled_run"),
    (
        "matching of a settled run given to another",
        run() + f"UPDATE ledger_matching SET run_id = {FIRST} WHERE run_id = {{settled_run}}",
        "usage_of_a_settled_run",
    ),
    ("matching of a settled run removed", "DELETE FROM ledger_matching", "usage_of_a_settled_run"),
    ("parts of a settled run removed", "DELETE FROM ledger_part", "usage_of_a_settled_run"),
    (
        "a part of a settled run held back",
        "UPDATE ledger_part SET state = 'held' WHERE run_id = {settled_run}",
        "usage_of_a_settled_run",
    ),
    (
        "another freeze moment for a run",
        "UPDATE ledger_run SET frozen_at = now() WHERE id = {matched_run}",
        "run_stays_as_registered",
    ),
    (
        "another purpose for a run",
        "UPDATE ledger_run SET purpose = 'research' WHERE id = {matched_run}",
        "run_stays_as_registered",
    ),
    ("a run removed", "DELETE FROM ledger_run WHERE id = {matched_run}", "insufficient_privilege"),
    # Credited without right.
    ("an image used before it was accepted", run(frozen_at="2026-03-01") + used(str(FIRST)), "usage_credited_rightly"),
    (
        "an image that is not accepted",
        used("{matched_run}", USED.replace("{image}", "{waiting_image}")),
        "usage_credited_rightly",
    ),
    (
        "another file under an accepted image",
        used("{matched_run}", USED.replace("decode('{digest}', 'hex')", "sha256('other')")),
        "usage_credited_rightly",
    ),
    (
        "an image withdrawn before the freeze",
        "UPDATE contributors_image SET state = 'withdrawn', withdrawn_at = '2026-05-01' WHERE id = {image};"
        + used("{matched_run}"),
        "usage_credited_rightly",
    ),
    (
        "consent withdrawn at the freeze, to the moment",
        gone(withdrawn_at="(SELECT frozen_at FROM ledger_run WHERE id = {matched_run})") + used("{matched_run}"),
        "usage_credited_rightly",
    ),
    (
        "consent given after the freeze",
        gone(granted_at="'2026-08-01'") + used("{matched_run}"),
        "usage_credited_rightly",
    ),
    (
        "consent for another purpose",
        gone(purposes="'{research}'") + used("{matched_run}"),
        "usage_credited_rightly",
    ),
    (
        "an image of nobody",
        "UPDATE contributors_image SET contributor_id = NULL, source_id = NULL, state = 'declined', reason = 'none' "
        "WHERE id = {image};" + used("{matched_run}"),
        "usage_credited_rightly",
    ),
    ("usage before its run is there", used(str(FIRST)) + run(frozen_at="2026-03-01"), "usage_credited_rightly"),
    (
        "credited without an image",
        used("{matched_run}", USED.replace("{image}", "NULL")),
        "usage_ends_in_one_drawer",
    ),
    (
        "refused without a reason",
        used("{matched_run}", USED.replace("credited", "refused")),
        "usage_ends_in_one_drawer",
    ),
    (
        "an own table of consents",
        gone(withdrawn_at="'2026-05-01'")
        + "CREATE TEMPORARY TABLE contributors_consent AS SELECT contributor_id, granted_at, "
        "NULL::timestamptz AS withdrawn_at, purposes FROM public.contributors_consent;" + used("{matched_run}"),
        "usage_credited_rightly",
    ),
    # Drawers that do not add up.
    (
        "totals that move from one drawer to another",
        f"UPDATE ledger_matching SET credited = credited - 1, refused = refused + 1 {MATCHED}",
        "matching_adds_up_to_the_usage",
    ),
    (
        "totals that say nothing of withdrawn images",
        f"UPDATE ledger_matching SET withdrawn_inside = 1 {MATCHED}",
        "matching_adds_up_to_the_usage",
    ),
    (
        "totals of which usage was taken away",
        f"DELETE FROM ledger_usage {MATCHED}",
        "matching_adds_up_to_the_usage",
    ),
    ("totals to which usage was added", used("{matched_run}"), "matching_adds_up_to_the_usage"),
    (
        "usage forgotten behind its totals",
        "SELECT usage_forgotten({matched_run})",
        "matching_adds_up_to_the_usage",
    ),
    (
        "parts left out of the totals",
        f"UPDATE ledger_matching SET counted_parts = counted_parts[2:] {MATCHED}",
        "matching_adds_up_to_the_parts",
    ),
    (
        "parts of another run in the totals",
        "UPDATE ledger_matching SET counted_parts = ARRAY(SELECT id FROM ledger_part WHERE run_id = {settled_run}) "
        + MATCHED,
        "matching_adds_up_to_the_parts",
    ),
    (
        "totals that name no parts",
        f"UPDATE ledger_matching SET counted_parts = NULL {MATCHED}",
        "matching_adds_up_to_the_parts",
    ),
    (
        "a counted part declined behind the totals",
        f"UPDATE ledger_part SET state = 'declined', decided_at = now(), decided_by_id = {{bo}} {MATCHED}",
        "matching_adds_up_to_the_parts",
    ),
    (
        "a counted part said to hold less",
        f"UPDATE ledger_part SET rows = 0, exposures = 0 {MATCHED}",
        "matching_adds_up_to_the_parts",
    ),
    ("a counted part removed", f"DELETE FROM ledger_part {MATCHED}", "matching_adds_up_to_the_parts"),
    # Usage that the database matches itself.
    ("a settled run matched anew", "SELECT usage_begun({settled_run})", "usage_of_a_settled_run"),
    ("usage of a settled run forgotten", "SELECT usage_forgotten({settled_run})", "usage_of_a_settled_run"),
    ("usage begun of no run", f"SELECT usage_begun({FIRST})", "usage_of_no_run"),
    (
        "usage matched that was not begun",
        "SELECT usage_matched({matched_run}, ARRAY['base'], ARRAY['unet'])",
        "usage_of_no_run",
    ),
    ("counts read again", "SELECT usage_begun({matched_run}); " + COUNTED, "insufficient_privilege"),
    ("a table named as the run's", "SELECT usage_attached({matched_run}, 'ledger_run')", "insufficient_privilege"),
    ("usage written by hand, past its guards", "INSERT INTO ledger_usage_by_hand SELECT * FROM ledger_usage",
     "insufficient_privilege"),
    # Rewards.
    ("the same run settled twice", GIFT + settlement("{settled_run}"), "ledger_settlement_run_id_key"),
    (
        "a settlement of an entry posted long ago",
        settlement("{matched_run}", "{june_entry}"),
        "settlement_comes_with_its_entry",
    ),
    ("a settlement of an adjustment", entry() + settlement("{matched_run}"), "settlement_comes_with_its_entry"),
    (
        "the same reward twice",
        reward("{ada}", 75_000, "{settlement}"),
        "reward_once_per_settlement",
    ),
    (
        "a reward in a settlement that stands",
        "INSERT INTO contributors_contributor (id, handle, name, language, joined_at) "
        f"VALUES ({FIRST}, 'm', 'M', 'en', now());" + reward(str(FIRST), 0, "{settlement}"),
        "reward_comes_with_its_settlement",
    ),
    ("a reason for a reward that stands", line("{reward}", "invented"), "reward_comes_with_its_settlement"),
    (
        "a reward larger than the book says",
        GIFT + settlement("{matched_run}") + reward("{ada}", 101),
        "reward_is_in_the_book",
    ),
    (
        "a reward of somebody the entry does not know",
        GIFT + settlement("{matched_run}") + reward("{ann}", 100),
        "reward_is_in_the_book",
    ),
    (
        "a reward for a run that used nothing",
        run() + GIFT + settlement(str(FIRST)) + reward("{ada}", 100),
        "reward_stands_on_usage",
    ),
    (
        "a reward below nothing",
        GIFT + settlement("{matched_run}") + reward("{ada}", -1),
        "reward_is_never_negative",
    ),
    (
        "usage added once the run is settled, in the same transaction",
        GIFT + settlement("{matched_run}") + used("{matched_run}"),
        "usage_of_a_settled_run",
    ),
]  # fmt: skip


@pytest.mark.parametrize("attack", [Attack(told, "application", sql, name) for told, sql, name in ATTACKS], ids=str)
def test_the_book_refuses(book: Book, attack: Attack) -> None:
    book.refuses(attack)


@pytest.mark.parametrize("words", ["UPDATE ledger_usage SET exposures = 9", "TRUNCATE ledger_usage"])
def test_the_owner_too_changes_no_usage(book: Book, words: str) -> None:
    book.refuses(Attack(words, "owner", words, "usage_is_matched_anew"))


def test_the_owner_too_removes_no_run(book: Book) -> None:
    removal = "DELETE FROM ledger_run WHERE id = {settled_run}"
    book.refuses(Attack("a run removed", "owner", removal, "run_stays_as_registered"))


def test_usage_as_agreed_is_accepted(own_book: Book) -> None:
    """By hand, where no totals speak of it yet: with them it would have to add up."""
    lawful = f"DELETE FROM ledger_matching {MATCHED};" + used("{matched_run}")
    assert own_book.tried(Attack("lawful usage", "application", lawful, "")) == ""


def test_usage_and_totals_may_change_together(own_book: Book) -> None:
    totals = (
        f"UPDATE ledger_matching SET exposures = 0, parts_exposures = 0, credited = 0, counted_parts = '{{}}' {MATCHED}"
    )
    lawful = f"DELETE FROM ledger_usage {MATCHED}; {totals}"
    assert own_book.tried(Attack("a run matched with nothing", "application", lawful, "")) == ""


def test_the_owner_too_changes_no_partition(book: Book) -> None:
    change = (
        "DO $$ BEGIN EXECUTE (SELECT format('UPDATE %s SET exposures = 9', min(inhrelid)::regclass) FROM pg_inherits"
        " WHERE inhparent = 'ledger_usage'::regclass); END $$"
    )
    book.refuses(Attack("a partition changed", "owner", change, "usage_is_matched_anew"))


def test_an_image_that_a_run_used_stays(book: Book) -> None:
    refused = USED.replace("'credited', ''", "'refused', 'not_accepted'").replace("{image}", "{waiting_image}")
    named = f"DELETE FROM ledger_matching {MATCHED};" + used("{matched_run}", refused)
    removal = named + "DELETE FROM contributors_image WHERE id = {waiting_image}"
    book.refuses(Attack("a used image removed", "owner", removal, "usage_of_a_known_image"))


def test_usage_of_a_run_that_is_not_there_is_refused(book: Book) -> None:
    unknown = USED.replace("'credited', '', {image}", "'refused', 'unknown', NULL")
    book.refuses(Attack("usage of no run", "application", used("123456", unknown), "usage_of_a_known_run"))


def test_the_owner_too_puts_no_other_runs_usage_into_a_partition(book: Book) -> None:
    misplaced = (
        "DO $$ BEGIN EXECUTE (SELECT format('INSERT INTO %1$s SELECT * FROM ledger_usage WHERE tableoid <> %2$s',"
        " min(inhrelid)::regclass, min(inhrelid)) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
        " WHERE inhparent = 'ledger_usage'::regclass AND relname ~ '^ledger_usage_of_'); END $$"
    )
    book.refuses(Attack("usage in another run's partition", "owner", misplaced, "usage_of_its_run"))


@pytest.mark.parametrize(
    ("told", "columns", "demand"),
    [
        ("one digest twice", "run_id, stage, component, sha256, samples, exposures, drawer, reason, image_id",
         "usage_once_per_digest"),
        ("one number twice", "id, run_id, stage, component, sha256, samples, exposures, drawer, reason, image_id",
         "ledger_usage_pkey"),
    ],
)  # fmt: skip
def test_what_is_refused_twice_is_refused_by_the_partitions_own_key(
    book: Book, told: str, columns: str, demand: str
) -> None:
    one = f"SELECT {columns} FROM ledger_usage WHERE run_id = {{matched_run}} LIMIT 1"
    refused_as = book.tried(Attack(told, "application", f"INSERT INTO ledger_usage ({columns}) {one}", demand))
    question = "SELECT parent.conname FROM pg_constraint own JOIN pg_constraint parent ON parent.oid = own.conparentid"
    with closing(book.connect("owner")) as reader:
        found = reader.execute(question.encode() + b" WHERE own.conname = %s", [refused_as]).fetchall()
    assert found == [(demand,)]
    assert book.changed() == []
