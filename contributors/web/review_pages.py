"""The review queue: pictures that wait for a person, each with its reasons, decided one by one.

Every role of the staff may look; only a reviewer decides. What a decision does is `review`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contributors import recording, review, rulebook, wording
from contributors.guidelines.rules import OURS, Settings
from contributors.models import Decision, Finding, Image, ImageState, Review, Role, User
from contributors.web import guards, review_words

PAGE = 24


@dataclass(frozen=True, slots=True)
class Waiting:
    """One picture of the queue."""

    image: Image
    why: str
    width_px: int
    height_px: int

    @property
    def title(self) -> str:
        """What it is called, or where it lies."""
        return self.image.title or self.image.path


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as the page says it."""

    sentence: str
    level: str
    kind: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Past:
    """One decision taken before."""

    review: Review
    reason: str


class Verdict(forms.Form):
    """What the reviewer decides. A reason is needed to decline."""

    decision = forms.ChoiceField(choices=[(Decision.ACCEPT, "accept"), (Decision.DECLINE, "decline")])
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason for declining"),
        choices=[("", gettext_lazy("Choose a reason")), *review_words.reasons_to_decline()],
        required=False,
        help_text=gettext_lazy("The giver reads this sentence. It is needed for declining, not for accepting."),
    )

    def clean(self) -> None:
        """Declining without a reason is no decision."""
        if self.cleaned_data.get("decision") == Decision.DECLINE and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Nothing was decided. Choose the reason for declining."))


def queue() -> QuerySet[Image]:
    """The pictures that wait for a person, in order of giving."""
    waiting = Image.objects.filter(state=ImageState.WAITING, fingerprint__isnull=False)
    return waiting.select_related("contributor", "fingerprint").order_by("id")


@require_safe
@guards.staff()
def pictures(request: HttpRequest, user: User) -> HttpResponse:
    """The queue, a page at a time."""
    page = Paginator(queue(), PAGE).get_page(request.GET.get("page"))
    settings = rulebook.in_force()
    shown = [_waiting(image, settings) for image in page]
    return render(request, "contributors/review.html", {"page": page, "pictures": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def picture(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """One picture with its reasons, and the form that decides it."""
    image = get_object_or_404(Image.objects.select_related("contributor", "fingerprint"), pk=pk)
    if request.method != "POST":
        return _page(request, user, image, Verdict())
    if not guards.holds(user, Role.REVIEWER):
        raise PermissionDenied
    form = Verdict(request.POST)
    if not form.is_valid():
        return _page(request, user, image, form)
    return _onward(image) if _decided(request, image, form, user) else redirect("review-picture", pk=image.pk)


def _page(request: HttpRequest, user: User, image: Image, form: Verdict) -> HttpResponse:
    may_decide = guards.holds(user, Role.REVIEWER)
    return render(request, "contributors/review_picture.html", {**_told(image, form), "may_decide": may_decide})


def _decided(request: HttpRequest, image: Image, form: Verdict, reviewer: User) -> bool:
    decision, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
    try:
        if decision == Decision.ACCEPT:
            review.accept(image, by=reviewer, at=now())
            done = _("Accepted: %(title)s.")
        else:
            review.decline(image, reason=reason, by=reviewer, at=now())
            done = _("Declined: %(title)s.")
    except review.DecidedAlready:
        told = _("%(title)s was decided in between. Your decision was not recorded. Read below what was decided.")
    except review.NotAcceptable:
        told = _("%(title)s cannot be accepted: it has no giver, or the same file is accepted already.")
    else:
        messages.success(request, done % {"title": _waiting(image).title})
        return True
    messages.error(request, told % {"title": _waiting(image).title})
    return False


def _onward(image: Image) -> HttpResponse:
    """To the next picture of the queue, beginning again at its end, or to the empty queue."""
    following = _next_after(image)
    return redirect("review") if following is None else redirect("review-picture", pk=following.pk)


def _next_after(image: Image) -> Image | None:
    others = queue().exclude(pk=image.pk)
    return others.filter(pk__gt=image.pk).first() or others.first()


def _told(image: Image, form: Verdict) -> dict[str, object]:
    kin, settings = kin_of(image), rulebook.in_force()
    return {
        "asked": _waiting(image, settings),
        "kin": _waiting(kin, settings) if kin else None,
        "form": form,
        "waits": image.state == ImageState.WAITING,
        "findings": [_found(finding, settings) for finding in recording.last_findings(image)],
        "past": _past(image, settings),
        "left": queue().count(),
        "following": _next_after(image),
    }


def kin_of(image: Image) -> Image | None:
    """The picture given before that this one resembles, by what the search wrote down: ``PATH (why)``."""
    path, told, _why = image.reason_facts.rpartition(" (")
    if not told:
        return None
    given = Image.objects.filter(path=path).exclude(pk=image.pk).select_related("contributor", "fingerprint")
    return given.filter(collection=image.collection).first() or given.order_by("id").first()


def _waiting(image: Image, settings: Settings = OURS) -> Waiting:
    known = image.fingerprint
    width_px, height_px = (known.width_px, known.height_px) if known else (1, 1)
    return Waiting(image, wording.why(image.state, image.reason, settings), width_px, height_px)


def _found(finding: Finding, settings: Settings) -> Found:
    kind = review_words.LEVELS[finding.level]
    sentence = review_words.found(finding.check_name, settings)
    return Found(sentence, finding.get_level_display(), kind, finding.evidence)


def _past(image: Image, settings: Settings) -> Sequence[Past]:
    rows = image.reviews.select_related("by").order_by("id")
    return [Past(row, wording.why("declined", row.reason, settings) if row.reason else "") for row in rows]
