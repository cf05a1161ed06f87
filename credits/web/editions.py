"""The credits page: the newest edition, or any other, by name; a leaf at a time, and searched by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from credits import figures, initials, leaves, legible, roll
from credits.models import Edition
from credits.web import freshness, states
from ledger.models import Run

LONGEST_SEARCH = 100
SHORT_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Letter:
    """One sign of the thin index, and where it leads."""

    letter: str
    url: str
    anchor: str


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names of one initial, under its sign."""

    letter: str
    anchor: str
    names: Sequence[leaves.Name]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of an edition, with its page; images and exposures are those that people gave."""

    run: Run
    url: str
    contributors: int
    images: int
    exposures: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked of the roll: a leaf, and a name looked for."""

    leaf: int
    sought: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of the roll as the page shows it."""

    groups: Sequence[NameGroup]
    letters: Sequence[Letter]
    number: int
    of: int
    found: int
    unnamed: int
    previous_url: str
    next_url: str


@require_safe
@freshness.page(states.current)
def current(request: HttpRequest) -> HttpResponse:
    """The newest edition, or what will stand here."""
    newest = roll.current()
    if newest is None:
        return render(request, "credits/nothing_yet.html")
    return _shown(request, newest, newest)


@require_safe
@freshness.page(states.edition)
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """Any edition."""
    return _shown(request, states.numbered(number), roll.current())


def _shown(request: HttpRequest, edition: Edition, newest: Edition | None) -> HttpResponse:
    asked = _asked(request)
    return render(
        request,
        "credits/edition.html",
        {
            "edition": edition,
            "newest": newest,
            "is_newest": edition == newest,
            "digest": bytes(edition.content_sha256).hex()[:SHORT_DIGEST],
            "sought": asked.sought,
            "longest_search": LONGEST_SEARCH,
            "address": request.path,
            "leaf": leaf(edition, asked),
            "runs": [_row(count) for count in figures.runs(edition)],
            "sources": figures.sources(edition),
            "earlier": Edition.objects.exclude(pk=edition.pk).order_by("-number"),
        },
    )


def leaf(edition: Edition, asked: Asked) -> Leaf:
    """The leaf asked for; 404 where the roll has no such leaf."""
    thanked = roll.names(edition)
    names = leaves.printed((one.name, one.reading) for one in thanked)
    found = leaves.found(names, asked.sought) if asked.sought else names
    bound = leaves.bound(found)
    if not 1 <= asked.leaf <= len(bound.leaves):
        raise Http404(f"the roll has {len(bound.leaves)} leaves")
    groups = bound.groups(asked.leaf)
    return Leaf(
        groups=[NameGroup(_heading(group.initial), group.anchor, group.names) for group in groups],
        letters=[_letter(beginning, asked) for beginning in bound.index],
        number=asked.leaf,
        of=len(bound.leaves),
        found=len(found),
        unnamed=roll.unnamed_in(edition) + len(thanked) - len(names),
        previous_url=_url(asked, asked.leaf - 1) if asked.leaf > 1 else "",
        next_url=_url(asked, asked.leaf + 1) if asked.leaf < len(bound.leaves) else "",
    )


def _asked(request: HttpRequest) -> Asked:
    leaf = request.GET.get("leaf", "1")
    if not (leaf.isascii() and leaf.isdigit() and len(leaf) < 10):
        raise Http404("a leaf has a number")
    return Asked(int(leaf), legible.name(request.GET.get("q", "")[:LONGEST_SEARCH]))


def _letter(beginning: leaves.Beginning, asked: Asked) -> Letter:
    here = beginning.number == asked.leaf
    sign = beginning.initial or gettext("etc.")
    return Letter(sign, "" if here else _url(asked, beginning.number), beginning.anchor)


def _url(asked: Asked, leaf: int) -> str:
    sought = {"q": asked.sought} if asked.sought else {}
    return "?" + urlencode({**sought, "leaf": str(leaf)})


def _heading(initial: str) -> str:
    return gettext("Others") if initial == initials.OTHER else initial


def _row(count: figures.RunCount) -> RunRow:
    url = reverse("run", kwargs={"name": count.run.name})
    return RunRow(count.run, url, count.contributors, count.images, count.exposures)
