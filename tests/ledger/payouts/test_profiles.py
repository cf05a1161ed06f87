"""Bank accounts: readable only with both keys, gone when the contributor's key is gone."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from ledger.models import PayoutProfile
from ledger.payouts import banks, profiles
from ledger.payouts.files import kana
from tests import story
from tests.ledger.april import April

ACCOUNT = profiles.BankAccount("0001", "001", "current", "7654321", "ヤマダ ハナコ")
LATER = story.NOON.replace(month=6)


def test_an_account_is_read_as_it_was_written(april: April) -> None:
    profile = profiles.write(april.ada, ACCOUNT, at=story.NOON)
    assert profiles.read(PayoutProfile.objects.get(pk=profile.pk)) == ACCOUNT
    assert (profile.account_ending, profile.payee_status) == ("321", "resident")


def test_nothing_of_an_account_is_stored_in_the_clear(april: April) -> None:
    profile = profiles.write(april.ada, ACCOUNT, at=story.NOON)
    stored = bytes(profile.sealed_account) + bytes(profile.sealed_key) + str(profile).encode()
    assert b"7654321" not in stored
    assert "ヤマダ".encode() not in stored


def test_the_same_account_again_changes_nothing(april: April) -> None:
    first = profiles.write(april.ada, ACCOUNT, at=story.NOON)
    again = profiles.write(april.ada, ACCOUNT, at=LATER)
    assert (again.changed_at, bytes(again.sealed_key)) == (story.NOON, bytes(first.sealed_key))


def test_another_account_takes_the_place_of_the_first_under_another_key(april: April) -> None:
    first = profiles.write(april.ada, ACCOUNT, at=story.NOON)
    other = profiles.write(april.ada, replace(ACCOUNT, number="1"), payee_status="company", at=LATER)
    assert (other.pk, other.changed_at, other.payee_status, other.account_ending) == (first.pk, LATER, "company", "1")
    assert bytes(other.sealed_key) != bytes(first.sealed_key)
    assert PayoutProfile.objects.filter(contributor=april.ada).count() == 1


def test_with_another_organisers_key_nothing_is_read(april: April, settings: Settings) -> None:
    profile = profiles.write(april.ada, ACCOUNT, at=story.NOON)
    settings.HENREI_PAYOUT_KEY = "another"
    with pytest.raises(profiles.AccountUnreadable, match=f"contributor {april.ada.pk}"):
        profiles.read(profile)


def test_with_another_contributors_key_nothing_is_read(april: April) -> None:
    ada = profiles.write(april.ada, ACCOUNT, at=story.NOON)
    ada.sealed_key = profiles.write(april.ann, ACCOUNT, at=story.NOON).sealed_key
    with pytest.raises(profiles.AccountUnreadable):
        profiles.read(ada)


@pytest.mark.parametrize("number", ["", "12345678", "12a", "１２３", "-1"])
def test_an_unfit_number_is_refused(april: April, number: str) -> None:
    before = profiles.read(PayoutProfile.objects.get(contributor=april.ada))
    with pytest.raises(profiles.AccountNumberUnfit):
        profiles.write(april.ada, replace(ACCOUNT, number=number), at=story.NOON)
    assert profiles.read(PayoutProfile.objects.get(contributor=april.ada)) == before


def test_a_bank_or_branch_that_is_not_there_is_refused(april: April) -> None:
    with pytest.raises(banks.UnknownBank):
        profiles.write(april.ada, replace(ACCOUNT, bank_code="9999"), at=story.NOON)
    with pytest.raises(banks.UnknownBranch):
        profiles.write(april.ada, replace(ACCOUNT, branch_code="999"), at=story.NOON)


def test_a_holder_that_the_banks_cannot_write_is_refused(april: April) -> None:
    with pytest.raises(kana.KanaNotAllowed):
        profiles.write(april.ada, replace(ACCOUNT, holder_kana="山田花子"), at=story.NOON)
