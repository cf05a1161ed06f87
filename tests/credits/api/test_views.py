"""The public API, read only."""

from pathlib import Path

import pytest
from django.test import Client

from tests.credits import scenes

pytestmark = pytest.mark.django_db


def test_before_anything_was_published_the_lists_are_empty(visitor: Client) -> None:
    for address in ("/api/v1/editions/", "/api/v1/runs/"):
        assert visitor.get(address).json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_an_edition_is_listed_with_its_digest_and_runs(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    (listed,) = visitor.get("/api/v1/editions/").json()["results"]
    assert listed == {
        "number": 1,
        "published_at": "2026-05-10T12:00:00+09:00",
        "content_sha256": bytes(scene.edition.content_sha256).hex(),
        "runs": ["tanabata"],
        "url": "http://testserver/api/v1/editions/1/",
    }


def test_the_names_of_an_edition_come_in_pages(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path, {"Ada": 1, "Ann": 1, "Ami": 1})
    first = visitor.get("/api/v1/editions/1/", {"page_size": 2}).json()["names"]
    assert (first["count"], [one["name"] for one in first["results"]]) == (3, ["Ada", "Ami"])
    second = visitor.get(first["next"]).json()["names"]
    assert ([one["name"] for one in second["results"]], second["next"]) == (["Ann"], None)
    assert visitor.get("/api/v1/editions/1/", {"page": "9"}).status_code == 404


def test_an_edition_says_what_its_file_says(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    told, file = visitor.get("/api/v1/editions/1/").json(), visitor.get("/credits/1.json").json()
    assert told.pop("names")["results"] == file.pop("names")
    assert told == file


def test_a_published_run_is_listed_and_opens(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    (listed,) = visitor.get("/api/v1/runs/").json()["results"]
    assert listed == visitor.get("/api/v1/runs/tanabata/").json()
    assert (listed["contributors"], listed["images"], listed["exposures"]) == (2, 3, 6)
