"""A contributor's pictures: the gallery with its filters, one small copy each, and withdrawing one of them.

A picture is shown to its giver and to reviewers only; anybody else's is refused, or unknown where one's own are
listed. What withdrawing does is `review`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributors import fingerprints, gallery, originals, review, rulebook, wording
from contributors.guidelines.rules import Settings
from contributors.models import Contributor, Image, ImageState, User
from contributors.web import guards

PAGE = 24
ONE_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of the gallery. ``of`` says what a duplicate repeats; ``withdraw_url`` leads to taking it out."""

    pk: int
    title: str
    state_word: str
    state_kind: str
    why: str
    of: str
    width_px: int
    height_px: int
    can_be_seen: bool
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
        return _ask(request, _own(person, request.GET["withdraw"]))
    return _gallery(request, person)


@require_safe
@guards.anyone_known
def thumbnail(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """A small copy of one picture, whole and without metadata, for its giver and for staff."""
    image = get_object_or_404(Image.objects.select_related("contributor"), pk=pk)
    given_by = image.contributor.user_id if image.contributor else None
    if given_by != user.pk and not guards.holds(user):
        raise PermissionDenied
    try:
        content = originals.thumbnail_of(bytes(image.sha256))
    except (fingerprints.PictureRefused, FileNotFoundError) as error:
        raise Http404(str(error)) from error
    response = HttpResponse(content, content_type="image/webp")
    patch_cache_control(response, private=True, max_age=ONE_DAY_SECONDS)
    return response


def _gallery(request: HttpRequest, person: Contributor) -> HttpResponse:
    state = _state(request.GET.get("state", ""))
    standing, settings = gallery.standing(person), rulebook.in_force()
    page = Paginator(gallery.shown(person, state=state), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "contributors/pictures.html",
        {
            "filters": _filters(standing, state),
            "pictures": [_shown(image, settings) for image in page],
            "given": standing.given,
            "previous_url": _page_url(page, -1, state),
            "next_url": _page_url(page, 1, state),
            "place": _("Page %(page)s of %(pages)s") % {"page": page.number, "pages": page.paginator.num_pages},
        },
    )


def _ask(request: HttpRequest, image: Image) -> HttpResponse:
    can_go = image.state == ImageState.ACCEPTED
    context = {
        "picture": _shown(image, rulebook.in_force()),
        "pk": str(image.pk),
        "can_go": can_go,
        "runs": _runs(image),
    }
    return render(request, "contributors/picture_withdrawal.html", context)


def _withdraw(request: HttpRequest, person: Contributor) -> HttpResponse:
    image = _own(person, request.POST.get("image", ""))
    if "confirmed" not in request.POST:
        return redirect(_withdraw_url(image))
    try:
        review.withdraw(image, by=guards.account_of(person), at=now())
    except review.DecidedAlready:
        messages.error(request, _("%(title)s was not withdrawn: it is not accepted now.") % {"title": _title(image)})
    else:
        done = _("%(title)s is withdrawn. No run that is frozen from now on uses it.")
        messages.success(request, done % {"title": _title(image)})
    return redirect("pictures")


def _own(person: Contributor, pk: str) -> Image:
    """The person's own picture of that number; whoever else's is not found."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    return get_object_or_404(gallery.shown(person), pk=int(pk))


def _runs(image: Image) -> int:
    return image.usage.values("run").distinct().count()


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


def _shown(image: Image, settings: Settings) -> Shown:
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
        withdraw_url=_withdraw_url(image) if image.state == ImageState.ACCEPTED else "",
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
