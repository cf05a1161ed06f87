"""Corrections after settlement: what was settled stays, and an entry in an open month names it and mends it.

A picture is given to whom it should have been credited, taken from whom it should not have been, or moved from one to
the other; or an amount is corrected by hand. What is posted is what `planning` shows.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from contributors.models import User
from ledger.book import chart, journal, lock
from ledger.models import Adjustment, AdjustmentLine, AdjustmentReason, Entry, EntryKind, Run, Settlement
from ledger.rewards.planning import Change, Line, Plan, plan


class NotSettled(Exception):
    """A run that is not settled needs no correction: match it again."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} is not settled: match it again instead of correcting it")
        self.run = run


class PaidOutAlready(Exception):
    """Nobody owes the organiser money: what is taken back must still be owed."""

    def __init__(self) -> None:
        super().__init__(
            "what this correction takes was paid out already: nothing was posted; take it once new rewards stand"
            " against it, or take less"
        )


class NothingToAdjust(Exception):
    """The correction would move nothing."""

    def __init__(self) -> None:
        super().__init__("this correction moves no money: nothing was posted")


def of_run(run: Run) -> Settlement:
    """The settlement that is to be corrected. Raises NotSettled."""
    found = Settlement.objects.filter(run=run).select_related("run", "policy", "entry").first()
    if found is None:
        raise NotSettled(run)
    return found


@transaction.atomic
def adjust(
    settlement: Settlement,
    changes: Sequence[Change],
    *,
    reason: AdjustmentReason,
    note: str,
    by: User,
    on: date,
    at: datetime,
) -> Adjustment:
    """Plan and post a correction, effective ``on``, in that day's open month.

    An amount asked for twice with the same note is posted once; a picture is given or taken once. Raises as `plan`
    does, NothingToAdjust, PaidOutAlready, and journal.EntryRefused.
    """
    lock.hold("adjustments", str(settlement.pk))
    planned = plan(settlement, changes, reason=reason, note=note)
    known = Adjustment.objects.filter(entry__scope="adjustment", entry__key=planned.key).first()
    if known is not None:
        return known
    if not any(line.amount_minor for line in planned.lines):
        raise NothingToAdjust
    entry = _posted(_draft(planned, on), by)
    adjustment = Adjustment.objects.create(
        settlement=planned.settlement,
        entry=entry,
        reason=planned.reason,
        note=planned.note,
        adjusted_at=at,
        adjusted_by=by,
    )
    _write(adjustment, planned.lines)
    return adjustment


def _posted(draft: journal.Draft, by: User) -> Entry:
    try:
        return journal.post(draft, by=by)
    except journal.EntryRefused as refusal:
        if refusal.constraint == "payable_not_overdrawn":
            raise PaidOutAlready from refusal
        raise


def _draft(planned: Plan, on: date) -> journal.Draft:
    commodity = planned.settlement.policy.commodity
    owed: Counter[int] = Counter()
    for line in planned.lines:
        owed[line.contributor.pk] += line.amount_minor
    legs = [journal.Leg(chart.payable(key, commodity), -amount) for key, amount in sorted(owed.items()) if amount]
    if planned.total_minor:
        legs.insert(0, journal.Leg(chart.rewards(commodity), planned.total_minor))
    if not legs:
        raise NothingToAdjust
    return journal.Draft(
        kind=EntryKind.ADJUSTMENT,
        scope="adjustment",
        key=planned.key,
        effective_on=on,
        legs=legs,
        note=planned.note,
        corrects_id=planned.settlement.entry_id,
    )


def _write(adjustment: Adjustment, lines: Sequence[Line]) -> None:
    AdjustmentLine.objects.bulk_create(
        AdjustmentLine(
            adjustment=adjustment,
            settlement_id=adjustment.settlement_id,
            contributor=line.contributor,
            image=line.image,
            units=line.units,
            amount_minor=line.amount_minor,
        )
        for line in lines
    )
