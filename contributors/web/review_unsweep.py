"""Undoing all that was decided at once. The page says first what can be undone; only confirmed it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from contributors import sweeps
from contributors.models import Decision, Role, User
from contributors.web import announcing, guards, review_shown, review_words

MOST_NAMED = 10
# Why a decision that was taken with others is not undone with them.
NOT_UNDONE: dict[str, str | Promise] = {
    "decided_again": gettext_lazy("It was decided again since."),
    "waits_again": gettext_lazy("It waits again already."),
    "withdrawn_since": gettext_lazy("It is withdrawn already."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff(Role.REVIEWER)
def unsweep(request: HttpRequest, reviewer: User, sweep: UUID) -> HttpResponse:
    """What was decided at once and what of it can be undone; posted, its undoing."""
    try:
        if request.method == "POST":
            return _undone(request, sweeps.undo(sweep, by=reviewer, at=now()))
        outlook = sweeps.preview(sweep)
    except sweeps.SweepUnknown as refusal:
        raise Http404 from refusal
    told = {
        "decision": outlook.decision,
        "what": review_words.decided(outlook.decision.decision),
        "was_accepted": outlook.decision.decision == Decision.ACCEPT,
        "ready": [review_shown.waiting(image) for image in outlook.ready],
        "left_out": [(review_shown.waiting(one.image), NOT_UNDONE[one.why]) for one in outlook.left_out],
    }
    return render(request, "contributors/review_unsweep.html", told)


def _undone(request: HttpRequest, done: sweeps.Outlook) -> HttpResponse:
    """How many were undone, and the name of each that was not."""
    pictures = len(done.ready)
    if done.decision.decision == Decision.ACCEPT:
        told = ngettext(
            "Undone: %(pictures)s picture is withdrawn.", "Undone: %(pictures)s pictures are withdrawn.", pictures
        )
    else:
        told = ngettext(
            "Undone: %(pictures)s picture waits again.", "Undone: %(pictures)s pictures wait again.", pictures
        )
    if pictures:
        messages.success(request, told % {"pictures": f"{pictures:,}"})
    if done.left_out:
        messages.error(request, _left(done))
    review_shown.forget(request.session)
    announcing.letters()
    return redirect("review")


def _left(done: sweeps.Outlook) -> str:
    named = " ".join(
        f"{review_shown.waiting(one.image).title} ({NOT_UNDONE[one.why]})" for one in done.left_out[:MOST_NAMED]
    )
    told = _("Not undone, and as it was: %(pictures)s") % {"pictures": named}
    more = len(done.left_out) - MOST_NAMED
    if more <= 0:
        return told
    rest = ngettext("And %(pictures)s more.", "And %(pictures)s more.", more) % {"pictures": f"{more:,}"}
    return f"{told} {rest}"
