"""What waits for the staff, in one place: pictures, runs, months, payouts, long work; and what is alarming.

Reads only. Each line leads to the page where it can be done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from contributors import queue
from contributors.models import Job, JobState, Role, User
from contributors.web import guards
from ledger.book import periods
from ledger.models import Batch, BatchState, Part, PartState, PayoutState, Period, Run
from ledger.training import alarms as training_alarms
from ledger.web import jobs, run_pages, telling, trial_balance

MOST_JOBS = 10
MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, where it is done, and the role that does it."""

    sentence: str
    url: str
    role: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that must not be overlooked."""

    happened: str
    to_do: str
    url: str
    label: str


@require_safe
@guards.staff()
def home(request: HttpRequest, user: User) -> HttpResponse:
    """Everything that waits."""
    roles = list(user.staff_roles.order_by("role"))
    told = {
        "alarms": alarms(),
        "waiting": waiting(localdate()),
        "jobs": [jobs.shown(row) for row in _jobs()],
        "may_keep_sources": Role.ADMIN in {role.role for role in roles},
        "roles": [role.get_role_display() for role in roles],
        "sees_balances": any(role.role in trial_balance.READERS for role in roles),
    }
    return render(request, "ledger/staff/home.html", told)


def alarms() -> list[Alarm]:
    """Withdrawn pictures inside a run, and parts held for a person."""
    inside = [_withdrawn(alarm) for alarm in training_alarms.every() if alarm.is_open]
    parts = Part.objects.filter(state=PartState.HELD)
    held = parts.values_list("run__name", flat=True).distinct().order_by("run__name")
    return inside[:MOST_LINES] + [_held(name) for name in held[:MOST_LINES]]


def waiting(today: date) -> list[Waiting]:
    """What waits, in the order of an image's way: pictures, runs, months, payouts."""
    return [*_pictures(), *_runs(), *_months(today), *_payouts()]


def _pictures() -> list[Waiting]:
    pictures = queue.waiting().count()
    if not pictures:
        return []
    told = ngettext("%(number)s picture waits for a reviewer.", "%(number)s pictures wait for a reviewer.", pictures)
    return [_line(told % {"number": f"{pictures:,}"}, reverse("review"), Role.REVIEWER)]


def _runs() -> list[Waiting]:
    unsettled = Run.objects.filter(settlement__isnull=True).order_by("frozen_at", "id")[:MOST_LINES]
    return [
        _line(
            _("Run %(run)s: %(state)s.") % {"run": row.run.name, "state": row.state.word},
            reverse("staff-run", kwargs={"name": row.run.name}),
            Role.TREASURER,
        )
        for row in run_pages.rows(list(unsettled))
    ]


def _months(today: date) -> list[Waiting]:
    open_months = Period.objects.filter(closing__isnull=True, month__lt=periods.month_of(today)).order_by("month")
    return [
        _month(period.month, _("%(month)s is over and can be closed."), Role.TREASURER)
        for period in open_months[:MOST_LINES]
    ]


def _payouts() -> list[Waiting]:
    """Batches that are to be approved, exported or answered, the oldest first."""
    open_states = [BatchState.PREPARED, BatchState.APPROVED]
    due = Batch.objects.filter(state__in=open_states).order_by("month", "number")[:MOST_LINES]
    sent = Batch.objects.filter(state=BatchState.EXPORTED, payouts__state=PayoutState.UNDER_WAY).distinct()
    unanswered = _("%(month)s: the bank has not answered every payout yet.")
    return [_batch(batch) for batch in due] + [
        _month(batch.month, unanswered, Role.TREASURER) for batch in sent.order_by("month", "number")[:MOST_LINES]
    ]


def _batch(batch: Batch) -> Waiting:
    if batch.state == BatchState.PREPARED:
        return _month(batch.month, _("%(month)s: the payouts wait for approval."), Role.APPROVER)
    return _month(batch.month, _("%(month)s: the bank file waits to be exported."), Role.TREASURER)


def _month(month: date, sentence: str, role: Role) -> Waiting:
    url = reverse("staff-month", kwargs={"month": f"{month:%Y-%m}"})
    return _line(sentence % {"month": telling.month(month)}, url, role)


def _line(sentence: str, url: str, role: Role) -> Waiting:
    return Waiting(sentence, url, str(role.label))


def _jobs() -> Sequence[Job]:
    """What runs, waits or failed, the newest first."""
    return list(Job.objects.exclude(state=JobState.DONE).order_by("-started_at", "-id")[:MOST_JOBS])


def _withdrawn(alarm: training_alarms.Alarm) -> Alarm:
    facts = {"run": alarm.run.name, "shown": f"{alarm.exposures:,}"}
    return Alarm(
        _("Run %(run)s used withdrawn pictures: they were shown %(shown)s times.") % facts,
        _("The model must not be published before this is resolved."),
        reverse("run-alarm", kwargs={"name": alarm.run.name}),
        _("See which, and resolve it"),
    )


def _held(name: str) -> Alarm:
    happened = _("Run %(run)s has parts that came twice with different content. They are held and not counted.")
    return Alarm(
        happened % {"run": name},
        _("Ask the training team which of them is right."),
        reverse("staff-run", kwargs={"name": name}),
        _("Look at the run"),
    )
