"""A run's public page: when its pictures were frozen, what for, and in which drawer every showing ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from credits import figures
from credits.web import freshness, states
from ledger.models import Drawer


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """One drawer: its name, what lies in it, and how often its pictures were shown."""

    name: StrOrPromise
    sentence: StrOrPromise
    exposures: int


@require_safe
@freshness.page(states.run)
def run(request: HttpRequest, name: str) -> HttpResponse:
    """A run that an edition thanks for."""
    told = states.published(name)
    return render(
        request,
        "credits/run.html",
        {
            "run": told.matching.run,
            "matching": told.matching,
            "edition": told.edition,
            "count": told.count,
            "drawers": drawers(told),
            "sources": figures.sources(told.edition, run=told.matching.run),
        },
    )


def drawers(told: figures.RunFigures) -> Sequence[DrawerRow]:
    """The three drawers, in the order of the manifest's story."""
    matching = told.matching
    return (
        DrawerRow(
            Drawer.CREDITED.label,
            _("Accepted pictures of people whose consent was in force. These are thanked, and earn rewards."),
            matching.credited,
        ),
        DrawerRow(
            Drawer.SOURCE.label,
            _("Pictures of public-domain or licensed collections. These are thanked, and earn nothing."),
            matching.source,
        ),
        DrawerRow(
            Drawer.REFUSED.label,
            _("All others, such as copies, unknown pictures or those outside of a consent. These earn nothing."),
            matching.refused,
        ),
    )
