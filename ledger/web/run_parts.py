"""The parts of a run for the staff: the grid that fills while parts arrive, and those that are kept and not counted.

Drawn into the run's page, and alone for a script that asks every few seconds; where nothing came since, the script is
told so and leaves the page as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from contributors.models import User
from contributors.web import guards
from ledger.models import Part, PartState, Run, Settlement
from ledger.training import completeness, runs, storage, usage
from ledger.web import part_grid

MOST_UNCOUNTED = 50


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A part that is kept and not counted, and why."""

    part: Part
    why: part_grid.Cell


@require_safe
@guards.staff()
def parts(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The parts alone for a script; a person is led to the run."""
    try:
        run = runs.named(name)
    except runs.RunUnknown as error:
        raise Http404 from error
    if request.headers.get("HX-Request") != "true":
        return redirect("staff-run", name=name)
    seen = told(run)
    unchanged = request.GET.get("seen") == seen["state_of_parts"]
    response = HttpResponse(status=204) if unchanged else render(request, "ledger/staff/run_parts.html", seen)
    patch_vary_headers(response, ["HX-Request"])
    return response


def told(run: Run) -> Mapping[str, object]:
    """What the parts' own template takes."""
    known = list(run.parts.select_related("run").order_by("id"))
    is_settled = Settlement.objects.filter(run=run).exists()
    missing = [] if is_settled else usage.missing(run)
    uncounted = _uncounted(known)
    return {
        "run": run,
        "grids": part_grid.grids(known),
        "counts": part_grid.counts(known),
        "missing": missing,
        "uncounted": uncounted[:MOST_UNCOUNTED],
        "more_uncounted": max(0, len(uncounted) - MOST_UNCOUNTED),
        "state_of_parts": _state(known),
        "poll_url": reverse("staff-run-parts", kwargs={"name": run.name}) if missing else "",
    }


def _uncounted(known: Sequence[Part]) -> list[Uncounted]:
    """Superseded, held and declined parts, in the order they came."""
    received = {part.pk: storage.header_of(part) for part in known if part.state == PartState.RECEIVED}
    superseded = {header for one in completeness.judge(received.values()) for header in one.superseded}
    signs: dict[str, part_grid.Sign] = {PartState.HELD: "held", PartState.DECLINED: "declined"}
    found = [(part, "superseded" if received.get(part.pk) in superseded else signs.get(part.state)) for part in known]
    return [Uncounted(part, part_grid.Cell(sign)) for part, sign in found if sign]


def _state(known: Iterable[Part]) -> str:
    """A word that changes whenever the parts do: parts are added and decided, never removed."""
    states = [part.state for part in known]
    return "-".join(str(states.count(state)) for state in PartState.values)
