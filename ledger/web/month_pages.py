"""The treasurer's month: a line of stages with the present one open, and the bank file to take away.

Every role may look; each step needs its own role and is a POST that leads back to the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contributors.models import Role, User
from contributors.web import guards
from ledger import months
from ledger.book import periods
from ledger.models import Batch, BatchState, Closing, PayoutFile, Period, Statement
from ledger.payouts import batches
from ledger.web import month_look, month_stages, month_steps, refused, telling

PAGE = 24

LEVELS = {"success": messages.SUCCESS, "info": messages.INFO, "warning": messages.WARNING}
BATCH_STATES: Mapping[str, str | Promise] = {
    BatchState.PREPARED: gettext_lazy("to be approved"),
    BatchState.APPROVED: gettext_lazy("to be exported"),
    BatchState.EXPORTED: gettext_lazy("exported"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One month of the list."""

    month: date
    entries: int
    is_closed: bool
    payouts: str | Promise
    statements: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Final:
    """The step that cannot be taken back, as `components/danger.html` takes it."""

    step: str
    title: str
    sentence: str
    label: str
    confirm: str


@require_safe
@guards.staff()
def listed(request: HttpRequest, user: User) -> HttpResponse:
    """All months, the newest first."""
    page = Paginator(Period.objects.order_by("-month"), PAGE).get_page(request.GET.get("page"))
    return render(request, "ledger/staff/months.html", {"page": page, "rows": rows(list(page)), "today": localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def detail(request: HttpRequest, user: User, month: str) -> HttpResponse:
    """One month; a POST takes one of its steps."""
    asked = _known(month)
    if request.method != "POST":
        return render(request, "ledger/staff/month.html", _told(user, month_look.at(asked)))
    _take(request, user, asked)
    return redirect("staff-month", month=month)


@require_safe
@guards.staff(Role.TREASURER)
def payout_file(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """The stored bytes of a bank file, the same each time. It names everybody's account: treasurers only."""
    file = get_object_or_404(PayoutFile, pk=pk)
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "no-store"
    return response


def rows(page: Sequence[Period]) -> list[Row]:
    """The months with what the list tells of them, in a fixed number of queries."""
    keys = [period.month for period in page]
    closed = set(Closing.objects.filter(period_id__in=keys).values_list("period_id", flat=True))
    found = batches.standing().filter(month__in=keys).values_list("month", "state")
    states = {month: BATCH_STATES[state] for month, state in found}
    counted = Period.objects.filter(month__in=keys).annotate(number=Count("entries"))
    entries = dict(counted.values_list("month", "number"))
    papers = Statement.objects.filter(closing_id__in=keys).values_list("closing_id").order_by("closing_id")
    numbers = papers.annotate(number=Count("id"), drawn=Count("id", filter=Q(paper__isnull=False)))
    stated = {key: (number, drawn) for key, number, drawn in numbers}
    return [Row(key, entries[key], key in closed, states.get(key, ""), *stated.get(key, (0, 0))) for key in keys]


def _known(text: str) -> date:
    """A month with entries, or the present one."""
    try:
        month = months.read(text)
    except months.MonthUnclear as error:
        raise Http404 from error
    if month != periods.month_of(localdate()) and not Period.objects.filter(month=month).exists():
        raise Http404
    return month


def _take(request: HttpRequest, user: User, month: date) -> None:
    step = month_steps.STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise BadRequest("a month has no such step")
    if not guards.holds(user, step.role):
        raise PermissionDenied
    try:
        told = step.take(request, user, month)
    except refused.REFUSALS as refusal:
        messages.error(request, refused.told(refusal))
    else:
        messages.add_message(request, LEVELS[told.level], told.sentence)


def _told(user: User, look: month_look.Look) -> dict[str, object]:
    final = final_step(look)
    return {
        "look": look,
        "name": telling.month(look.month),
        "head": bytes(look.closing.seal.head).hex()[:8] if look.closing else "",
        "file_sha256": bytes(look.file.sha256).hex() if look.file else "",
        "job_url": reverse("job", kwargs={"pk": look.drawing.job.pk}) if look.drawing else "",
        "stages": month_stages.of(look),
        "transfer_day": month_steps.TransferDay(initial={"transfer_on": look.transfer_on}),
        "answer_file": month_steps.AnswerFile(),
        "final": final if final and _may_take(user, look, final) else None,
        "is_treasurer": guards.holds(user, Role.TREASURER),
        "is_approver": guards.holds(user, Role.APPROVER),
        "is_preparer": look.batch is not None and look.batch.prepared_by_id == user.pk,
    }


def _may_take(user: User, look: month_look.Look, final: Final) -> bool:
    prepared_it = look.batch is not None and look.batch.prepared_by_id == user.pk
    is_own_approval = final.step == "approve" and prepared_it
    return guards.holds(user, month_steps.STEPS[final.step].role) and not is_own_approval


def final_step(look: month_look.Look) -> Final | None:
    """The step that cannot be taken back and is due now, saying in numbers what it will do."""
    if look.may_close:
        return _closing(look)
    if look.batch is not None and look.batch.state == BatchState.PREPARED and look.prepared is not None:
        return _approval(look.batch, look.prepared)
    return None


def _closing(look: month_look.Look) -> Final:
    facts = {"month": telling.month(look.month), "entries": f"{look.entries:,}", "people": f"{look.to_state:,}"}
    told = _("Closing %(month)s fixes its entries (%(entries)s), draws up its statements (%(people)s) and seals both.")
    after = _("The month then takes no further entry, and nobody can open it again.")
    return Final(
        step="close",
        title=_("Close the month"),
        sentence=telling.both(told % facts, after),
        label=_("Close and seal"),
        confirm=_("I have looked at the month and agree that it stays as it is."),
    )


def _approval(batch: Batch, transfers: month_look.Transfers) -> Final:
    facts = {
        "payouts": f"{transfers.payouts:,}",
        "gross": transfers.gross,
        "withheld": transfers.withheld,
        "net": transfers.net,
        "day": date_format(batch.transfer_on),
    }
    told = _(
        "Approving pays what was prepared (payouts: %(payouts)s): %(gross)s less %(withheld)s withheld, so that"
        " %(net)s are transferred on %(day)s."
    )
    after = _("It is entered in the book today and can only be corrected by what the bank answers.")
    return Final(
        step="approve",
        title=_("Approve the payouts"),
        sentence=telling.both(told % facts, after),
        label=_("Approve"),
        confirm=_("I have compared these figures and agree to pay them."),
    )
