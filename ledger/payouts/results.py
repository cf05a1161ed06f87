"""The bank's answers: paid, failed or returned, matched by the payout's key, each with its entry.

A failed or returned payout puts the gross back to the payable and takes the withholding back. The same answer
twice is one answer; lines that match nothing are listed and change nothing.
"""

import csv
import re
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
FIRST_YEAR, LAST_YEAR = 1990, 2199
_PLAIN = re.compile(r"[^\x00-\x1f\x7f]{0,200}")
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


def read_csv(content: bytes) -> list[BankAnswer]:
    """Read answers from CSV in UTF-8 with the columns key, state, on, reason. Raises AnswersUnreadable."""
    try:
        rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        names = next(rows, [])
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise AnswersUnreadable(1, f"the column {missing[0]!r} is missing")
        places = [names.index(name) for name in COLUMNS]
        return [_read(cells, places, len(names), rows.line_num) for cells in rows if cells]
    except UnicodeDecodeError as error:
        raise AnswersUnreadable(content[: error.start].count(b"\n") + 1, "is not UTF-8") from error
    except csv.Error as error:
        raise AnswersUnreadable(rows.line_num, f"is not CSV ({error})") from error


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


def _read(cells: Sequence[str], places: Sequence[int], columns: int, line: int) -> BankAnswer:
    if len(cells) != columns:
        raise AnswersUnreadable(line, f"{len(cells)} cells stand under {columns} columns")
    key, state, on, reason = (cells[place] for place in places)
    outcome = OUTCOMES.get(state)
    if outcome is None:
        raise AnswersUnreadable(line, f"the state {state[:40]!r} is none of {', '.join(OUTCOMES)}")
    if not (_PLAIN.fullmatch(key) and _PLAIN.fullmatch(reason)):
        raise AnswersUnreadable(line, "key and reason are plain text of up to 200 characters")
    return BankAnswer(key, outcome, _day(on, line), reason)


def _day(on: str, line: int) -> date:
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise AnswersUnreadable(line, f"the day {on[:40]!r} is not written as YYYY-MM-DD") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise AnswersUnreadable(line, f"the day {on} is not within {FIRST_YEAR} to {LAST_YEAR}")
    return day
