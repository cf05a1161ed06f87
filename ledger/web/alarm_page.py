"""The alarm of a run: which pictures inside had been taken back, whose, since when; and what was decided about them.

Every role may look; an approver decides.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors.models import Role, User
from contributors.web import guards
from ledger.models import AlarmDecided, Run
from ledger.training import alarms, taken_back
from ledger.web import run_pages, run_words

PAGE = 24
DECISIONS = 20


class Decision(forms.Form):
    """What was decided, and why."""

    decided = forms.ChoiceField(
        label=gettext_lazy("What was decided"),
        choices=AlarmDecided.choices,
        help_text=gettext_lazy("Where the model is not published, nothing of the run enters the credits either."),
    )
    words = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=alarms.MOST_WORDS_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept with your name and the time, and never changed."),
        error_messages={"required": gettext_lazy("Nothing was decided. Write why.")},
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture inside as the page says it."""

    inside: taken_back.Inside
    why: str
    digest: str
    width_px: int
    height_px: int

    @property
    def title(self) -> str:
        """What it is called, or where it lies, or its digest."""
        image = self.inside.image
        return (image.title or image.path) if image else self.digest


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def alarm(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The pictures and the decisions; a POST decides."""
    run = run_pages.known(name)
    if request.method != "POST":
        return render(request, "ledger/staff/alarm.html", _told(request, user, run, Decision()))
    if not guards.holds(user, Role.APPROVER):
        raise PermissionDenied
    form = Decision(request.POST)
    if not form.is_valid():
        return render(request, "ledger/staff/alarm.html", _told(request, user, run, form))
    _decide(request, user, run, form)
    return redirect("run-alarm", name=name)


def _decide(request: HttpRequest, user: User, run: Run, form: Decision) -> None:
    decided = AlarmDecided(form.cleaned_data["decided"])
    try:
        said = alarms.decide(run, decided, words=form.cleaned_data["words"], by=user, at=now())
    except alarms.NoAlarm:
        messages.error(request, _("No withdrawn picture is inside this run any more. Nothing was decided."))
        return
    messages.success(request, _("Decided and kept: %(decided)s.") % {"decided": said.get_decided_display()})


def _told(request: HttpRequest, user: User, run: Run, form: Decision) -> dict[str, object]:
    page = Paginator(taken_back.pictures(run), PAGE).get_page(request.GET.get("page"))
    return {
        "run": run,
        "alarm": alarms.standing(run),
        "page": page,
        "pictures": [_shown(one) for one in taken_back.inside(run, list(page))],
        "decisions": alarms.decisions(run)[:DECISIONS],
        "form": form,
        "may_decide": guards.holds(user, Role.APPROVER),
    }


def _shown(one: taken_back.Inside) -> Shown:
    fingerprint = one.image.fingerprint if one.image else None
    return Shown(
        inside=one,
        why=run_words.refused_because(one.reason),
        digest=one.sha256.hex(),
        width_px=fingerprint.width_px if fingerprint else 1,
        height_px=fingerprint.height_px if fingerprint else 1,
    )
