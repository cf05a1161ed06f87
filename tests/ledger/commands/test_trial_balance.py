"""trial_balance and tally: the book as of any moment, told to scripts."""

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Entry
from tests.ledger.april import April
from tests.ledger.commands import speaking

NOTHING: speaking.Json = {"accounts": [], "sums": {}}


def test_the_trial_balance_is_told_with_its_sums(april: April) -> None:
    april.settled()
    told = speaking.asked("trial_balance")
    assert told == {
        "accounts": [
            {"account": "expenses:rewards", "commodity": "JPY", "amount": 100_000},
            {"account": f"liabilities:payable:{april.ada.pk}", "commodity": "JPY", "amount": -75_000},
            {"account": f"liabilities:payable:{april.ann.pk}", "commodity": "JPY", "amount": -25_000},
        ],
        "sums": {"JPY": 0},
    }


def test_both_bounds_leave_out_what_comes_then_or_later(april: April) -> None:
    april.settled()
    now = Entry.objects.get().recorded_at.isoformat()
    assert speaking.asked("trial_balance", "--effective-before", "2026-04-28") == NOTHING
    assert speaking.asked("trial_balance", "--recorded-before", now) == NOTHING
    assert speaking.asked("trial_balance", "--effective-before", "2026-04-29") != NOTHING
    assert speaking.asked("trial_balance", "--recorded-before", "2199-01-01T00:00+09:00") != NOTHING


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(CommandError, match="no moment"):
        call_command("trial_balance", "--recorded-before", "soon")


@pytest.mark.django_db
def test_with_nothing_posted_nothing_is_tallied() -> None:
    assert speaking.asked("tally") == {"tallies": 0}
