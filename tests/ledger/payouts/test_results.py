"""The bank's answers: each posted once, in turn, all or nothing."""

from datetime import date

import pytest

from contributors.models import Contributor
from ledger.book import balances
from ledger.models import Answer, Batch, Entry
from ledger.payouts import results
from ledger.payouts.results import BankAnswer, Outcome
from tests import story
from tests.ledger.april import April
from tests.ledger.book import notation

THE_28TH, THE_29TH = date(2026, 5, 28), date(2026, 5, 29)


@pytest.fixture
def batch(april: April) -> Batch:
    """April approved."""
    return april.approved()


def answer(batch: Batch, person: Contributor, outcome: Outcome, on: date = THE_28TH, reason: str = "") -> BankAnswer:
    return BankAnswer(batch.payouts.get(contributor=person).key, outcome, on, reason)


def record(april: April, *answers: BankAnswer) -> results.Recorded:
    return results.record(answers, by=april.cy, at=story.NOON)


def newest() -> str:
    return notation.written(Entry.objects.latest("id"))


def states(batch: Batch) -> list[str]:
    return list(batch.payouts.order_by("contributor_id").values_list("state", flat=True))


def test_what_was_paid_leaves_the_bank(april: April, batch: Batch) -> None:
    assert record(april, answer(batch, april.ada, "paid")) == results.Recorded(1, 0, [])
    assert newest() == notation.expected(
        """
        2026-05-28 paid
          liabilities:transfers  67343 JPY
          assets:bank           -67343 JPY
        """
    )
    assert states(batch) == ["paid", "under_way"]


def test_what_failed_is_owed_again_with_its_tax(april: April, batch: Batch) -> None:
    record(april, answer(batch, april.ada, "failed", reason="no such account"))
    assert newest() == notation.expected(
        """
        2026-05-28 returned
          liabilities:transfers    67343 JPY
          liabilities:withholding   7657 JPY
          liabilities:payable:Ada -75000 JPY
        """
    )
    assert balances.owed_to(april.ada.pk, "JPY") == 75_000
    assert states(batch) == ["failed", "under_way"]


def test_what_came_back_after_it_was_paid_returns_to_the_bank(april: April, batch: Batch) -> None:
    record(april, answer(batch, april.ada, "paid"), answer(batch, april.ada, "returned", THE_29TH))
    assert newest() == notation.expected(
        """
        2026-05-29 returned
          assets:bank              67343 JPY
          liabilities:withholding   7657 JPY
          liabilities:payable:Ada -75000 JPY
        """
    )
    assert balances.owed_to(april.ada.pk, "JPY") == 75_000


def test_the_same_answer_twice_is_one(april: April, batch: Batch) -> None:
    paid = answer(batch, april.ada, "paid")
    record(april, paid)
    before = Entry.objects.count()
    assert record(april, paid, paid) == results.Recorded(0, 2, [])
    assert (Entry.objects.count(), Answer.objects.count()) == (before, 1)


def test_an_answer_that_matches_nothing_is_listed_and_changes_nothing(april: April, batch: Batch) -> None:
    before = Entry.objects.count()
    strange = BankAnswer("9" * 20, "paid", THE_28TH, "")
    assert record(april, strange) == results.Recorded(0, 0, ["9" * 20])
    assert (Entry.objects.count(), states(batch)) == (before, ["under_way", "under_way"])


@pytest.mark.parametrize(("first", "then"), [("failed", "paid"), ("returned", "paid"), ("paid", "failed")])
def test_an_answer_out_of_turn_refuses_them_all(april: April, batch: Batch, first: Outcome, then: Outcome) -> None:
    record(april, answer(batch, april.ada, first))
    before = Entry.objects.count()
    with pytest.raises(results.AnswerOutOfTurn):
        record(april, answer(batch, april.ann, "paid"), answer(batch, april.ada, then, THE_29TH))
    assert (Entry.objects.count(), states(batch)) == (before, [first, "under_way"])


def test_before_approval_the_bank_has_nothing_to_answer(april: April) -> None:
    prepared = april.prepared()
    with pytest.raises(results.AnswerOutOfTurn, match="planned"):
        record(april, answer(prepared, april.ada, "paid"))
    assert states(prepared) == ["planned", "planned"]


def test_answers_are_read_from_csv() -> None:
    read = results.read_csv("\ufeffreason,on,state,key\r\n返却,2026-05-28,returned,123\r\n".encode())
    assert read == [BankAnswer("123", "returned", THE_28TH, "返却")]


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b"key,state,on\n", 1, "'reason' is missing"),
        (b"", 1, "'key' is missing"),
        (b"key,state,on,reason\n1,paid,2026-05-28,\n1,lost,2026-05-28,\n", 3, "'lost' is none of"),
        (b"key,state,on,reason\n1,paid,28.5.2026,\n", 2, "not written as"),
        (b"key,state,on,reason\n1,paid,0001-01-01,\n", 2, "not within"),
        (b"key,state,on,reason\n1,paid,2026-05-28\n", 2, "3 cells"),
        (b"key,state,on,reason\n1,paid,2026-05-28,\xff\n", 2, "not UTF-8"),
        (b'key,state,on,reason\n1,paid,2026-05-28,"a\x00b"\n', 2, "plain text"),
    ],
)
def test_answers_written_otherwise_are_refused_with_their_line(content: bytes, line: int, told: str) -> None:
    with pytest.raises(results.AnswersUnreadable, match=told) as refused:
        results.read_csv(content)
    assert refused.value.line == line
