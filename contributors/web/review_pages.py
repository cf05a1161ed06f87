"""The review queue: pictures that wait for a person, each with its reasons, decided one by one.

Every role of the staff may look; only a reviewer decides. What a decision does is `review`'s and `correspondence`'s;
many at once are `review_bulk`'s.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributors import categories, correspondence, queue, review, rulebook
from contributors.models import Image, ImageState, Role, User
from contributors.web import announcing, guards, kin_beside, review_forms, review_shown


@require_safe
@guards.staff()
def pictures(request: HttpRequest, user: User) -> HttpResponse:
    """The queue, a page at a time."""
    chosen, size = review_forms.narrowed(request.GET), review_forms.size(request.GET)
    choices, settings = queue.choices(), rulebook.in_force()
    first = queue.waiting(chosen).first()
    page = Paginator(queue.waiting(chosen), size).get_page(request.GET.get("page"))
    may_decide = guards.holds(user, Role.REVIEWER)
    told = {
        "page": page,
        "pictures": [review_shown.waiting(image, settings, chosen) for image in page],
        "first_url": review_forms.address("review-picture", chosen, first.pk) if first else "",
        "narrowing": review_forms.Narrowing(chosen, choices, size),
        "is_narrowed": chosen != queue.Chosen(),
        "asked": next((one.images for one in choices.reasons if one.value == correspondence.ASKED), 0),
        "asked_url": review_forms.address("review", queue.Chosen(reason=correspondence.ASKED)),
        "all_are_ticked": "all" in request.GET,
        "may_decide": may_decide,
        "sweep": review_forms.Sweep(None, known=categories.known()) if may_decide else None,
        "sweep_url": review_forms.address("review-bulk", chosen),
        "last": review_shown.last_decided(request.session) if may_decide else None,
        "swept": review_shown.last_sweep(request.session) if may_decide else None,
    }
    return render(request, "contributors/review.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def picture(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """One picture with its reasons, and the forms that decide it."""
    rows = Image.objects.select_related("contributor", "fingerprint", "duplicate_of__fingerprint")
    image = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _page(request, user, image)
    if not guards.holds(user, Role.REVIEWER):
        raise PermissionDenied
    form = _form(request, image)
    if form is None or not form.is_valid():
        return _page(request, user, image, form)
    chosen = review_forms.narrowed(request.GET)
    if not _decided(request, image, form, user):
        return redirect(review_forms.address("review-picture", chosen, image.pk))
    following = queue.after(image, chosen)
    if following is None:
        return redirect(review_forms.address("review", chosen))
    return redirect(review_forms.address("review-picture", chosen, following.pk))


def _form(request: HttpRequest, image: Image) -> Form | None:
    """What was sent; None where it is no decision."""
    match request.POST.get("decision"):
        case "accept":
            return review_forms.Acceptance(request.POST, given=image.category, known=categories.known())
        case "decline":
            return review_forms.Refusal(request.POST)
        case "ask":
            return review_forms.Question(request.POST)
    return None


def _decided(request: HttpRequest, image: Image, form: Form, reviewer: User) -> bool:
    title = review_shown.waiting(image).title
    try:
        done = _decide(image, form, reviewer)
    except (review.DecidedAlready, correspondence.NotWaiting):
        told = _("%(title)s was decided in between. Your decision was not recorded. Read below what was decided.")
    except review.NotAcceptable:
        told = _("%(title)s cannot be accepted: it has no giver, or the same file is accepted already.")
    except correspondence.NobodyToAsk:
        told = _("The giver of %(title)s does not sign in here, so nothing was asked.")
    else:
        messages.success(request, done % {"title": title})
        review_shown.remember(request.session, image)
        announcing.letters()
        return True
    messages.error(request, told % {"title": title})
    return False


def _decide(image: Image, form: Form, reviewer: User) -> str:
    said, at = form.cleaned_data, now()
    match form:
        case review_forms.Acceptance():
            category = said["category"] if "category" in form.data else None
            review.accept(image, by=reviewer, at=at, category=category)
            return _("Accepted: %(title)s.")
        case review_forms.Refusal():
            review.decline(image, reason=said["reason"], by=reviewer, at=at)
            return _("Declined: %(title)s.")
        case _question:
            correspondence.ask(image, said["words"], by=reviewer, at=at)
            return _("Asked about %(title)s. It waits for its giver's answer.")


def _page(request: HttpRequest, user: User, image: Image, sent: Form | None = None) -> HttpResponse:
    chosen = review_forms.narrowed(request.GET)
    waits = image.state == ImageState.WAITING
    may_decide = guards.holds(user, Role.REVIEWER)
    settings = rulebook.in_force()
    findings = review_shown.findings(image, settings)
    following, preceding = queue.after(image, chosen), queue.before(image, chosen)
    last = image.reviews.order_by("id").last()
    told: dict[str, object] = {
        "asked": review_shown.waiting(image, settings),
        "kin": kin_beside.of(image),
        "waits": waits,
        "may_decide": may_decide,
        "declined_it": waits and correspondence.declined_by(image) == user,
        "can_be_asked": correspondence.can_be_asked(image),
        "findings": [finding for finding in findings if not finding.passed],
        "passed": [finding for finding in findings if finding.passed],
        "past": review_shown.past(image, settings),
        "can_be_undone": may_decide and last is not None and review.can_be_undone(last, image),
        "left": queue.waiting(chosen).count(),
        "queue_url": review_forms.address("review", chosen),
        "next_url": review_forms.address("review-picture", chosen, following.pk) if following else "",
        "previous_url": review_forms.address("review-picture", chosen, preceding.pk) if preceding else "",
        "last": review_shown.last_decided(request.session) if may_decide else None,
        "swept": review_shown.last_sweep(request.session) if may_decide else None,
    }
    if waits and may_decide:
        told |= _forms(image, sent)
    return render(request, "contributors/review_picture.html", told)


def _forms(image: Image, sent: Form | None) -> dict[str, object]:
    """The three forms, with what was sent in the one that was wrong."""
    acceptance = review_forms.Acceptance(None, given=image.category, known=categories.known())
    return {
        "acceptance": sent if isinstance(sent, review_forms.Acceptance) else acceptance,
        "refusal": sent if isinstance(sent, review_forms.Refusal) else review_forms.Refusal(),
        "question": sent if isinstance(sent, review_forms.Question) else review_forms.Question(),
    }
