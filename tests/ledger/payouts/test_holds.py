"""What a prepared batch will pay is held: owed less held is available, until approval, dismissal or expiry."""

from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command

from ledger.book import balances, chart, journal
from ledger.book.journal import EntryRefused
from ledger.models import Batch, Entry, EntryKind, Hold, HoldEnd
from ledger.payouts import batches, holds
from tests import story
from tests.ledger.april import April

TAKEN_ON = date(2026, 5, 11)
ON_THE_TRANSFER_DAY = datetime(2026, 5, 28, 23, 59, tzinfo=story.TOKYO)
THE_DAY_AFTER = datetime(2026, 5, 29, 0, 0, tzinfo=story.TOKYO)


def taken(april: April, amount: int) -> journal.Draft:
    legs = [journal.Leg(chart.payable(april.ada.pk, "JPY"), amount), journal.Leg(chart.rewards("JPY"), -amount)]
    return journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "taken back", TAKEN_ON, legs)


def ends() -> set[str]:
    return set(HoldEnd.objects.values_list("outcome", flat=True))


def standing(april: April) -> tuple[int, int, int]:
    """What Ada is owed, what of it is held, what is available."""
    key = april.ada.pk
    return balances.owed_to(key, "JPY"), holds.pending_of(key, "JPY"), holds.available_to(key, "JPY")


def test_a_prepared_batch_holds_what_it_will_pay(april: April) -> None:
    april.prepared()
    assert standing(april) == (75_000, 75_000, 0)
    assert holds.pending("JPY") == {april.ada.pk: 75_000, april.ann.pk: 25_000}


def test_nothing_else_takes_what_is_held(april: April) -> None:
    april.prepared()
    before = Entry.objects.count()
    with pytest.raises(EntryRefused, match="payable_not_overdrawn"):
        journal.post(taken(april, 1), by=april.cy)
    assert (Entry.objects.count(), standing(april)) == (before, (75_000, 75_000, 0))


def test_an_approval_posts_and_ends_the_holds(april: April) -> None:
    april.approved()
    assert (ends(), standing(april)) == ({"posted"}, (0, 0, 0))


def test_a_dismissal_voids_the_holds(april: April) -> None:
    batches.dismiss(april.prepared(), by=april.cy, at=story.NOON, reason="a wrong day")
    assert (ends(), standing(april)) == ({"voided"}, (75_000, 0, 75_000))
    journal.post(taken(april, 75_000), by=april.cy)


def test_a_batch_that_nobody_approved_expires_after_its_transfer_day(april: April) -> None:
    batch = batches.expire(april.prepared(), by=april.cy, at=THE_DAY_AFTER)
    assert (batch.state, batch.dismissed_because) == ("dismissed", "expired: its transfer day passed without approval")
    assert (ends(), standing(april)) == ({"expired"}, (75_000, 0, 75_000))
    assert batches.expire(batch, by=april.cy, at=THE_DAY_AFTER) == batch


def test_a_batch_does_not_expire_on_its_transfer_day(april: April) -> None:
    batch = april.prepared()
    with pytest.raises(batches.TransferDayAhead, match="2026-05-28"):
        batches.expire(batch, by=april.cy, at=ON_THE_TRANSFER_DAY)
    assert (Batch.objects.get().state, HoldEnd.objects.count()) == ("prepared", 0)


def test_an_approved_batch_does_not_expire(april: April) -> None:
    batch = april.approved()
    with pytest.raises(batches.AlreadyApproved):
        batches.expire(batch, by=april.cy, at=THE_DAY_AFTER)
    assert ends() == {"posted"}


def test_a_batch_expires_by_command(april: April) -> None:
    april.prepared()
    call_command("payouts", "expire", "2026-04", "--by", "cy")
    assert (Batch.objects.get().state, ends()) == ("dismissed", {"expired"})
    with pytest.raises(CommandError, match="no payouts are prepared"):
        call_command("payouts", "expire", "2026-04", "--by", "cy")


def test_a_refused_approval_leaves_the_holds(april: April) -> None:
    batch = april.prepared()
    with pytest.raises(EntryRefused, match="period_closed"):
        batches.approve(batch, by=april.house.dee, on=date(2026, 4, 30), at=story.NOON)
    assert (HoldEnd.objects.count(), standing(april)) == (0, (75_000, 75_000, 0))


def test_what_was_taken_meanwhile_is_not_held(april: April) -> None:
    """Preparing looks first; whoever takes between the look and the hold is seen by the guard."""
    april.closed()
    batch = Batch(month=story.MONTH, number=1, commodity="JPY", transfer_on=story.TRANSFER_ON,
                  prepared_at=story.NOON, prepared_by=april.cy)  # fmt: skip
    batch.save()
    payable = batches.outlook(story.MONTH).payable
    journal.post(taken(april, 1), by=april.cy)
    payouts = [batches.planned(batch, profile, gross) for profile, gross in payable]
    for payout in payouts:
        payout.save()
    with pytest.raises(EntryRefused, match="payable_not_overdrawn"):
        holds.place(payouts, commodity="JPY", at=story.NOON)
    assert Hold.objects.count() == 0
