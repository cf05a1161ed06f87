"""Every public door: open to strangers, closed to other methods, honest about what is not there."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.credits import scenes

WITHOUT_EDITION = ["credits", "how", "proof", "proof-script", "feed", "sitemap"]
ADDRESSES = [
    "/",
    "/credits/1/",
    "/credits/1.json",
    "/credits/1.csv",
    "/credits/feed.atom",
    "/runs/tanabata/",
    "/runs/tanabata/card.md",
    "/runs/tanabata/croissant.json",
    "/runs/tanabata/prov.json",
    "/how/",
    "/proof/",
    "/proof/verify_proof.py",
    "/sitemap.xml",
    "/api/v1/editions/",
    "/api/v1/editions/1/",
    "/api/v1/runs/",
    "/api/v1/runs/tanabata/",
]
UNKNOWN = [
    "/credits/2/",
    "/credits/2.json",
    "/credits/2.csv",
    "/credits/99999999999999999999/",
    "/runs/unheard-of/",
    "/runs/unheard-of/card.md",
    "/runs/unheard-of/croissant.json",
    "/runs/tanabata/card.pdf",
    "/?leaf=2",
    "/?leaf=0",
    "/?leaf=x",
    "/?leaf=²",
    "/?leaf=99999999999999999999",
    "/api/v1/editions/2/",
    "/api/v1/runs/unheard-of/",
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", WITHOUT_EDITION)
def test_a_public_page_opens_before_anything_happened(name: str, language: str) -> None:
    answer = Client(headers={"accept-language": language}).get(reverse(name))
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_stranger_may_read_everything_public(tmp_path: Path, language: str) -> None:
    scenes.published(tmp_path)
    reader = Client(headers={"accept-language": language})
    assert {address: reader.get(address).status_code for address in ADDRESSES} == dict.fromkeys(ADDRESSES, 200)


def test_nothing_public_takes_another_method(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    answers = {address: visitor.post(address).status_code for address in ADDRESSES}
    assert answers == dict.fromkeys(ADDRESSES, 405)


def test_what_is_not_there_is_not_found(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    assert {address: visitor.get(address).status_code for address in UNKNOWN} == dict.fromkeys(UNKNOWN, 404)


def test_a_run_without_an_edition_has_no_page(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    scenes.matched_only(tmp_path, "secret-run")
    assert visitor.get("/runs/secret-run/").status_code == 404
    assert visitor.get("/runs/secret-run/card.md").status_code == 404
    assert visitor.get("/api/v1/runs/secret-run/").status_code == 404
    assert "secret-run" not in visitor.get("/sitemap.xml").content.decode()
