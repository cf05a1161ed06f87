"""Payout batches: prepared, approved by another, exported; each once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from ledger import months
from ledger.book import journal
from ledger.models import Batch, Entry, Payout, PayoutFile, PayoutProfile
from ledger.payouts import batches, keys, profiles
from ledger.payouts.files import zengin, zengin_reader
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from tests import story
from tests.ledger.april import April
from tests.ledger.book import notation

MAY = date(2026, 5, 1)
JUNE_NOON = datetime(2026, 6, 10, 12, tzinfo=story.TOKYO)
JUNE_BANK_DAY = date(2026, 6, 26)


def counts() -> tuple[int, int, int, int]:
    return Batch.objects.count(), Payout.objects.count(), Entry.objects.count(), PayoutFile.objects.count()


def may_settled(april: April, folder: Path) -> None:
    """Everybody's pictures are used again, and May is closed."""
    run = story.matched(folder, april.images, name="hoshi")
    rule = Rule("fixed_pool", "distinct", 8_000)
    may = policies.write("may", rule, version=1, commodity="JPY", effective_from=MAY)
    accrual.settle(run, may, by=april.cy, on=date(2026, 5, 29), at=JUNE_NOON)
    months.close(MAY, by=april.cy, at=JUNE_NOON)


def test_a_batch_says_who_is_paid_what(april: April) -> None:
    batch = april.prepared()
    assert (batch.state, batch.prepared_by_id, str(batch)) == ("prepared", april.cy.pk, "2026-04-1")
    told = [
        (payout.contributor_id, payout.gross_minor, payout.withholding_minor, payout.net_minor, payout.paid_on)
        for payout in batch.payouts.order_by("contributor_id")
    ]
    assert told == [
        (april.ada.pk, 75_000, 7_657, 67_343, story.TRANSFER_ON),
        (april.ann.pk, 25_000, 2_552, 22_448, story.TRANSFER_ON),
    ]


def test_every_payout_has_its_key_before_there_is_a_file(april: April) -> None:
    batch = april.prepared()
    assert all(keys.is_payout_key(payout.key) for payout in batch.payouts.all())
    assert not PayoutFile.objects.exists()


def test_preparing_posts_nothing(april: April) -> None:
    april.closed()
    before = Entry.objects.count()
    story.prepared(april.house)
    assert Entry.objects.count() == before


def test_asked_twice_a_month_is_prepared_once(april: April) -> None:
    batch = april.prepared()
    before = counts()
    assert story.prepared(april.house) == batch
    assert counts() == before


def test_an_open_month_is_not_paid(april: April) -> None:
    april.settled()
    with pytest.raises(batches.MonthStillOpen, match="2026-04"):
        story.prepared(april.house)
    assert counts()[:2] == (0, 0)


def test_nothing_is_paid_on_a_day_on_which_banks_rest(april: April) -> None:
    april.closed()
    with pytest.raises(zengin.NotABankDay):
        batches.prepare(story.MONTH, transfer_on=date(2026, 5, 4), by=april.cy, at=story.NOON)
    assert counts()[:2] == (0, 0)


def test_who_is_owed_less_than_the_minimum_waits(april: April, settings: Settings) -> None:
    april.closed()
    settings.HENREI_MINIMUM_PAYOUT_MINOR = 25_001
    seen = batches.outlook(story.MONTH)
    assert ([profile.contributor_id for profile, _amount in seen.payable], seen.below_minimum) == ([april.ada.pk], 1)
    assert [payout.contributor_id for payout in story.prepared(april.house).payouts.all()] == [april.ada.pk]


def test_who_gave_no_account_waits(april: April) -> None:
    april.closed()
    PayoutProfile.objects.filter(contributor=april.ada).delete()
    assert batches.outlook(story.MONTH).without_account == 1
    assert [payout.contributor_id for payout in story.prepared(april.house).payouts.all()] == [april.ann.pk]


def test_a_month_in_which_nobody_can_be_paid_has_no_batch(april: April) -> None:
    april.closed()
    PayoutProfile.objects.all().delete()
    with pytest.raises(batches.NobodyToPay):
        story.prepared(april.house)
    with pytest.raises(batches.NoBatch):
        batches.of_month(story.MONTH)
    assert counts()[:2] == (0, 0)


def test_approval_posts_the_batch(april: April) -> None:
    batch = april.approved()
    assert batch.entry is not None
    assert notation.written(batch.entry) == notation.expected(
        """
        2026-05-20 payout
          liabilities:payable:Ada   75000 JPY
          liabilities:payable:Ann   25000 JPY
          liabilities:transfers    -89791 JPY
          liabilities:withholding  -10209 JPY
        """
    )
    assert (batch.state, batch.approved_by_id) == ("approved", april.house.dee.pk)
    assert {payout.state for payout in batch.payouts.all()} == {"under_way"}


def test_asked_twice_a_batch_is_approved_once(april: April) -> None:
    batch = april.approved()
    before = counts()
    again = batches.approve(batch, by=april.house.bo, on=date(2026, 5, 21), at=JUNE_NOON)
    assert (again.approved_by_id, again.approved_at) == (april.house.dee.pk, story.NOON)
    assert counts() == before


def test_who_prepared_does_not_approve(april: April) -> None:
    batch = april.prepared()
    before = counts()
    with pytest.raises(batches.ApprovedByPreparer, match="cy"):
        batches.approve(batch, by=april.cy, on=story.APPROVED_ON, at=story.NOON)
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by_id) == ("prepared", None)
    assert counts() == before


def test_approval_into_a_closed_month_is_refused(april: April) -> None:
    batch = april.prepared()
    before = counts()
    with pytest.raises(journal.EntryRefused, match="period_closed"):
        batches.approve(batch, by=april.house.dee, on=date(2026, 4, 30), at=story.NOON)
    batch.refresh_from_db()
    assert batch.state == "prepared"
    assert {payout.state for payout in batch.payouts.all()} == {"planned"}
    assert counts() == before


def test_a_file_pays_the_batch(april: April) -> None:
    batch = april.approved()
    file = batches.export(batch, at=story.NOON)
    content = bytes(file.content)
    assert (file.payouts, file.total_minor) == (2, 89_791)
    assert bytes(file.sha256) == hashlib.sha256(content).digest()
    assert [record.amount_yen for record in zengin_reader.read(content).transfers] == [67_343, 22_448]


def test_exported_again_the_file_is_the_same_bytes(april: April) -> None:
    batch = april.approved()
    first = batches.export(batch, at=story.NOON)
    profiles.write(april.ada, profiles.BankAccount("0001", "001", "current", "7654321", "ヤマダ ハナコ"), at=JUNE_NOON)
    again = batches.export(batch, at=JUNE_NOON)
    assert (again.pk, bytes(again.content)) == (first.pk, bytes(first.content))
    assert batches.of_month(story.MONTH).state == "exported"


def test_a_batch_that_nobody_approved_has_no_file(april: April) -> None:
    batch = april.prepared()
    with pytest.raises(batches.NotApproved):
        batches.export(batch, at=story.NOON)
    assert not PayoutFile.objects.exists()


def test_a_month_waits_until_the_one_before_is_approved(april: April, tmp_path: Path) -> None:
    first = april.prepared()
    may_settled(april, tmp_path)
    before = counts()
    with pytest.raises(batches.EarlierBatchOpen, match="2026-04-1"):
        batches.prepare(MAY, transfer_on=JUNE_BANK_DAY, by=april.cy, at=JUNE_NOON)
    assert counts() == before
    batches.approve(first, by=april.house.dee, on=date(2026, 6, 11), at=JUNE_NOON)
    second = batches.prepare(MAY, transfer_on=JUNE_BANK_DAY, by=april.cy, at=JUNE_NOON)
    assert [payout.gross_minor for payout in second.payouts.order_by("contributor_id")] == [6_000, 2_000]


def test_two_who_approve_approve_once(committed_april: April) -> None:
    batch = committed_april.prepared()

    def approved(_turn: int) -> int | None:
        try:
            return story.approved(batch, committed_april.house).entry_id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(approved, range(4)))) == 1
    assert counts() == (1, 2, 2, 0)


def test_two_who_prepare_and_export_do_it_once(committed_april: April) -> None:
    committed_april.closed()

    def prepared(_turn: int) -> Batch:
        try:
            return story.prepared(committed_april.house)
        finally:
            connection.close()

    def exported(batch: Batch) -> bytes:
        try:
            return bytes(batches.export(batch, at=story.NOON).content)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        [batch] = set(threads.map(prepared, range(4)))
        story.approved(batch, committed_april.house)
        assert len(set(threads.map(exported, [batch] * 4))) == 1
    assert counts() == (1, 2, 2, 1)
