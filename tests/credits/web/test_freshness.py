"""Conditional requests: no second copy while nothing changed, never an old one once something did."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from contributors.models import Contributor, Source
from ledger.rewards import policies
from ledger.rewards.calculation import Rule
from tests import story
from tests.credits import scenes

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
]
NAMING = ["/", "/credits/1/", "/credits/1.json", "/credits/1.csv", "/runs/tanabata/card.md", "/runs/tanabata/prov.json"]

pytestmark = pytest.mark.django_db


def tag(reader: Client, address: str) -> str:
    """The page's ETag for this reader."""
    return reader.get(address).headers["ETag"]


def status(reader: Client, address: str, **asked: str) -> int:
    """What a reader who has a copy is answered."""
    headers = {name.replace("_", "-"): value for name, value in asked.items()}
    return reader.get(address, headers=headers).status_code


def answers(reader: Client, addresses: Sequence[str], tags: Mapping[str, str]) -> dict[str, int]:
    """What the reader is answered, address by address, who has a copy of each."""
    return {address: status(reader, address, if_none_match=tags[address]) for address in addresses}


def test_a_copy_that_still_holds_is_not_sent_again(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    visitor.get("/")
    tags = {address: tag(visitor, address) for address in ADDRESSES}
    assert answers(visitor, ADDRESSES, tags) == dict.fromkeys(ADDRESSES, 304)
    answer = visitor.get("/", headers={"if-none-match": tags["/"]})
    assert answer.content == b""
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_compressed_copy_is_recognised_too(tmp_path: Path) -> None:
    scenes.published(tmp_path)
    reader = Client(headers={"accept-encoding": "gzip"})
    reader.get("/")
    tags = {address: tag(reader, address) for address in ADDRESSES}
    assert answers(reader, ADDRESSES, tags) == dict.fromkeys(ADDRESSES, 304)


@pytest.mark.parametrize("vanish", [scenes.thanked_without_a_name, scenes.left])
def test_a_copy_with_a_withdrawn_name_is_never_called_fresh(
    tmp_path: Path, visitor: Client, vanish: Callable[[Contributor], None]
) -> None:
    scene = scenes.published(tmp_path)
    visitor.get("/")
    tags = {address: tag(visitor, address) for address in NAMING}
    vanish(scene.contributors["Ada"])
    assert answers(visitor, NAMING, tags) == dict.fromkeys(NAMING, 200)


def test_a_copy_in_the_other_language_does_not_serve(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    visitor.get("/")
    kept = tag(visitor, "/")
    assert status(visitor, "/", if_none_match=kept, accept_language="ja") == 200


def test_a_copy_from_before_signing_in_does_not_serve(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    visitor.get("/")
    kept = tag(visitor, "/")
    visitor.force_login(scene.eve)
    assert status(visitor, "/", if_none_match=kept) == 200


def test_a_copy_with_another_visitors_form_token_does_not_serve(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    visitor.get("/")
    kept = tag(visitor, "/")
    visitor.cookies.clear()
    assert status(visitor, "/", if_none_match=kept) == 200


def test_a_reader_without_cookies_is_spared_a_second_copy(tmp_path: Path) -> None:
    scenes.published(tmp_path)
    kept = tag(Client(), "/")
    assert status(Client(), "/", if_none_match=kept) == 304


def test_a_policy_written_since_is_read(visitor: Client) -> None:
    visitor.get("/how/")
    kept = tag(visitor, "/how/")
    rule = Rule("fixed_pool", "distinct", 1_000)
    policies.write("pool", rule, version=1, commodity="JPY", effective_from=story.MONTH)
    assert status(visitor, "/how/", if_none_match=kept) == 200


def test_a_month_sealed_since_is_read(tmp_path: Path, visitor: Client) -> None:
    visitor.get("/proof/")
    kept = tag(visitor, "/proof/")
    story.closed(story.month(tmp_path).house)
    assert status(visitor, "/proof/", if_none_match=kept) == 200


def test_a_page_tells_when_it_last_changed(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    changed = visitor.get("/credits/feed.atom").headers["Last-Modified"]
    assert changed == f"{scene.edition.published_at - timedelta(hours=9):%a, %d %b %Y %H:%M:%S} GMT"
    assert status(visitor, "/credits/feed.atom", if_modified_since=changed) == 304


def test_a_waiting_notice_is_shown_and_not_kept(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    visitor.force_login(scene.eve)
    visitor.get("/")
    kept = tag(visitor, "/")
    visitor.post("/logout/")
    assert status(visitor, "/", if_none_match=kept) == 200


def test_a_mended_licence_of_a_source_is_read(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    visitor.get("/")
    telling = ["/", "/credits/1/", "/credits/1.json", "/runs/tanabata/", "/runs/tanabata/card.md"]
    tags = {address: tag(visitor, address) for address in telling}
    Source.objects.update(licence="CC BY 4.0")
    assert answers(visitor, telling, tags) == dict.fromkeys(telling, 200)
