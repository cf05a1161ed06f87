"""Correcting a settled run: what was corrected so far, a form, a look at what it would post, and posting it.

Every role may look; a treasurer corrects. The form's words are read by `wishes`, the money is `planning`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors.models import Role, User
from contributors.web import guards
from ledger.models import Adjustment, AdjustmentLine, AdjustmentReason, Settlement
from ledger.rewards import adjusting, planning, wishes
from ledger.statements import sentences
from ledger.training import runs
from ledger.web import money_words, refused
from ledger.web.money_words import Amount

PAGE = 20
WHATS = [
    ("move", gettext_lazy("Move a picture from one contributor to another")),
    ("take", gettext_lazy("Take a picture that should not have been credited")),
    ("give", gettext_lazy("Credit a picture that was left out")),
    ("amount", gettext_lazy("Correct an amount")),
]


class Correction(forms.Form):
    """What to correct, for whom and why. Which fields are needed, the kind of correction decides."""

    what = forms.ChoiceField(label=gettext_lazy("What is to be corrected"), choices=WHATS)
    picture = forms.CharField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("Its number, the SHA-256 of its file, or collection/path."),
        max_length=500,
        required=False,
    )
    giver = forms.CharField(
        label=gettext_lazy("Take from"),
        help_text=gettext_lazy("The contributor's number or handle. Empty: whoever gave the picture."),
        max_length=400,
        required=False,
    )
    receiver = forms.CharField(
        label=gettext_lazy("Give to"),
        help_text=gettext_lazy("The contributor's number or handle. Empty: whoever gave the picture."),
        max_length=400,
        required=False,
    )
    amount = forms.IntegerField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("Only to correct an amount: in yen, cents or points."),
        min_value=1,
        max_value=10**15,
        required=False,
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=AdjustmentReason.choices)
    note = forms.CharField(
        label=gettext_lazy("A sentence for the contributor"),
        help_text=gettext_lazy("It stands in the statement beside the correction."),
        max_length=200,
    )
    on = forms.DateField(
        label=gettext_lazy("Effective day"),
        help_text=gettext_lazy("The day in the book. Its month must be open."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def wish(self) -> wishes.Wish:
        """The filled form as a wish."""
        said = self.cleaned_data
        return wishes.Wish(
            what=wishes.WHATS[wishes.WHATS.index(said["what"])],
            picture=said["picture"].strip(),
            giver=said["giver"].strip(),
            receiver=said["receiver"].strip(),
            amount_minor=said["amount"] or 0,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a correction as the page shows it."""

    name: str
    picture: str
    units: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Look:
    """What posting would change, line by line, and what it costs."""

    lines: Sequence[Line]
    total: Amount
    on: date


@dataclass(frozen=True, slots=True)
class Made:
    """A correction that stands in the book."""

    adjustment: Adjustment
    lines: Sequence[Line]


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def adjust(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The corrections of a settled run; a POST makes another."""
    settlement = _settled(name)
    if request.method == "POST":
        if not guards.holds(user, Role.TREASURER):
            raise PermissionDenied
        if _made(request, user, settlement):
            return redirect("staff-adjust", name=name)
    asked = request.POST if request.method == "POST" else request.GET
    form = Correction(asked) if "what" in asked else Correction(initial={"on": localdate()})
    corrected = settlement.adjustments.select_related("adjusted_by", "entry").prefetch_related(
        "lines__contributor", "lines__image"
    )
    page = Paginator(corrected.order_by("-id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "run": settlement.run,
        "settlement": settlement,
        "form": form,
        "look": _look(request, settlement, form) if request.method != "POST" else None,
        "page": page,
        "made": _told(page, settlement.policy.commodity),
        "may_adjust": guards.holds(user, Role.TREASURER),
    }
    return render(request, "ledger/staff/adjust.html", context)


def _settled(name: str) -> Settlement:
    try:
        return adjusting.of_run(runs.named(name))
    except (runs.RunUnknown, adjusting.NotSettled) as error:
        raise Http404 from error


def _look(request: HttpRequest, settlement: Settlement, form: Correction) -> Look | None:
    """What the filled form would post; why it cannot is said on top of the page."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        changes = wishes.changes(form.wish())
        planned = planning.plan(settlement, changes, reason=_reason(form), note=form.cleaned_data["note"])
    except refused.REFUSALS as refusal:
        messages.error(request, refused.told(refusal))
        return None
    commodity = settlement.policy.commodity
    lines = [_line(line, commodity) for line in planned.lines]
    return Look(lines, money_words.amount(planned.total_minor, commodity), form.cleaned_data["on"])


def _made(request: HttpRequest, user: User, settlement: Settlement) -> bool:
    form = Correction(request.POST)
    try:
        if not form.is_valid() or not request.POST.get("confirmed"):
            raise refused.NotAgreed
        adjusting.adjust(
            settlement,
            wishes.changes(form.wish()),
            reason=_reason(form),
            note=form.cleaned_data["note"],
            by=user,
            on=form.cleaned_data["on"],
            at=now(),
        )
    except refused.REFUSALS as refusal:
        messages.error(request, refused.told(refusal))
        return False
    messages.success(request, _("The correction stands in the book and names what it corrects."))
    return True


def _reason(form: Correction) -> AdjustmentReason:
    return AdjustmentReason(form.cleaned_data["reason"])


def _told(page: Page[Adjustment], commodity: str) -> list[Made]:
    return [Made(one, [_line(line, commodity) for line in one.lines.all()]) for one in page]


def _line(line: planning.Line | AdjustmentLine, commodity: str) -> Line:
    return Line(
        name=line.contributor.name,
        picture=(line.image.title or line.image.path) if line.image else "",
        units=sentences.units(line.units),
        amount=money_words.amount(line.amount_minor, commodity),
    )
