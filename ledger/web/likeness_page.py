"""Probably this picture: unknown digests of a run beside the given pictures that their hashes are near to.

Every role may look; a reviewer or a treasurer asks for the search and notes what a look showed. Nothing is credited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors import wording
from contributors.models import Role, User
from contributors.web import guards
from ledger import tasks
from ledger.models import Likeness, LikenessNote, LikenessSearch, Matching, Run
from ledger.training import likeness_notes, likenesses, usage
from ledger.web import jobs, refused, run_pages

PAGE = 12
LOOKERS = (Role.REVIEWER, Role.TREASURER)
SAID = {"yes": True, "no": False}


class Words(forms.Form):
    """What was seen, for whoever looks next."""

    words = forms.CharField(
        label=gettext_lazy("What you saw"),
        max_length=likeness_notes.MOST_WORDS_CHARACTERS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One likeness as the page says it."""

    found: Likeness
    note: LikenessNote | None
    digest: str
    hashed: str
    hash_bits: int
    state_kind: str
    width_px: int
    height_px: int
    form: Words

    @property
    def title(self) -> str:
        """What the given picture is called, or where it lies."""
        return self.found.image.title or self.found.image.path


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def listed(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """What was found, a page at a time; a POST searches anew or notes a look."""
    run = run_pages.known(name)
    if request.method != "POST":
        return render(request, "ledger/staff/likenesses.html", _told(request, user, run))
    if not guards.holds(user, *LOOKERS):
        raise PermissionDenied
    if request.POST.get("step") == "search":
        _search(request, run)
    elif request.POST.get("step") in SAID:
        _note(request, user, run)
    else:
        raise BadRequest(f"a likeness has no step {request.POST.get('step')!r}")
    return redirect(f"{request.path}?page={_page(request)}")


def _search(request: HttpRequest, run: Run) -> None:
    try:
        total = likenesses.steps(run)
        sent = partial(tasks.search_likenesses.delay, run.name)
        asked = jobs.begin(likenesses.JOB, key=run.name, total=total, at=now(), send=sent)
    except likenesses.NotMatched:
        messages.error(request, _("This run is not matched yet. Nothing was searched. Match it first."))
        return
    except (usage.RunIncomplete, jobs.WorkersOutOfReach) as refusal:
        messages.error(request, refused.told(refusal))
        return
    messages.info(
        request, _("The search goes on beside this page.") if asked.is_new else _("The search goes on already.")
    )


def _note(request: HttpRequest, user: User, run: Run) -> None:
    number = request.POST.get("likeness", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise BadRequest(f"{number!r} is no likeness")
    form = Words(request.POST, prefix=_prefix(int(number)))
    if not form.is_valid():
        messages.error(request, _("Those words are too long. Nothing was noted."))
        return
    is_same = SAID[request.POST["step"]]
    try:
        likeness_notes.write(run, int(number), is_same=is_same, words=form.cleaned_data["words"], by=user, at=now())
    except likeness_notes.NotALikeness as error:
        raise Http404 from error
    messages.success(request, _("Noted with your name. Nobody is credited by it."))


def _told(request: HttpRequest, user: User, run: Run) -> dict[str, object]:
    page = Paginator(likenesses.standing(run), PAGE).get_page(request.GET.get("page"))
    search = LikenessSearch.objects.filter(run=run).first()
    matching = Matching.objects.filter(run=run).first()
    return {
        "run": run,
        "search": search,
        "is_matched": matching is not None,
        "is_older": search is not None and matching is not None and search.searched_at < matching.matched_at,
        "page": page,
        "likenesses": _shown(run, page),
        "job": jobs.latest(likenesses.JOB, run.name),
        "may_look": guards.holds(user, *LOOKERS),
    }


def _shown(run: Run, page: "Page[Likeness]") -> Sequence[Shown]:
    found = list(page)
    notes = likeness_notes.about(run, found)
    return [
        Shown(
            found=one,
            note=notes.get((bytes(one.sha256), one.image_id)),
            digest=bytes(one.sha256).hex(),
            hashed=bytes(one.hashed).hex(),
            hash_bits=len(bytes(one.hashed)) * 8,
            state_kind=wording.KINDS[one.image.state],
            width_px=one.image.fingerprint.width_px if one.image.fingerprint else 1,
            height_px=one.image.fingerprint.height_px if one.image.fingerprint else 1,
            form=Words(prefix=_prefix(one.pk)),
        )
        for one in found
    ]


def _prefix(pk: int) -> str:
    return f"likeness-{pk}"


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1
