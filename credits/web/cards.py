"""A run's card as files: for everybody once an edition thanks for the run, for staff as soon as it is matched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contributors.models import User
from contributors.web import guards
from credits import carding
from credits.cards import croissant, hugging_face, prov
from credits.cards.card import Card
from credits.web import freshness, states
from ledger.training import alarms, runs


@dataclass(frozen=True, slots=True)
class Form:
    """One format: how it is written, its kind (RFC 6838), and how its file ends."""

    written: Callable[[Card], str]
    kind: str
    ending: str


FORMS: Mapping[str, Form] = {
    "hf": Form(hugging_face.written, "text/markdown; charset=utf-8", "card.md"),
    "croissant": Form(croissant.written, "application/ld+json", "croissant.json"),
    "prov": Form(prov.written, "application/json", "prov.json"),
}


@require_safe
@freshness.file(states.card)
def card(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The card of a published run."""
    return _file(carding.published(name), FORMS[form])


@require_safe
@guards.staff()
def prepared(request: HttpRequest, user: User, name: str, form: str) -> HttpResponse:
    """The card of any matched run."""
    if form not in FORMS:
        raise Http404("a card has three formats: hf, croissant, prov")
    try:
        return _file(carding.of(name), FORMS[form])
    except (runs.RunUnknown, carding.RunNotMatched) as refusal:
        raise Http404(str(refusal)) from refusal
    except (alarms.AlarmOpen, alarms.NotToBePublished):
        messages.error(request, _("No card was written: pictures in this run had been taken back. Look at its alarm."))
        return redirect("run-alarm", name=name)


def _file(told: Card, form: Form) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{told.run}-{form.ending}"'}
    return HttpResponse(form.written(told), content_type=form.kind, headers=headers)
