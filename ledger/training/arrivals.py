"""What a sender is told: the part as it was taken, and what its run still waits for."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from django.db.models import Count

from ledger.models import Part, PartState, Run, Settlement
from ledger.training import completeness, usage

Told: TypeAlias = "Mapping[str, Told] | Sequence[Told] | str | int | bool | None"


def answer(part: Part, outcome: str) -> Mapping[str, Told]:
    """How a part was taken: ``new``, ``known`` or ``held``, and where its run stands with it."""
    return {"outcome": outcome, "part": told(part), "run": run_told(part.run)}


def run_told(run: Run) -> Mapping[str, Told]:
    """Whether the run is settled or complete, how many parts are in which state, and which are missing."""
    standings = usage.standings(run)
    states = dict(run.parts.values_list("state").annotate(parts=Count("id")).order_by("state"))
    return {
        "name": run.name,
        "state": _state(run, standings, states.get(PartState.HELD, 0)),
        "complete": completeness.is_complete(standings),
        "parts": {str(state): states.get(state, 0) for state in PartState.values},
        "missing": [_gap(one, gap) for one in standings for gap in one.missing],
    }


def told(part: Part) -> Mapping[str, Told]:
    """One part."""
    return {
        "number": part.pk,
        "state": part.state,
        "file": part.file_name,
        "stage": part.stage,
        "component": part.component,
        "attempt": part.attempt,
        "rank": part.rank,
        "world_size": part.world_size,
        "part": part.part,
        "final": part.final,
        "rows": part.rows,
        "exposures": part.exposures,
        "rows_sha256": bytes(part.rows_sha256).hex(),
        "received_at": part.received_at.isoformat(),
    }


def _state(run: Run, standings: Sequence[completeness.Standing], held: int) -> str:
    if Settlement.objects.filter(run=run).exists():
        return "settled"
    if held:
        return "held"
    return "complete" if completeness.is_complete(standings) else "incomplete"


def _gap(one: completeness.Standing, gap: completeness.Gap) -> Mapping[str, Told]:
    return {
        "stage": one.stage,
        "component": one.component,
        "attempt": gap.attempt,
        "rank": gap.rank,
        "first_part": gap.first_part,
        "last_part": gap.last_part,
    }
