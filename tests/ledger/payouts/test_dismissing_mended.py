"""A batch that waits for approval can be given up; its rows stay and the month is prepared anew."""

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Batch, Entry, Payout
from ledger.payouts import batches
from tests import story
from tests.ledger.april import April


def dismissed(april: April, batch: Batch, reason: str = "a wrong transfer day") -> Batch:
    return batches.dismiss(batch, by=april.cy, at=story.NOON, reason=reason)


def test_a_dismissed_batch_says_who_when_and_why(april: April) -> None:
    batch = dismissed(april, april.prepared(), "  a wrong transfer day ")
    batch.refresh_from_db()
    assert (batch.state, batch.dismissed_by, batch.dismissed_at) == ("dismissed", april.cy, story.NOON)
    assert batch.dismissed_because == "a wrong transfer day"
    assert batch.payouts.count() == 2


def test_the_next_batch_of_the_month_has_the_next_number_and_other_keys(april: April) -> None:
    first = dismissed(april, april.prepared())
    second = story.prepared(april.house)
    assert (str(first), str(second)) == ("2026-04-1", "2026-04-2")
    assert batches.of_month(story.MONTH) == second
    of_both = Payout.objects.values_list("gross_minor", flat=True).order_by("batch_id", "contributor_id")
    assert list(of_both) == [75_000, 25_000, 75_000, 25_000]
    assert Payout.objects.values("key").distinct().count() == 4
    story.approved(second, april.house)
    assert batches.export(second, at=story.NOON).name == "henrei-2026-04-2-zengin.txt"


def test_asked_twice_a_batch_is_dismissed_once(april: April) -> None:
    batch = dismissed(april, april.prepared())
    assert dismissed(april, batch, "another reason").dismissed_because == "a wrong transfer day"


def test_an_approved_batch_is_not_dismissed(april: April) -> None:
    batch = april.approved()
    with pytest.raises(batches.AlreadyApproved):
        dismissed(april, batch)
    assert Batch.objects.get().state == "approved"


def test_a_dismissed_batch_is_neither_approved_nor_exported(april: April) -> None:
    batch = dismissed(april, april.prepared())
    before = Entry.objects.count()
    with pytest.raises(batches.BatchDismissed, match="a wrong transfer day"):
        story.approved(batch, april.house)
    with pytest.raises(batches.NotApproved):
        batches.export(batch, at=story.NOON)
    with pytest.raises(batches.NoBatch):
        batches.of_month(story.MONTH)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_nobody_dismisses_without_a_reason(april: April, reason: str) -> None:
    batch = april.prepared()
    with pytest.raises(batches.ReasonMissing):
        dismissed(april, batch, reason)
    assert Batch.objects.get().state == "prepared"


def test_a_batch_is_dismissed_by_command(april: April) -> None:
    april.prepared()
    with pytest.raises(CommandError, match="why"):
        call_command("payouts", "dismiss", "2026-04", "--by", "cy")
    call_command("payouts", "dismiss", "2026-04", "--by", "cy", "--reason", "a wrong transfer day")
    assert Batch.objects.get().state == "dismissed"
