"""The account a batch was prepared with is the one that is paid, told and erased."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from contributors.models import Contributor
from ledger.book import invariants
from ledger.models import Batch, Payout, PayoutProfile
from ledger.payouts import batches, profiles
from ledger.payouts.files import zengin_reader
from ledger.payouts.profiles import BankAccount
from ledger.statements import reasons
from tests import story
from tests.ledger.april import April

NEW = BankAccount("0001", "001", "ordinary", "7654321", "ヤマダ ハナコ")


def account(person: Contributor) -> BankAccount:
    return profiles.read(PayoutProfile.objects.get(contributor=person))


def paid_numbers(batch: Batch) -> set[str]:
    file = zengin_reader.read(bytes(batches.export(batch, at=story.NOON).content))
    return {transfer.account_number for transfer in file.transfers}


def without_a_readable_account(person: Contributor) -> None:
    PayoutProfile.objects.filter(contributor=person).update(sealed_key=b"of another house")


def test_an_account_changed_after_approval_is_not_paid(april: April) -> None:
    batch = april.approved()
    agreed = {account(april.ada).number, account(april.ann).number}
    profiles.write(april.ada, NEW, at=story.NOON)
    assert paid_numbers(batch) == agreed


def test_a_key_destroyed_after_approval_does_not_stop_the_batch(april: April) -> None:
    batch = april.approved()
    PayoutProfile.objects.filter(contributor=april.ann).delete()
    assert len(paid_numbers(batch)) == 2


def test_a_statement_tells_the_account_that_was_paid(april: April) -> None:
    april.approved()
    ending = april.ada.payouts.get().account_ending
    profiles.write(april.ada, NEW, at=story.NOON)
    [payout] = reasons.of_month(story.APPROVED_ON.replace(day=1), [april.ada.pk], "JPY")[april.ada.pk].payouts
    assert payout.bank == f"****{ending}"
    assert not ending.endswith("321")


def test_an_account_that_cannot_be_read_is_found_before_anybody_approves(april: April) -> None:
    april.closed()
    without_a_readable_account(april.ann)
    with pytest.raises(profiles.AccountUnreadable):
        story.prepared(april.house)
    assert (Batch.objects.count(), Payout.objects.count()) == (0, 0)


def test_whose_account_was_erased_is_left_out(april: April) -> None:
    april.closed()
    profiles.erase(april.ann)
    batch = story.prepared(april.house)
    assert [payout.contributor_id for payout in batch.payouts.all()] == [april.ada.pk]


def test_an_unreadable_account_is_replaced_by_a_new_one(april: April) -> None:
    without_a_readable_account(april.ada)
    profiles.write(april.ada, NEW, at=story.NOON)
    assert account(april.ada) == NEW


def test_another_organisers_key_does_not_keep_a_person_from_entering_an_account(april: April) -> None:
    with override_settings(HENREI_PAYOUT_KEY="another house's key"):
        profiles.write(april.ada, NEW, at=story.NOON)
        assert account(april.ada) == NEW


def test_erasing_leaves_the_book_whole(april: April) -> None:
    batch = april.approved()
    stored = bytes(batches.export(batch, at=story.NOON).content)
    ending = april.ada.payouts.get().account_ending
    assert profiles.erase(april.ada) == 2
    payout = april.ada.payouts.get()
    assert (bytes(payout.sealed_key), payout.account_ending) == (b"", ending)
    with pytest.raises(profiles.AccountUnreadable):
        profiles.read(payout)
    assert not PayoutProfile.objects.filter(contributor=april.ada).exists()
    assert bytes(batches.export(batch, at=story.NOON).content) == stored
    assert list(invariants.broken()) == []


def test_asked_twice_an_account_is_erased_once(april: April) -> None:
    assert (profiles.erase(april.ada), profiles.erase(april.ada)) == (1, 0)
    assert account(april.ann)


def test_an_account_that_a_batch_needs_is_not_erased(april: April) -> None:
    batch = april.approved()
    with pytest.raises(profiles.AccountStillNeeded, match=str(batch)):
        profiles.erase(april.ada)
    assert len(paid_numbers(batch)) == 2


def test_a_payouts_account_cannot_be_exchanged(april: April) -> None:
    payout = april.prepared().payouts.all()[0]
    payout.sealed_account = b"mine"
    with pytest.raises(DatabaseError, match="stays as it was prepared"), transaction.atomic():
        payout.save()


def test_the_same_account_again_changes_nothing(april: April) -> None:
    known = PayoutProfile.objects.get(contributor=april.ada)
    profiles.write(april.ada, account(april.ada), at=story.NOON)
    assert bytes(PayoutProfile.objects.get(contributor=april.ada).sealed_key) == bytes(known.sealed_key)
    profiles.write(april.ada, replace(account(april.ada), kind="savings"), at=story.NOON)
    assert bytes(PayoutProfile.objects.get(contributor=april.ada).sealed_key) != bytes(known.sealed_key)


@pytest.mark.parametrize("number", ["0", "0000000"])
def test_a_number_of_zeros_is_refused_before_it_stops_a_batch(april: April, number: str) -> None:
    with pytest.raises(profiles.AccountNumberUnfit):
        profiles.write(april.ada, replace(NEW, number=number), at=story.NOON)
    assert account(april.ada).number != number
