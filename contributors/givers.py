"""Givers: who gave pictures, and how consent and account stand behind them, as plain values for the guidelines.

Reads only, with as many questions for a thousand pictures as for one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localdate

from contributors.guidelines.findings import Giver
from contributors.models import Consent, Contributor, CreditChoice, Image

Spans = Sequence[tuple[datetime, datetime | None]]


def behind(images: Iterable[Image]) -> Mapping[int, Giver]:
    """Who gave each picture, by the picture's number; pictures that nobody gave are left out."""
    given = [(image, image.contributor_id) for image in images]
    ids = {person for _image, person in given if person is not None}
    people = Contributor.objects.in_bulk(ids)
    consents, names = _consents(ids), _credit_names(ids)
    return {
        image.pk: _giver(people[person], image.offered_at, consents[person], names[person])
        for image, person in given
        if person is not None
    }


def _giver(person: Contributor, offered_at: datetime, consents: Spans, credited: Sequence[str]) -> Giver:
    in_force = any(begun <= offered_at and (ended is None or ended > offered_at) for begun, ended in consents)
    handle = person.handle.rpartition(":")[2]
    return Giver(
        names=(person.name, handle, *credited),
        given_on=localdate(offered_at),
        has_consent=in_force,
        is_verified=person.verified_at is not None,
        has_left=person.left_at is not None,
    )


def _consents(people: set[int]) -> Mapping[int, Spans]:
    """When each person's consents held. What they cover is `ledger`'s to say when a run asks."""
    spans: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = Consent.objects.filter(contributor__in=people)
    for person, begun, ended in rows.values_list("contributor_id", "granted_at", "withdrawn_at"):
        spans[person].append((begun, ended))
    return spans


def _credit_names(people: set[int]) -> Mapping[int, Sequence[str]]:
    """Every name a person ever chose to be thanked under: a file may be older than the last."""
    names: dict[int, list[str]] = defaultdict(list)
    for person, name in CreditChoice.objects.filter(contributor__in=people).values_list("contributor_id", "name"):
        names[person].append(name)
    return names
