"""A run's card in three formats, plain: what they must hold, and names that stay names."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from prov.model import ProvActivity, ProvAgent, ProvDocument, ProvEntity

from credits.cards import croissant, hugging_face, markdown, prov
from credits.cards.card import Card, DrawerTold, SimilarityTold, SourceTold

HOSTILE = "[x](javascript:1) <img src=x> | `a` **b** #c"
MUSEUM = SourceTold("Museum of Drawn Fish", "CC0 1.0", "https://museum.example/fish", "a note", 3, 9)
CARD = Card(
    run="tanabata",
    purpose="an openly published model",
    frozen_at="2026-04-15T00:00:00+09:00",
    told_on="2026-05-10",
    address="https://henrei.example/runs/tanabata/",
    publisher="返礼",
    edition=1,
    images=10,
    exposures=40,
    names=["Ada", "七夕 織姫"],
    unnamed=1,
    sources=[MUSEUM],
    drawers=[
        DrawerTold("credited", "given", 40, Decimal("78.43")),
        DrawerTold("rewardless source", "collections", 11, Decimal("21.56")),
        DrawerTold("refused", "others", 0, Decimal(0)),
    ],
    shown=51,
    opted_out_shown=0,
    similarity=[
        SimilarityTold("", "a.safetensors", "b.safetensors", "00" * 32, "11" * 32, {"unet": 0.0012, "vae": None})
    ],
)
NOTHING = replace(CARD, names=[], unnamed=0, images=0, exposures=0, sources=[], edition=None, similarity=[])

# Of the Croissant specification 1.0, "Dataset-level information": required.
REQUIRED = {"@context", "@type", "conformsTo", "description", "license", "name", "url", "creator", "datePublished"}


def read(text: str) -> ProvDocument:
    """The document as W3C's model has it, by the prov package."""
    return ProvDocument.deserialize(StringIO(text), format="json")


def test_the_block_opens_with_metadata_between_dashes() -> None:
    lines = hugging_face.written(CARD).splitlines()
    assert (lines[0], lines[1]) == ("---", 'model_name: "tanabata"')
    assert lines.index("---", 1) < lines.index("## Training data")


def test_the_block_tells_sources_people_compliance_and_similarity() -> None:
    text = hugging_face.written(CARD)
    assert r"| [Museum of Drawn Fish](<https://museum.example/fish>) | CC0 1\.0 | a note | 3 | 9 |" in text
    assert "| Pictures given by 3 contributors | with each giver's consent in force |  | 10 | 40 |" in text
    assert "- Ada\n- 七夕 織姫\n\nAnd 1 without a name, as they wish." in text
    assert "| credited | given | 78.43 % | 40 |" in text
    assert "Opted-out pictures found: they were shown 0 times, of 51 showings in all." in text
    assert "| – | 0.0012 | – | – | – |" in text


def test_a_run_of_nobody_thanks_nobody() -> None:
    text = hugging_face.written(NOTHING)
    assert "### Contributors" not in text
    assert "### Trained from scratch" not in text


def test_a_very_long_roll_ends_with_where_it_goes_on() -> None:
    names = [f"P{place}" for place in range(hugging_face.MOST_NAMES + 2)]
    text = hugging_face.written(replace(CARD, names=names))
    assert text.count("\n- P") == hugging_face.MOST_NAMES
    assert "And 2 more, named at [" in text


def test_hostile_names_stay_names() -> None:
    source = replace(MUSEUM, name=HOSTILE, address="javascript:alert(1)", note="a\n| b |")
    text = hugging_face.written(replace(CARD, names=[HOSTILE], sources=[source]))
    assert not re.search(
        r"(?<!\\)[<`*#|](?=img|a|\*b|c)", text.partition("### Data sources")[2].partition("### Comp")[0]
    )
    assert "(<javascript" not in text
    rows = [line for line in text.splitlines() if line.startswith("| \\[x")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [6]


def test_an_address_that_breaks_a_table_or_a_link_is_none() -> None:
    assert markdown.link("a", "https://x.example/ b") == "a"
    assert markdown.link("a", "https://x.example/>") == "a"
    assert markdown.link("a", "https://x.example/|") == "[a](<https://x.example/%7C>)"
    assert markdown.yaml('a"\n---\nb: c') == r'"a\"\n---\nb: c"'


@pytest.mark.parametrize("card", [CARD, NOTHING], ids=["full", "of nobody"])
def test_croissant_has_every_required_field(card: Card) -> None:
    told = json.loads(croissant.written(card))
    assert {name for name in REQUIRED if not told.get(name)} == set()
    assert (told["@type"], told["conformsTo"]) == ("sc:Dataset", "http://mlcommons.org/croissant/1.0")
    assert told["@context"]["cr"] == "http://mlcommons.org/croissant/"
    assert told["@context"]["@vocab"] == "https://schema.org/"


def test_croissants_records_have_just_the_fields_they_declare() -> None:
    told = json.loads(croissant.written(CARD))
    for record_set in told["recordSet"]:
        declared = [field["@id"] for field in record_set["field"]]
        assert all(list(record) == declared for record in record_set["data"])
        assert all(name.startswith(f"{record_set['@id']}/") for name in declared)
    (given, museum) = told["recordSet"][0]["data"]
    assert (given["sources/images"], museum["sources/name"], museum["sources/images"]) == (10, MUSEUM.name, 3)


def test_croissant_names_people_and_collections_as_creators() -> None:
    told = json.loads(croissant.written(CARD))
    assert [one["name"] for one in told["creator"]] == ["Ada", "七夕 織姫", MUSEUM.name]
    assert told["license"] == [croissant.CONSENT, "CC0 1.0"]


def test_prov_is_read_by_the_prov_package_and_says_the_same_again() -> None:
    document = read(prov.written(CARD))
    again = StringIO()
    document.serialize(again, format="json")
    assert read(again.getvalue()) == document


def test_prov_has_the_run_as_activity_collections_as_entities_and_people_as_agents() -> None:
    document = read(prov.written(CARD))
    labels = {
        kind: [str(one.label) for one in document.get_records(kind)] for kind in (ProvActivity, ProvEntity, ProvAgent)
    }
    assert labels == {
        ProvActivity: ["Training run tanabata"],
        ProvEntity: ["The model of the training run tanabata", "Pictures that people gave", MUSEUM.name],
        ProvAgent: ["返礼", "Ada", "七夕 織姫", "Contributors without a name"],
    }


def test_every_name_that_prov_relates_is_told_of() -> None:
    told = json.loads(prov.written(CARD))
    known = {*told["entity"], *told["activity"], *told["agent"]}
    relations = ("used", "wasGeneratedBy", "wasAssociatedWith", "wasDerivedFrom", "wasAttributedTo")
    named = {name for relation in relations for one in told[relation].values() for name in one.values()}
    assert named <= known


def test_prov_of_nobody_uses_nothing() -> None:
    told = json.loads(prov.written(NOTHING))
    assert "used" not in told
    assert "wasAttributedTo" not in told
    read(prov.written(NOTHING))


@pytest.mark.parametrize("written", [hugging_face.written, croissant.written, prov.written])
def test_the_same_card_is_written_the_same(written: object) -> None:
    assert callable(written)
    assert written(CARD) == written(CARD)
