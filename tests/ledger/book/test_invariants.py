"""Who changes something behind the guards is found, and the thing is named.

Each test takes the guards down as the owner of the tables can, changes one thing, and asks.
"""

from datetime import date, datetime

import pytest
from django.db import connection

from contributors.models import Contributor
from ledger import months
from ledger.book import chart, invariants, journal
from ledger.models import Account, Batch, Entry, EntryKind, PayoutFile, Posting, Reward, Statement
from ledger.payouts import batches
from ledger.statements import drawing
from tests import story
from tests.ledger.april import April

MAY = date(2026, 5, 1)


@pytest.fixture
def paid(owners_april: April) -> Batch:
    """April to its end, with its papers; May has the payout and is open."""
    batch = owners_april.approved()
    batches.export(batch, at=story.NOON)
    for _count in drawing.draw(story.MONTH, at=story.NOON):
        pass
    assert found() == []
    return batch


def found() -> list[str]:
    return [f"{broken.invariant}: {broken.subject}" for broken in invariants.broken()]


def behind_the_guards(statement: str, *about: int) -> None:
    """What the owner of the tables can do, who takes the guards down first."""
    table = statement.split()[2 if statement.startswith(("DELETE", "INSERT")) else 1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, about)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def leg(kind: str, place: int) -> Posting:
    return Posting.objects.get(entry__kind=kind, leg=place)


def test_an_edited_posting_is_named_by_every_invariant_that_sees_it(paid: Batch, owners_april: April) -> None:
    edited = leg("settlement", 2)
    behind_the_guards("UPDATE ledger_posting SET amount_minor = amount_minor - 1 WHERE id = %s", edited.pk)
    entry, ada = f"entry {edited.entry_id}", owners_april.ada
    settlement = Entry.objects.get(pk=edited.entry_id).settlement.pk
    statement = Statement.objects.get(contributor=ada)
    assert found() == [
        f"01_entries_balance: {entry}",
        f"07_rewards_are_in_the_book: reward of contributor {ada.pk} in settlement {settlement}",
        f"10_statements_follow_the_book: statement {statement.number}",
        f"13_month_balances_carry_on: balance of liabilities:payable:{ada.pk} JPY for 2026-04",
        f"entry_as_requested: {entry}",
        f"leaf_unchanged: {entry}",
    ]


def test_a_pair_of_edits_that_balances_is_found_in_an_open_month(owners_april: April) -> None:
    legs = [journal.Leg(chart.rewards("JPY"), 500), journal.Leg(chart.payable(owners_april.ada.pk, "JPY"), -500)]
    draft = journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "x", date(2026, 4, 5), legs)
    entry = journal.post(draft, by=owners_april.cy)
    behind_the_guards("UPDATE ledger_posting SET amount_minor = amount_minor * 2 WHERE entry_id = %s", entry.pk)
    assert found() == [f"entry_as_requested: entry {entry.pk}"]


def test_a_leg_moved_to_another_account_is_found(paid: Batch, owners_april: April) -> None:
    moved = leg("settlement", 2)
    to = Account.objects.get(contributor=owners_april.ann)
    behind_the_guards("UPDATE ledger_posting SET account_id = %s WHERE id = %s", to.pk, moved.pk)
    assert f"leaf_unchanged: entry {moved.entry_id}" in found()
    assert f"03_payables_not_overdrawn: account liabilities:payable:{owners_april.ada.pk}" in found()


def test_a_removed_leg_is_found(paid: Batch) -> None:
    removed = leg("payout", 1)
    behind_the_guards("DELETE FROM ledger_posting WHERE id = %s", removed.pk)
    assert f"02_entries_have_their_legs: entry {removed.entry_id}" in found()
    assert any(one.startswith("08_payouts_are_in_the_book: payout of contributor") for one in found())


def test_an_entrys_changed_day_is_found(paid: Batch) -> None:
    entry = Entry.objects.get(kind="settlement")
    behind_the_guards("UPDATE ledger_entry SET effective_on = '2026-04-27' WHERE id = %s", entry.pk)
    assert found() == [f"entry_as_requested: entry {entry.pk}", f"leaf_unchanged: entry {entry.pk}"]


def test_an_entry_slipped_into_a_closed_month_is_found(paid: Batch) -> None:
    payout = Entry.objects.get(kind="payout")
    behind_the_guards(
        "UPDATE ledger_entry SET period_id = '2026-04-01', effective_on = '2026-04-30' WHERE id = %s", payout.pk
    )
    assert "12_closed_months_stay: month 2026-04" in found()
    assert f"leaf_unchanged: entry {payout.pk}" in found()


def test_usage_that_was_not_matched_is_found(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_usage SET exposures = exposures + 1 WHERE id = (SELECT min(id) FROM ledger_usage)")
    assert found() == ["04_drawers_add_up: run tanabata"]


def test_withdrawn_images_inside_a_run_are_told(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_matching SET withdrawn_inside = 3")
    assert found() == ["05_no_withdrawn_image_used: run tanabata"]


def test_a_reason_that_does_not_add_up_is_found(paid: Batch, owners_april: April) -> None:
    reward = Reward.objects.get(contributor=owners_april.ada)
    behind_the_guards("UPDATE ledger_rewardline SET amount_minor = 1 WHERE reward_id = %s", reward.pk)
    assert found() == [f"06_rewards_add_up: reward {reward.pk}"]


def test_a_reward_given_to_another_is_found_on_both_sides(paid: Batch, owners_april: April) -> None:
    stranger = Contributor.objects.create(handle="m", name="Mallory", joined_at=story.NOON)
    reward = Reward.objects.get(contributor=owners_april.ada)
    behind_the_guards("UPDATE ledger_reward SET contributor_id = %s WHERE id = %s", stranger.pk, reward.pk)
    of = "07_rewards_are_in_the_book: reward of contributor"
    assert sorted(found()) == sorted(
        [f"{of} {person} in settlement {reward.settlement_id}" for person in (owners_april.ada.pk, stranger.pk)]
    )


def test_a_payout_to_another_is_found(paid: Batch, owners_april: April) -> None:
    stranger = Contributor.objects.create(handle="m", name="Mallory", joined_at=story.NOON)
    payout = paid.payouts.get(contributor=owners_april.ada)
    behind_the_guards("UPDATE ledger_payout SET contributor_id = %s WHERE id = %s", stranger.pk, payout.pk)
    of = "08_payouts_are_in_the_book: payout of contributor"
    assert sorted(found()) == sorted(
        [f"{of} {person} in batch {paid.pk}" for person in (owners_april.ada.pk, stranger.pk)]
    )


def test_a_file_that_moves_another_total_is_found(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_payoutfile SET total_minor = total_minor + 1")
    assert found() == [f"09_files_hold_their_batch: file {PayoutFile.objects.get().name}"]


def test_a_file_with_other_bytes_is_found(paid: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_payoutfile DROP CONSTRAINT file_has_its_digest")
    behind_the_guards("UPDATE ledger_payoutfile SET content = 'other'")
    assert found() == [f"payout_file_bytes: file {PayoutFile.objects.get().name}"]


def test_a_statement_with_other_figures_is_found(paid: Batch) -> None:
    behind_the_guards(
        "UPDATE ledger_statement SET rewarded_minor = 1, adjusted_minor = closing_minor - 1 WHERE number = 1"
    )
    assert found() == ["statement_as_sealed: statement 1"]


def test_a_statement_with_other_bytes_is_found(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_statement SET canonical = 'other' WHERE number = 1")
    first = Statement.objects.get(number=1)
    assert found() == ["statement_as_sealed: statement 1", f"leaf_unchanged: statement {first.pk}"]


def test_a_gap_in_the_numbers_is_found(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_statement SET number = 9 WHERE number = 2")
    assert "11_statement_numbers_have_no_gap: statement 9" in found()


def test_a_lost_paper_is_found(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_statementpaper SET stored_as = 'statements/none.pdf'")
    assert found() == ["statement_paper_kept: statement 1", "statement_paper_kept: statement 2"]


def test_a_changed_leaf_is_found(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_sealleaf SET canonical = 'other' WHERE index = 0")
    entry = Entry.objects.get(kind="settlement")
    assert found() == [f"leaf_unchanged: entry {entry.pk}", "seal_recomputes: seal of 2026-04"]


def test_a_removed_leaf_is_found(paid: Batch) -> None:
    behind_the_guards("DELETE FROM ledger_sealleaf WHERE index = 0")
    entry = Entry.objects.get(kind="settlement")
    assert found() == [f"leaf_unchanged: entry {entry.pk}", "seal_recomputes: seal of 2026-04"]


@pytest.mark.parametrize("column", ["root", "head", "previous_head"])
def test_a_changed_seal_is_found(paid: Batch, column: str) -> None:
    behind_the_guards(f"UPDATE ledger_seal SET {column} = sha256('other')")
    assert found() == ["seal_recomputes: seal of 2026-04"]


def test_a_seal_taken_away_is_found(paid: Batch) -> None:
    behind_the_guards("DELETE FROM ledger_sealleaf WHERE true")
    behind_the_guards("DELETE FROM ledger_seal WHERE true")
    assert found() == ["closing_sealed: month 2026-04"]


def test_a_later_month_stands_on_the_earlier_head(paid: Batch, owners_april: April) -> None:
    months.close(MAY, by=owners_april.cy, at=datetime(2026, 6, 10, tzinfo=story.TOKYO))
    behind_the_guards("UPDATE ledger_seal SET head = sha256('other') WHERE closing_id = '2026-04-01'")
    assert found() == ["seal_recomputes: seal of 2026-04", "seal_recomputes: seal of 2026-05"]


def test_every_invariant_tells_in_one_line(paid: Batch) -> None:
    behind_the_guards("UPDATE ledger_matching SET withdrawn_inside = 3")
    [broken] = invariants.broken()
    assert str(broken) == "05_no_withdrawn_image_used: run tanabata used withdrawn images 3 times"


def test_a_changed_month_balance_is_named(paid: Batch, owners_april: April) -> None:
    behind_the_guards(
        "UPDATE ledger_monthbalance SET opening_minor = opening_minor, credited_minor = credited_minor + 1,"
        " closing_minor = closing_minor - 1 WHERE account_id = %s",
        Account.objects.get(code="expenses:rewards").pk,
    )
    assert found() == ["13_month_balances_carry_on: balance of expenses:rewards JPY for 2026-04"]


def test_a_missing_month_balance_is_named(paid: Batch) -> None:
    behind_the_guards(
        "DELETE FROM ledger_monthbalance WHERE account_id = %s", Account.objects.get(code="expenses:rewards").pk
    )
    assert found() == ["13_month_balances_carry_on: balance of expenses:rewards JPY for 2026-04"]


def test_a_hold_that_ended_otherwise_than_its_batch_is_named(paid: Batch) -> None:
    payout = paid.payouts.order_by("id")[0]
    behind_the_guards("UPDATE ledger_holdend SET outcome = 'voided' WHERE hold_id = %s", payout.pk)
    assert found() == [f"14_holds_end_as_their_batch: hold of payout {payout.key}"]
