"""The stages of a month in order, the first that is not done being the present one.

Takes a month as `month_look` sees it, gives what stands on the line; the inside of each stage is a template of its
own. What a stage may do is decided by the rooms, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ledger.models import BatchState
from ledger.web.month_look import Look

State = Literal["sealed", "done", "present", "later"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, how it stands, who did it and when, or what it waits for."""

    slug: str
    title: str
    state: State
    fact: str

    @property
    def inside(self) -> str:
        """The template of its inside."""
        return f"ledger/staff/month_{self.slug}.html"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage before it is known which one is present."""

    slug: str
    title: str
    is_done: bool
    fact: str
    is_sealed: bool = False


def of(look: Look) -> list[Stage]:
    """All stages of the month."""
    steps = _steps(look)
    present = next((step.slug for step in steps if not step.is_done), "done")
    return [Stage(step.slug, step.title, _state(step, present), step.fact) for step in steps]


def _state(step: Step, present: str) -> State:
    if step.is_sealed:
        return "sealed"
    if step.is_done:
        return "done"
    return "present" if step.slug == present else "later"


def _steps(look: Look) -> Sequence[Step]:
    settled = look.closing is not None or (look.entries > 0 and not look.open_runs)
    stated = look.closing is not None and look.undrawn == 0
    steps = [
        Step("settle", _("Settle the runs"), settled, _settled(look)),
        Step("close", _("Close and seal the month"), look.closing is not None, _closed(look), look.closing is not None),
        *_payout_steps(look),
        Step("draw", _("Draw the statements"), stated, _drawn(look)),
    ]
    return [*steps, Step("done", _("Done"), all(step.is_done for step in steps), "")]


def _payout_steps(look: Look) -> Sequence[Step]:
    batch, nobody = look.batch, look.planned is not None and look.planned.payouts == 0
    approved = batch is not None and batch.state != BatchState.PREPARED
    answered = look.file is not None and look.answers.under_way == 0
    return [
        Step("prepare", _("Prepare the payouts"), nobody or batch is not None, _prepared(look)),
        Step("approve", _("Approve, by somebody else"), nobody or approved, _approved(look)),
        Step("export", _("Export the bank file"), nobody or look.file is not None, _exported(look)),
        Step("record", _("Record the bank's answers"), nobody or answered, _answered(look)),
    ]


def _settled(look: Look) -> str:
    if not look.settlements:
        return _("No run is settled in this month.")
    facts = {"runs": len(look.settlements), "total": look.rewarded}
    return _("Runs settled: %(runs)s. Rewards: %(total)s.") % facts


def _closed(look: Look) -> str:
    if look.closing is None:
        return "" if look.is_over else _("It can be closed once its last day has passed.")
    return _by(look.closing.closed_by.username, look.closing.closed_at)


def _prepared(look: Look) -> str:
    if look.batch is not None:
        return _by(look.batch.prepared_by.username, look.batch.prepared_at)
    if look.planned is not None and look.planned.payouts == 0:
        return _("Nobody is to be paid: no balance reaches the minimum with an account on file.")
    return _waits(look.closing is None, _("It waits for the month to be closed."))


def _approved(look: Look) -> str:
    batch = look.batch
    if batch is not None and batch.approved_by is not None and batch.approved_at is not None:
        return _by(batch.approved_by.username, batch.approved_at)
    return _waits(batch is None, _("It waits for the payouts to be prepared."))


def _exported(look: Look) -> str:
    if look.file is not None:
        return _at(look.file.written_at)
    return _waits(look.batch is None or look.batch.state == BatchState.PREPARED, _("It waits for approval."))


def _answered(look: Look) -> str:
    if look.file is None:
        return _("It waits for the bank file.")
    facts = {"paid": look.answers.paid, "back": look.answers.failed + look.answers.returned}
    facts["open"] = look.answers.under_way
    return _("Paid: %(paid)s. Failed or returned: %(back)s. Without an answer: %(open)s.") % facts


def _drawn(look: Look) -> str:
    if look.closing is None:
        return _("It waits for the month to be closed.")
    facts = {"drawn": f"{look.statements - look.undrawn:,}", "all": f"{look.statements:,}"}
    return _("Drawn: %(drawn)s of %(all)s.") % facts


def _waits(waits: bool, sentence: str) -> str:
    return sentence if waits else ""


def _by(who: str, at: datetime) -> str:
    return _("%(who)s, %(at)s") % {"who": who, "at": _at(at)}


def _at(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
