"""The bank's answers come when they come: in closed months, and many at once."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import months
from ledger.book import invariants
from ledger.models import Answer, Batch, Entry
from ledger.payouts import results
from ledger.payouts.results import BankAnswer
from tests import story
from tests.ledger.april import April
from tests.ledger.book import notation

MAY, JULY_NOON = date(2026, 5, 1), datetime(2026, 7, 10, 12, tzinfo=story.TOKYO)
THE_28TH = date(2026, 5, 28)


@pytest.fixture
def batch(april: April) -> Batch:
    """April's batch, approved in May; May is closed since."""
    batch = april.approved()
    months.close(MAY, by=april.cy, at=JULY_NOON)
    return batch


def answers(batch: Batch, outcome: results.Outcome = "paid", on: date = THE_28TH) -> list[BankAnswer]:
    return [BankAnswer(payout.key, outcome, on, "") for payout in batch.payouts.order_by("contributor_id")]


def test_an_answer_of_a_closed_month_is_entered_in_the_first_open_one(april: April, batch: Batch) -> None:
    [first, _second] = answers(batch)
    assert results.record([first], by=april.cy, at=JULY_NOON).new == 1
    answer = Answer.objects.get()
    assert answer.answered_on == THE_28TH
    assert notation.written(answer.entry) == notation.expected(
        """
        2026-06-01 paid
          liabilities:transfers  67343 JPY
          assets:bank           -67343 JPY
        """
    )
    assert results.record([first], by=april.cy, at=JULY_NOON) == results.Recorded(0, 1, [])
    assert list(invariants.broken()) == []


def test_an_answer_of_an_open_month_is_entered_on_its_day(april: April, batch: Batch) -> None:
    results.record(answers(batch, on=date(2026, 6, 3)), by=april.cy, at=JULY_NOON)
    assert set(Answer.objects.values_list("entry__effective_on", flat=True)) == {date(2026, 6, 3)}


def test_paid_and_then_returned_in_one_file_comes_back_from_the_bank(april: April, batch: Batch) -> None:
    [first, second] = answers(batch)
    back = BankAnswer(first.key, "returned", date(2026, 6, 2), "account closed")
    assert results.record([back, second, first], by=april.cy, at=JULY_NOON).new == 3
    assert list(batch.payouts.order_by("contributor_id").values_list("state", flat=True)) == ["returned", "paid"]
    assert notation.written(Entry.objects.get(kind="returned")) == notation.expected(
        """
        2026-06-02 returned
          assets:bank              67343 JPY
          liabilities:withholding   7657 JPY
          liabilities:payable:Ada -75000 JPY
        """
    )


def test_the_same_answer_twice_in_one_file_is_one_answer(april: April, batch: Batch) -> None:
    [first, second] = answers(batch)
    assert results.record([first, second, first], by=april.cy, at=JULY_NOON) == results.Recorded(2, 1, [])


def test_one_answer_out_of_turn_records_none(april: April, batch: Batch) -> None:
    [first, second] = answers(batch)
    results.record([first], by=april.cy, at=JULY_NOON)
    before = Entry.objects.count()
    late = BankAnswer(first.key, "failed", date(2026, 6, 2), "")
    with pytest.raises(results.AnswerOutOfTurn):
        results.record([second, late], by=april.cy, at=JULY_NOON)
    assert (Entry.objects.count(), Answer.objects.count()) == (before, 1)


def test_many_answers_take_as_many_statements_as_one(tmp_path_factory: pytest.TempPathFactory, db: None) -> None:
    givers = {f"Giver {place}": 1 for place in range(6)}
    month = story.month(tmp_path_factory.mktemp("many"), givers)
    story.closed(month.house)
    batch = story.approved(story.prepared(month.house), month.house)
    said = answers(batch)
    assert len(said) == 6
    counted = []
    for some in (said[:1], said[1:]):
        with CaptureQueriesContext(connection) as queries:
            results.record(some, by=month.house.cy, at=story.NOON)
        counted.append(len(queries))
    assert counted[1] <= counted[0]
