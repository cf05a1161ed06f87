"""What a run used, counted: by drawer for compliance, by source and by contributor; and how its weights began.

Takes a run; gives what its page shows. The list of all contributors is a page of its own, sorted by a link.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from contributors.models import User
from contributors.web import guards
from ledger.models import Drawer, Matching, Run, WeightComparison, WeightPart
from ledger.training import counts, evidence, runs
from ledger.web import run_words

PAGE = 50
LARGEST = 10
SORTS: dict[str, tuple[StrOrPromise, tuple[str, ...]]] = {
    "images": (gettext_lazy("most pictures"), ("-images", "-exposures")),
    "exposures": (gettext_lazy("most exposures"), ("-exposures", "-images")),
    "samples": (gettext_lazy("most samples"), ("-samples", "-images")),
    "name": (gettext_lazy("name"), ("contributor__name",)),
}
USUAL = "images"


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """One drawer and reason as the page says it."""

    sentence: str
    is_refused: bool
    sums: counts.Sums
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Sort:
    """One way to sort the contributors."""

    word: StrOrPromise
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """One comparison of weights: its files, what it was recorded as, and the cosine of each part."""

    comparison: WeightComparison
    cosines: Sequence[tuple[str, float | None]]


@require_safe
@guards.staff()
def contributors(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Every contributor of a run with their sums."""
    try:
        run = runs.named(name)
    except runs.RunUnknown as error:
        raise Http404 from error
    asked = request.GET.get("sort", USUAL)
    chosen = asked if asked in SORTS else USUAL
    rows = counts.contributors(run).order_by(*SORTS[chosen][1], "contributor_id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = {"run": run, "page": page, "rows": list(page), "sorts": _sorts(run, chosen)}
    return render(request, "ledger/staff/run_contributors.html", told)


def told(run: Run) -> Mapping[str, object]:
    """What the run's page shows of its usage and its weights."""
    return {**_of_weights(run), **(_of_usage(run) if Matching.objects.filter(run=run).exists() else {})}


def _of_usage(run: Run) -> dict[str, object]:
    judged = counts.compliance(run)
    givers = counts.contributors(run).order_by(*SORTS[USUAL][1], "contributor_id")
    return {
        "judged": judged,
        "drawers": [_row(one) for one in judged.drawers],
        "shares": _shares(judged),
        "sources": list(counts.sources(run)),
        "givers": list(givers[:LARGEST]),
        "givers_number": givers.count(),
    }


def _of_weights(run: Run) -> dict[str, object]:
    return {
        "weight_parts": WeightPart.Of.labels,
        "weighed": [_weighed(one) for one in evidence.of_run(run)],
        "weighed_beside": [_weighed(one) for one in evidence.beside(run)],
    }


def _shares(judged: counts.Compliance) -> list[tuple[str, Decimal]]:
    """The share of each drawer in all exposures."""
    shown = {drawer: sum(one.sums.exposures for one in judged.drawers if one.drawer == drawer) for drawer in Drawer}
    return [(str(drawer.label), counts.percent(shown[drawer], judged.together.exposures)) for drawer in Drawer]


def _row(one: counts.DrawerCount) -> DrawerRow:
    is_refused = one.drawer == Drawer.REFUSED
    sentence = run_words.refused_because(one.reason) if is_refused else str(Drawer(one.drawer).label)
    return DrawerRow(sentence, is_refused, one.sums, one.percent)


def _weighed(comparison: WeightComparison) -> Weighed:
    found = {one.part: one.cosine for one in comparison.parts.all()}
    return Weighed(comparison, [(str(part.label), found.get(part)) for part in WeightPart.Of])


def _sorts(run: Run, chosen: str) -> list[Sort]:
    address = reverse("staff-run-contributors", kwargs={"name": run.name})
    return [Sort(word, f"{address}?sort={key}", key == chosen) for key, (word, _columns) in SORTS.items()]
