"""Where a run's model came from, as W3C PROV in PROV-JSON.

Takes a card, gives text. The collections of pictures are entities, the run is the activity that used them, whoever
gave is an agent under the name they chose; those without one are a single agent with their number. No picture and no
count of one person is told. Source: W3C PROV-DM; "The PROV-JSON Serialization", W3C member submission, 2013.
"""

import json

from credits.cards.card import Card

OURS = "henrei"
Told = dict[str, object]
Table = dict[str, Told]

RUN, MODEL, GIVEN, UNNAMED = f"{OURS}:run", f"{OURS}:model", f"{OURS}:given-pictures", f"{OURS}:unnamed"
PUBLISHER = f"{OURS}:publisher"


def written(card: Card) -> str:
    """One PROV-JSON object and a final line feed."""
    document = {
        "prefix": {OURS: f"{card.address}#"},
        "entity": _entities(card),
        "activity": {RUN: _run(card)},
        "agent": _agents(card),
        "used": _used(card),
        "wasGeneratedBy": {"_:generated": {"prov:entity": MODEL, "prov:activity": RUN}},
        "wasAssociatedWith": {"_:associated": {"prov:activity": RUN, "prov:agent": PUBLISHER}},
        "wasDerivedFrom": _derived(card),
        "wasAttributedTo": _attributed(card),
    }
    return json.dumps({name: told for name, told in document.items() if told}, ensure_ascii=False, indent=2) + "\n"


def _run(card: Card) -> Told:
    return {
        "prov:type": _name(f"{OURS}:TrainingRun"),
        "prov:label": f"Training run {card.run}",
        f"{OURS}:purpose": card.purpose,
        f"{OURS}:frozenAt": {"$": card.frozen_at, "type": "xsd:dateTime"},
        f"{OURS}:exposures": _number(card.shown),
        f"{OURS}:optedOutExposures": _number(card.opted_out_shown),
        **{f"{OURS}:{one.name.replace(' ', '-')}Exposures": _number(one.exposures) for one in card.drawers},
    }


def _entities(card: Card) -> Table:
    model: Told = {"prov:type": _name(f"{OURS}:Model"), "prov:label": f"The model of the training run {card.run}"}
    return {MODEL: model, **_given(card), **{_source(place): told for place, told in enumerate(_collections(card))}}


def _given(card: Card) -> Table:
    if not card.people:
        return {}
    told: Told = {
        "prov:type": _name("prov:Collection"),
        "prov:label": "Pictures that people gave",
        f"{OURS}:images": _number(card.images),
        f"{OURS}:exposures": _number(card.exposures),
    }
    return {GIVEN: told}


def _collections(card: Card) -> list[Told]:
    return [
        {
            "prov:type": _name("prov:Collection"),
            "prov:label": one.name,
            f"{OURS}:licence": one.licence,
            **({f"{OURS}:address": one.address} if one.address else {}),
            **({f"{OURS}:note": one.note} if one.note else {}),
            f"{OURS}:images": _number(one.images),
            f"{OURS}:exposures": _number(one.exposures),
        }
        for one in card.sources
    ]


def _agents(card: Card) -> Table:
    people: Table = {
        _person(place): {"prov:type": _name("prov:Person"), "prov:label": name} for place, name in enumerate(card.names)
    }
    publisher: Table = {PUBLISHER: {"prov:type": _name("prov:Organization"), "prov:label": card.publisher}}
    if not card.unnamed:
        return publisher | people
    told: Told = {"prov:label": "Contributors without a name", f"{OURS}:people": _number(card.unnamed)}
    return publisher | people | {UNNAMED: told}


def _used(card: Card) -> Table:
    return {
        f"_:used{place}": {"prov:activity": RUN, "prov:entity": entity}
        for place, entity in enumerate(_collection_names(card))
    }


def _derived(card: Card) -> Table:
    return {
        f"_:derived{place}": {"prov:generatedEntity": MODEL, "prov:usedEntity": entity, "prov:activity": RUN}
        for place, entity in enumerate(_collection_names(card))
    }


def _attributed(card: Card) -> Table:
    """The given pictures to everybody who gave some."""
    agents = [_person(place) for place in range(len(card.names))] + ([UNNAMED] if card.unnamed else [])
    return {f"_:attributed{place}": {"prov:entity": GIVEN, "prov:agent": agent} for place, agent in enumerate(agents)}


def _collection_names(card: Card) -> list[str]:
    return ([GIVEN] if card.people else []) + [_source(place) for place in range(len(card.sources))]


def _source(place: int) -> str:
    return f"{OURS}:source-{place + 1}"


def _person(place: int) -> str:
    return f"{OURS}:contributor-{place + 1}"


def _name(name: str) -> Told:
    """A qualified name, PROV-JSON's way."""
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _number(number: int) -> Told:
    return {"$": str(number), "type": "xsd:integer"}
