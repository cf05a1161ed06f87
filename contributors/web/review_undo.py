"""Undoing a decision by a new one. The page says first what that does to runs; only confirmed it is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributors import review, rulebook
from contributors.models import Image, Review, Role, User
from contributors.web import announcing, guards, pictures, review_shown, review_words


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff(Role.REVIEWER)
def undo(request: HttpRequest, reviewer: User, pk: int) -> HttpResponse:
    """The last decision about one picture; posted, its undoing."""
    image = get_object_or_404(Image.objects.select_related("contributor", "fingerprint"), pk=pk)
    decision = image.reviews.select_related("by").order_by("id").last()
    if decision is None or not review.can_be_undone(decision, image):
        messages.error(request, _("There is no decision left to undo about %(title)s.") % {"title": _title(image)})
        return redirect("review-picture", pk=pk)
    if request.method == "POST":
        return _undone(request, image, decision, reviewer)
    told = {
        "asked": review_shown.waiting(image, rulebook.in_force()),
        "decision": decision,
        "what": review_words.decided(decision.decision),
        "was_accepted": decision.decision == "accept",
        "runs": pictures.runs(image),
    }
    return render(request, "contributors/review_undo.html", told)


def _undone(request: HttpRequest, image: Image, newest: Review, reviewer: User) -> HttpResponse:
    """What was seen is undone, and no decision that came after it."""
    if request.POST.get("decision") != str(newest.pk):
        messages.error(request, _told_late(image))
        return redirect("review-picture", pk=image.pk)
    try:
        undone = review.undo(newest, by=reviewer, at=now())
    except review.DecidedAlready:
        messages.error(request, _told_late(image))
        return redirect("review-picture", pk=image.pk)
    if undone.withdrawn_at is None:
        told = _("Undone: %(title)s waits again.")
    else:
        told = _("Undone: %(title)s is withdrawn. No run that is frozen from now on uses it.")
    messages.success(request, told % {"title": _title(image)})
    review_shown.forget(request.session)
    announcing.letters()
    return redirect("review-picture", pk=image.pk)


def _told_late(image: Image) -> str:
    told = _("Something else was decided about %(title)s in between. Nothing was undone. Read below what was decided.")
    return told % {"title": _title(image)}


def _title(image: Image) -> str:
    return review_shown.waiting(image).title
