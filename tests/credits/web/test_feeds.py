"""Editions for machines."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from tests.credits import scenes

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

pytestmark = pytest.mark.django_db


def rows(visitor: Client) -> list[list[str]]:
    """The CSV's rows."""
    content = visitor.get("/credits/1.csv").content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_feed_has_an_entry_for_each_edition(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    feed = ElementTree.fromstring(visitor.get("/credits/feed.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Edition 1 of the credits"]
    assert entries[0].findtext(f"{ATOM}id") == f"{settings.HENREI_SITE_URL}/credits/1/"


def test_the_sitemap_has_every_public_page(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    tree = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    addresses = [place.text for place in tree.iter(f"{SITEMAP}loc")]
    paths = ["/", "/how/", "/proof/", "/credits/1/", "/runs/tanabata/"]
    assert addresses == [f"{settings.HENREI_SITE_URL}{path}" for path in paths]


def test_the_json_counts_what_the_page_counts(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    told = visitor.get("/credits/1.json").json()
    assert told["content_sha256"] == bytes(scene.edition.content_sha256).hex()
    assert told["runs"] == [
        {
            "name": "tanabata",
            "purpose": "open_model",
            "frozen_at": "2026-04-15T00:00:00+09:00",
            "contributors": 2,
            "images": 3,
            "exposures": 6,
            "source_images": 1,
            "source_exposures": 2,
        }
    ]
    assert told["sources"] == [
        {
            "name": scenes.SOURCE,
            "licence": "CC0 1.0",
            "address": "https://museum.example/fish",
            "images": 1,
            "exposures": 2,
        }
    ]


def test_the_csv_has_a_row_for_each_name_and_source(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    assert rows(visitor) == [
        ["kind", "name", "reading", "licence", "address", "exposures", "images"],
        ["contributor", "Ada", "", "", "", "", ""],
        ["contributor", "Ann", "", "", "", "", ""],
        ["source", scenes.SOURCE, "", "CC0 1.0", "https://museum.example/fish", "2", "1"],
    ]


def test_no_cell_runs_as_a_formula(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path, {"Ada": 1})
    for sign in "=+-@＝＋－＠":
        scenes.thanked_as(scene.contributors["Ada"], f"{sign}HYPERLINK(1)", reading=f"\t{sign}1")
        name, reading = rows(visitor)[1][1:3]
        assert (name, reading) == (f"'{sign}HYPERLINK(1)", f"'{sign}1")
