"""How rewards are computed: the rule in plain words, the policies in force, and an example to follow by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from credits import example, terms
from credits.web import freshness, states
from ledger.rewards.calculation import UNITS_OF_ONE, WHOLE_BASIS_POINTS
from ledger.statements import wording


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight of a policy: of which category or stage, in basis points."""

    word: str
    basis_points: int


@dataclass(frozen=True, slots=True)
class PolicyTold:
    """One policy in force; amounts with their unit, empty where the policy sets no such bound."""

    name: str
    version: int
    since: date
    mode: str
    counting: str
    amount: str
    minimum: str
    cap: str
    run_cap: str
    category_weights: Sequence[Weight]
    stage_weights: Sequence[Weight]


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One line of the example, as a statement would have it."""

    person: str
    kind: str
    counted: int
    content_weight_basis_points: int
    stage_weight_basis_points: int
    units: Decimal
    amount_yen: int


@require_safe
@freshness.page(states.policies)
def how(request: HttpRequest) -> HttpResponse:
    """How rewards are computed."""
    worked = example.worked()
    return render(
        request,
        "credits/how.html",
        {
            "policies": [_told(term) for term in terms.in_force(on=localdate())],
            "whole": WHOLE_BASIS_POINTS,
            "units": Decimal(worked.units) / UNITS_OF_ONE,
            "minimum": _money(settings.HENREI_MINIMUM_PAYOUT_MINOR, "JPY"),
            "example": worked,
            "pool": _money(example.POOL_YEN, "JPY"),
            "pool_yen": example.POOL_YEN,
            "sketch_weight": example.SKETCH_BASIS_POINTS,
            "floors": _money(worked.floors_yen, "JPY"),
            "left": _money(worked.left_yen, "JPY"),
            "lifted": ", ".join(_person(contributor_id) for contributor_id in worked.lifted),
            "rows": example_rows(worked),
        },
    )


def example_rows(worked: example.Example) -> list[ExampleRow]:
    """The example's lines, person by person."""
    kinds = {example.ILLUSTRATION: gettext("Illustrations"), example.SKETCH: gettext("Sketches")}
    return [
        ExampleRow(
            _person(reward.contributor_id),
            kinds[line.category],
            line.counted,
            line.content_weight_basis_points,
            line.stage_weight_basis_points,
            Decimal(line.units) / UNITS_OF_ONE,
            line.amount_minor,
        )
        for reward in worked.rewards
        for line in reward.lines
    ]


def _told(term: terms.Term) -> PolicyTold:
    return PolicyTold(
        name=term.name,
        version=term.version,
        since=term.since,
        mode=term.rule.mode,
        counting=term.rule.counting,
        amount=_money(term.rule.amount_minor, term.commodity),
        minimum=_bound(term.rule.minimum_minor, term.commodity),
        cap=_bound(term.rule.cap_minor, term.commodity),
        run_cap=_bound(term.rule.run_cap_minor, term.commodity),
        category_weights=_weights(term.rule.category_weights),
        stage_weights=_weights(term.rule.stage_weights),
    )


def _bound(amount_minor: int | None, commodity: str) -> str:
    return _money(amount_minor, commodity) if amount_minor else ""


def _weights(weights: Mapping[str, int]) -> list[Weight]:
    return [Weight(word, basis_points) for word, basis_points in sorted(weights.items())]


def _person(contributor_id: int) -> str:
    return "ABC"[contributor_id - 1]


def _money(amount_minor: int, commodity: str) -> str:
    return wording.of("ja" if get_language() == "ja" else "en").money(amount_minor, commodity)
