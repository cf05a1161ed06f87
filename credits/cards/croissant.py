"""A run's picture set as Croissant, JSON-LD that dataset search engines read.

Takes a card, gives text. The pictures themselves are not handed out, so that no file is listed; what they are, whose
and how many stands in records inside. Source: MLCommons, "Croissant Format Specification", version 1.0.
"""

import json
from collections.abc import Sequence

from credits.cards.card import Card

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT: dict[str, object] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
CONSENT = "Given with each contributor's consent in force; the pictures are not handed out"
Record = dict[str, object]


def written(card: Card) -> str:
    """One JSON-LD object and a final line feed."""
    dataset: Record = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": f"Pictures of the training run {card.run}",
        "description": _description(card),
        "license": _licences(card),
        "url": card.address,
        "creator": _creators(card),
        "publisher": {"@type": "sc:Organization", "name": card.publisher},
        "datePublished": card.told_on,
        "version": f"{card.edition or 0}.0.0",
        "citeAs": f"Pictures of the training run {card.run}, {card.publisher}, {card.address}",
        "isAccessibleForFree": False,
        "recordSet": [one for one in (_sources(card), _drawers(card)) if one["data"]],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=2) + "\n"


def _description(card: Card) -> str:
    return (
        f"What the training run {card.run} learned from: {card.images:,} pictures that {card.people:,} people gave"
        f" and pictures of {len(card.sources):,} rewardless collections, frozen at {card.frozen_at} for this purpose:"
        f" {card.purpose}. Of {card.shown:,} showings, {card.opted_out_shown:,} were of opted-out pictures."
        f" {card.unnamed:,} contributors wish not to be named."
    )


def _licences(card: Card) -> list[str]:
    given = [CONSENT] if card.people else []
    return given + sorted({one.licence for one in card.sources}) or [CONSENT]


def _creators(card: Card) -> list[Record]:
    """Everybody who chose a name, and the collections; whoever publishes it where there is neither."""
    people: list[Record] = [{"@type": "sc:Person", "name": name} for name in card.names]
    places: list[Record] = [
        {"@type": "sc:Organization", "name": one.name, **({"url": one.address} if one.address else {})}
        for one in card.sources
    ]
    return people + places or [{"@type": "sc:Organization", "name": card.publisher}]


def _sources(card: Card) -> Record:
    columns = {
        **dict.fromkeys(("name", "licence", "address", "note"), "sc:Text"),
        **dict.fromkeys(("images", "exposures"), "sc:Integer"),
    }
    given = [("contributors", CONSENT, card.address, "", card.images, card.exposures)] if card.people else []
    rows = [(one.name, one.licence, one.address, one.note, one.images, one.exposures) for one in card.sources]
    return _record_set("sources", "Where the pictures came from; images are distinct.", columns, given + rows)


def _drawers(card: Card) -> Record:
    columns = {"name": "sc:Text", "meaning": "sc:Text", "exposures": "sc:Integer"}
    rows = [(one.name, one.meaning, one.exposures) for one in card.drawers]
    return _record_set("drawers", "How every showing of a picture was judged.", columns, rows)


def _record_set(name: str, description: str, columns: dict[str, str], rows: Sequence[Sequence[str | int]]) -> Record:
    ids = [f"{name}/{column}" for column in columns]
    fields = [
        {"@type": "cr:Field", "@id": field, "name": field, "dataType": kind}
        for field, kind in zip(ids, columns.values(), strict=True)
    ]
    records = [dict(zip(ids, row, strict=True)) for row in rows]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "field": fields,
        "data": records,
    }
