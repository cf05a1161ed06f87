"""Deciding many pictures at once: what would happen to each is shown first, and done only when it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contributors import bulk, categories, queue, rulebook, wording
from contributors.models import ImageState, Role, User
from contributors.web import announcing, guards, review_forms, review_shown, review_words

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One picture that is not decided, and why."""

    picture: review_shown.Waiting
    why: str


@dataclass(frozen=True, slots=True)
class Count:
    """So many of the chosen pictures in one state."""

    word: str
    kind: str
    pictures: int


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff(Role.REVIEWER)
def sweep(request: HttpRequest, reviewer: User) -> HttpResponse:
    """Show what would be decided; confirmed, decide it. Whoever comes without having ticked anything is led back."""
    chosen, pks = review_forms.narrowed(request.GET), review_forms.picked(request.POST)
    if request.method != "POST":
        return redirect(review_forms.address("review", chosen))
    if not pks:
        messages.error(request, _("No picture was ticked, so nothing was decided. Tick those that you mean."))
        return redirect(review_forms.address("review", chosen))
    if len(set(pks)) > bulk.MOST_AT_ONCE:
        told = _("Nothing was decided: at most %(most)s pictures are decided at once.")
        messages.error(request, told % {"most": bulk.MOST_AT_ONCE})
        return redirect(review_forms.address("review", chosen))
    form = review_forms.Sweep(request.POST, known=categories.known())
    if form.is_valid() and "confirmed" in request.POST:
        done = bulk.decide(pks, form.verdict(), by=reviewer, at=now())
        if done.ready and done.sweep:
            review_shown.remember_sweep(request.session, done.sweep)
        _tell(request, done, form.verdict())
        announcing.letters()
        return redirect(review_forms.address("review", chosen))
    return _preview(request, form, pks, chosen)


def _preview(request: HttpRequest, form: review_forms.Sweep, pks: Sequence[int], chosen: queue.Chosen) -> HttpResponse:
    """What would be decided; or the form once more, where a reason is missing. Nothing ticked is lost."""
    told: dict[str, object] = {
        "form": form,
        "pks": [str(pk) for pk in pks],
        "url": review_forms.address("review-bulk", chosen),
        "queue_url": review_forms.address("review", chosen),
    }
    if form.is_valid():
        verdict, settings = form.verdict(), rulebook.in_force()
        outlook = bulk.preview(pks, verdict)
        told |= {
            "verdict": verdict,
            "sentence": wording.why("declined", verdict.reason, settings) if verdict.kind == "decline" else "",
            "ready": [review_shown.waiting(image, settings) for image in outlook.ready],
            "left_out": [_left_out(one) for one in outlook.left_out],
            "counts": _counts(outlook),
        }
    return render(request, "contributors/review_bulk.html", told)


def _tell(request: HttpRequest, done: bulk.Outlook, verdict: bulk.Verdict) -> None:
    """How many were decided, and the name of each that was left out."""
    pictures = len(done.ready)
    if verdict.kind == "accept":
        told = ngettext("%(pictures)s picture was accepted.", "%(pictures)s pictures were accepted.", pictures)
    else:
        told = ngettext("%(pictures)s picture was declined.", "%(pictures)s pictures were declined.", pictures)
    if pictures:
        messages.success(request, told % {"pictures": f"{pictures:,}"})
    if done.left_out:
        messages.error(request, _named(done.left_out))


def _named(left_out: Sequence[bulk.LeftOut]) -> str:
    """Which were left out and why, by name."""
    titles = [f"{one.picture.title} ({one.why})" for one in map(_left_out, left_out[:MOST_NAMED])]
    told = _("Left out, and as it was: %(pictures)s") % {"pictures": " ".join(titles)}
    more = len(left_out) - MOST_NAMED
    if more <= 0:
        return told
    rest = ngettext("And %(pictures)s more.", "And %(pictures)s more.", more) % {"pictures": f"{more:,}"}
    return f"{told} {rest}"


def _left_out(one: bulk.LeftOut) -> LeftOut:
    return LeftOut(review_shown.waiting(one.image), str(review_words.LEFT_OUT[one.why]))


def _counts(outlook: bulk.Outlook) -> list[Count]:
    states = outlook.states
    return [Count(str(state.label), wording.KINDS[state], states[state]) for state in ImageState if state in states]
