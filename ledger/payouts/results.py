"""The bank's answers: paid, failed or returned, matched by the payout's key, each with its entry.

A failed or returned payout puts the gross back to the payable and takes the withholding back. The same answer
twice is one answer; lines that match nothing are listed and change nothing.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Literal

from django.db import transaction

from contributors.models import User
from ledger.book import chart, journal
from ledger.models import Answer, EntryKind, Payout, PayoutState
from ledger.payouts.batches import COMMODITY

Outcome = Literal["paid", "failed", "returned"]
OUTCOMES: dict[str, Outcome] = {"paid": "paid", "failed": "failed", "returned": "returned"}
COLUMNS = ("key", "state", "on", "reason")
FOLLOWS: dict[Outcome, Sequence[str]] = {
    "paid": ("under_way",),
    "failed": ("under_way",),
    "returned": ("paid", "under_way"),
}


class AnswersUnreadable(Exception):
    """The file of answers is not as agreed; nothing of it was taken."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}; nothing was recorded")
        self.line = line
        self.reason = reason


class AnswerOutOfTurn(Exception):
    """A payout cannot go from where it stands to what the bank says."""

    def __init__(self, payout: Payout, outcome: str) -> None:
        super().__init__(f"payout {payout.key} is {payout.state}: it cannot become {outcome}; nothing was recorded")
        self.payout = payout


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """One line of the bank's answer."""

    key: str
    outcome: Outcome
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a file of answers changed."""

    new: int
    known: int
    unmatched: Sequence[str]


def read_csv(text: str) -> list[BankAnswer]:
    """Read answers from CSV with the columns key, state, on, reason. Raises AnswersUnreadable."""
    rows = csv.DictReader(StringIO(text))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise AnswersUnreadable(1, f"the column {missing[0]!r} is missing")
    return [_read(row["key"], row["state"], row["on"], row["reason"], line) for line, row in enumerate(rows, start=2)]


@transaction.atomic
def record(answers: Iterable[BankAnswer], *, by: User, at: datetime) -> Recorded:
    """Post what the bank said, all or nothing. Raises AnswerOutOfTurn, journal.EntryRefused."""
    asked = sorted(answers, key=lambda answer: (answer.key, answer.on))
    found = Payout.objects.select_for_update().filter(key__in=[answer.key for answer in asked]).order_by("id")
    payouts = {payout.key: payout for payout in found}
    matched = [answer for answer in asked if answer.key in payouts]
    new = sum(_record(payouts[answer.key], answer, by, at) for answer in matched)
    unmatched = [answer.key for answer in asked if answer.key not in payouts]
    return Recorded(new=new, known=len(matched) - new, unmatched=unmatched)


def _record(payout: Payout, answer: BankAnswer, by: User, at: datetime) -> bool:
    if payout.answers.filter(state=answer.outcome).exists():
        return False
    if payout.state not in FOLLOWS[answer.outcome]:
        raise AnswerOutOfTurn(payout, answer.outcome)
    entry = journal.post(_draft(payout, answer), by=by)
    Answer.objects.create(
        payout=payout, state=answer.outcome, answered_on=answer.on, reason=answer.reason, entry=entry, recorded_at=at
    )
    payout.state = PayoutState(answer.outcome)
    payout.save(update_fields=["state"])
    return True


def _draft(payout: Payout, answer: BankAnswer) -> journal.Draft:
    legs = _paid_legs(payout) if answer.outcome == "paid" else _returned_legs(payout)
    return journal.Draft(
        kind=EntryKind.PAID if answer.outcome == "paid" else EntryKind.RETURNED,
        scope="bank-answer",
        key=f"{payout.key}:{answer.outcome}",
        effective_on=answer.on,
        legs=legs,
        note=f"payout {payout.key} {answer.outcome} {answer.reason}".strip(),
    )


def _paid_legs(payout: Payout) -> list[journal.Leg]:
    return [
        journal.Leg(chart.transfers(COMMODITY), payout.net_minor),
        journal.Leg(chart.bank(COMMODITY), -payout.net_minor),
    ]


def _returned_legs(payout: Payout) -> list[journal.Leg]:
    came_from = chart.bank(COMMODITY) if payout.state == PayoutState.PAID else chart.transfers(COMMODITY)
    back = [
        (came_from, payout.net_minor),
        (chart.withholding(COMMODITY), payout.withholding_minor),
        (chart.fees(COMMODITY), payout.fee_minor),
        (chart.payable(payout.contributor_id, COMMODITY), -payout.gross_minor),
    ]
    return [journal.Leg(account, amount) for account, amount in back if amount]


def _read(key: str, state: str, on: str, reason: str, line: int) -> BankAnswer:
    outcome = OUTCOMES.get(state)
    if outcome is None:
        raise AnswersUnreadable(line, f"the state {state!r} is none of {', '.join(OUTCOMES)}")
    try:
        return BankAnswer(key, outcome, date.fromisoformat(on), reason)
    except ValueError as error:
        raise AnswersUnreadable(line, f"the day {on!r} is not written as YYYY-MM-DD") from error
