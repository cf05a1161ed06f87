"""A contributor's pictures: the gallery with its filters, and withdrawing one of them.

Whoever else's is not found. What withdrawing does is `review`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributors import gallery, review, rulebook, wording
from contributors.guidelines.rules import Settings
from contributors.models import Contributor, Image, ImageState
from contributors.web import guards

PAGE = 24
CAN_GO = (ImageState.ACCEPTED, ImageState.WAITING)


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of the gallery. ``of`` says what a duplicate repeats; ``withdraw_url`` leads to taking it out.

    ``url`` is its own page.
    """

    pk: int
    title: str
    state_word: str
    state_kind: str
    why: str
    of: str
    width_px: int
    height_px: int
    can_be_seen: bool
    url: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the gallery."""

    word: str
    pictures: int
    url: str
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@guards.contributor
def pictures(request: HttpRequest, person: Contributor) -> HttpResponse:
    """The gallery; with ``?withdraw=`` one picture to be taken out; posted, it is."""
    if request.method == "POST":
        return _withdraw(request, person)
    if "withdraw" in request.GET:
        return _ask(request, own(person, request.GET["withdraw"]))
    return _gallery(request, person)


def _gallery(request: HttpRequest, person: Contributor) -> HttpResponse:
    state = _state(request.GET.get("state", ""))
    standing, settings = gallery.standing(person), rulebook.in_force()
    page = Paginator(gallery.shown(person, state=state), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "contributors/pictures.html",
        {
            "filters": _filters(standing, state),
            "pictures": [shown(image, settings) for image in page],
            "given": standing.given,
            "previous_url": _page_url(page, -1, state),
            "next_url": _page_url(page, 1, state),
            "place": _("Page %(page)s of %(pages)s") % {"page": page.number, "pages": page.paginator.num_pages},
        },
    )


def _ask(request: HttpRequest, image: Image) -> HttpResponse:
    can_go = image.state in CAN_GO
    context = {"picture": shown(image, rulebook.in_force()), "pk": str(image.pk), "can_go": can_go, "runs": runs(image)}
    return render(request, "contributors/picture_withdrawal.html", context)


def _withdraw(request: HttpRequest, person: Contributor) -> HttpResponse:
    image = own(person, request.POST.get("image", ""))
    if "confirmed" not in request.POST:
        return redirect(_withdraw_url(image))
    try:
        review.withdraw(image, by=guards.account_of(person), at=now())
    except review.DecidedAlready:
        told = _("%(title)s was not withdrawn: it is neither accepted nor waiting now.")
        messages.error(request, told % {"title": _title(image)})
    else:
        done = _("%(title)s is withdrawn. No run that is frozen from now on uses it.")
        messages.success(request, done % {"title": _title(image)})
    return redirect("picture", pk=image.pk)


def own(person: Contributor, pk: str) -> Image:
    """The person's own picture of that number; whoever else's is not found."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    return get_object_or_404(gallery.shown(person), pk=int(pk))


def runs(image: Image) -> int:
    """How many runs have used it rightly; one that merely held it, and was not to use it, earned nothing by it."""
    return image.usage.filter(drawer="credited").values("run").distinct().count()


def _state(word: str) -> ImageState | None:
    return ImageState(word) if word in ImageState.values else None


def _filters(standing: gallery.Standing, chosen: ImageState | None) -> Sequence[Filter]:
    address = reverse("pictures")
    every = Filter(_("All pictures"), standing.given, address, chosen is None)
    counted = [(state, standing.within(state)) for state in ImageState]
    return [every] + [
        Filter(str(state.label), pictures, f"{address}?state={state.value}", state == chosen)
        for state, pictures in counted
        if pictures or state == chosen
    ]


def _page_url(page: "Page[Image]", step: int, state: ImageState | None) -> str:
    number = page.number + step
    if not 1 <= number <= page.paginator.num_pages:
        return ""
    return f"{reverse('pictures')}?{f'state={state.value}&' if state else ''}page={number}"


def shown(image: Image, settings: Settings) -> Shown:
    """One picture as its giver sees it."""
    known = image.fingerprint
    return Shown(
        pk=image.pk,
        title=_title(image),
        state_word=image.get_state_display(),
        state_kind=wording.KINDS[image.state],
        why=wording.why(image.state, image.reason, settings),
        of=_of(image),
        width_px=known.width_px if known else 1,
        height_px=known.height_px if known else 1,
        can_be_seen=known is not None,
        url=reverse("picture", kwargs={"pk": image.pk}),
        withdraw_url=_withdraw_url(image) if image.state in CAN_GO else "",
    )


def _title(image: Image) -> str:
    return image.title or image.path.rpartition("/")[2]


def _withdraw_url(image: Image) -> str:
    return f"{reverse('pictures')}?withdraw={image.pk}"


def _of(image: Image) -> str:
    """What a duplicate repeats; the title of a picture that is somebody else's stays theirs."""
    first = image.duplicate_of
    if first is None:
        return ""
    if first.contributor_id == image.contributor_id:
        return _("It repeats your picture: %(title)s.") % {"title": _title(first)}
    return _("Its first giver is somebody else.")
