"""The bank's answers: paid, failed or returned, matched by the payout's key, each with its entry.

A failed or returned payout puts the gross back to the payable and takes the withholding back. The same answer
twice is one answer; lines that match nothing are listed and change nothing. A day in a closed month is kept as the
bank said it, and entered on the first day of the first open month.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from django.db import transaction

from contributors.models import User
from ledger.book import journal, periods
from ledger.models import Answer, Closing, Payout, PayoutState
from ledger.payouts import entries
from ledger.payouts.entries import Outcome as Outcome

OUTCOMES: dict[str, Outcome] = {"paid": "paid", "failed": "failed", "returned": "returned"}
COLUMNS = ("key", "state", "on", "reason")
FIRST_YEAR, LAST_YEAR = 1990, 2199
ROWS_AT_ONCE = 5_000
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
    """Post what the bank said, all or nothing, in as many statements for ten thousand answers as for one.

    Raises AnswerOutOfTurn, journal.EntryRefused.
    """
    asked = sorted(answers, key=lambda answer: (answer.key, answer.on))
    found = Payout.objects.select_for_update().filter(key__in={answer.key for answer in asked}).order_by("id")
    payouts = {payout.key: payout for payout in found}
    matched = [answer for answer in asked if answer.key in payouts]
    fresh = _posted(_taken(matched, payouts, _first_open_day()), by, at)
    unmatched = [answer.key for answer in asked if answer.key not in payouts]
    return Recorded(new=fresh, known=len(matched) - fresh, unmatched=unmatched)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An answer in its turn: what it moves depends on where its payout stood."""

    payout: Payout
    answer: BankAnswer
    draft: journal.Draft


def _taken(matched: Sequence[BankAnswer], payouts: Mapping[str, Payout], first_open_on: date | None) -> list[_Taken]:
    """The answers that are new, each payout moved on as they follow. Raises AnswerOutOfTurn."""
    known = set(Answer.objects.filter(payout__in=payouts.values()).values_list("payout__key", "state"))
    taken: list[_Taken] = []
    for answer in matched:
        if (answer.key, answer.outcome) in known:
            continue
        known.add((answer.key, answer.outcome))
        payout = payouts[answer.key]
        if payout.state not in FOLLOWS[answer.outcome]:
            raise AnswerOutOfTurn(payout, answer.outcome)
        entered_on = max(answer.on, first_open_on or answer.on)
        draft = entries.of_answer(payout, answer.outcome, on=entered_on, reason=answer.reason)
        taken.append(_Taken(payout, answer, draft))
        payout.state = PayoutState(answer.outcome)
    return taken


def _posted(taken: Sequence[_Taken], by: User, at: datetime) -> int:
    posted = journal.post_all([one.draft for one in taken], by=by)
    Answer.objects.bulk_create(
        (
            Answer(
                payout=one.payout,
                state=one.answer.outcome,
                answered_on=one.answer.on,
                reason=one.answer.reason,
                entry=entry,
                recorded_at=at,
            )
            for one, entry in zip(taken, posted, strict=True)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    for state in OUTCOMES.values():
        moved = {one.payout.pk for one in taken if one.payout.state == state}
        Payout.objects.filter(pk__in=moved).update(state=state)
    return len(taken)


def _first_open_day() -> date | None:
    """The day after all closed months, which close in order; None where none is closed."""
    closed = Closing.objects.order_by("-period_id").values_list("period_id", flat=True).first()
    return periods.month_after(closed) if closed else None


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
