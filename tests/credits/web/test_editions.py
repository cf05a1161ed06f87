"""The credits page: empty, by initial, searched, leaf by leaf, and always with the same number of queries."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contributors.models import Contributor, CreditChoice, ShownAs
from credits import leaves, publish
from credits.models import Credit, Edition
from tests import story
from tests.credits import scenes

pytestmark = pytest.mark.django_db


def crowd(edition: Edition, run_id: int, count: int) -> None:
    """So many more people in the edition, all named: a month of archives, written at once."""
    people = Contributor.objects.bulk_create(
        Contributor(handle=f"crowd {place}", name=f"C{place}", joined_at=story.NOON) for place in range(count)
    )
    CreditChoice.objects.bulk_create(
        CreditChoice(contributor=person, shown_as=ShownAs.NAMED, name=f"Crowd {place:05}")
        for place, person in enumerate(people)
    )
    Credit.objects.bulk_create(
        Credit(edition=edition, run_id=run_id, contributor=person, images=1, exposures=1) for person in people
    )


def queries(visitor: Client, address: str) -> int:
    """How many queries the page costs."""
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(address).status_code == 200
    return len(asked)


def test_before_the_first_edition_the_page_says_what_will_stand_there(visitor: Client) -> None:
    page = visitor.get("/").content.decode()
    assert "Nobody is thanked yet" in page
    assert page.count("<h1") == 1


def test_names_stand_under_their_kana_row_and_letter(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path, {"Ada": 1, "Ann": 1, "Ami": 1})
    scenes.thanked_as(scene.contributors["Ann"], "渡辺 葵", reading="ワタナベ アオイ")
    scenes.thanked_as(scene.contributors["Ami"], "渡辺 蓮")
    page = visitor.get("/").content.decode()
    assert page.index('id="kana-wa"') < page.index('id="latin-a"') < page.index('id="other"')
    assert "<ruby>渡辺 葵<rp>(</rp><rt>ワタナベ アオイ</rt>" in page
    assert '<a href="#kana-wa">わ</a>' in page


def test_a_name_is_found_without_scripts(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    scenes.thanked_as(scene.contributors["Ann"], "渡辺 葵", reading="ワタナベ アオイ")
    for sought in ("わたなべ", "渡", "ワタナベ", " 渡辺 "):
        page = visitor.get("/", {"q": sought}).content.decode()
        assert "1 name has" in page
        assert "渡辺 葵" in page
        assert "Ada" not in page
        assert '<meta name="robots" content="noindex">' in page


def test_a_search_that_finds_nothing_says_so(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    assert "0 names have “zzz” in them." in visitor.get("/", {"q": "zzz"}).content.decode()


def test_a_long_roll_comes_in_leaves(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    crowd(scene.edition, scene.run.pk, leaves.MOST_NAMES)
    first, second = (visitor.get("/", {"leaf": number}).content.decode() for number in (1, 2))
    assert "Leaf 1 of 2" in first
    assert 'href="?leaf=2" rel="next"' in first
    assert f"Crowd {leaves.MOST_NAMES - 1:05}" not in first
    assert f"Crowd {leaves.MOST_NAMES - 1:05}" in second
    assert '<a href="?leaf=1#latin-a">A</a>' in second
    assert visitor.get("/", {"leaf": 3}).status_code == 404


def test_a_page_of_a_long_roll_stays_below_sixty_kilobytes(tmp_path: Path) -> None:
    scene = scenes.published(tmp_path)
    crowd(scene.edition, scene.run.pk, 2_000)
    answer = Client(headers={"accept-encoding": "gzip"}).get("/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 60_000


def test_three_names_cost_as_many_queries_as_one(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path, {"Ada": 1})
    addresses = ["/", "/credits/1/", "/credits/1.json", "/api/v1/editions/1/"]
    visitor.get("/")
    before = {address: queries(visitor, address) for address in addresses}
    crowd(scene.edition, scene.run.pk, 2)
    assert {address: queries(visitor, address) for address in addresses} == before


def test_an_older_edition_names_the_newest(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    Credit.objects.filter(edition=scene.edition, contributor=scene.contributors["Ann"]).update(images=9)
    Edition.objects.filter(pk=scene.edition.pk).update(content_sha256=bytes(32))
    newest = publish.publish(by=scene.eve, at=story.NOON).edition
    assert newest.number == 2
    assert "This is edition 1. The newest is edition 2." in visitor.get("/credits/1/").content.decode()
    assert "The newest is" not in visitor.get("/credits/2/").content.decode()


def test_sources_stand_with_their_licence(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    page = visitor.get("/").content.decode()
    assert f'<a href="https://museum.example/fish" rel="external noopener"><bdi>{scenes.SOURCE}</bdi></a>' in page
    assert "CC0 1.0" in page


def test_a_source_whose_address_is_a_script_leads_nowhere(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    credit = Credit.objects.select_related("source").get(edition=scene.edition, source__isnull=False)
    assert credit.source is not None
    credit.source.address = "javascript:alert(1)"
    credit.source.save()
    assert "javascript:" not in visitor.get("/").content.decode()


def test_the_seal_bears_number_day_and_digest(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    page = visitor.get("/").content.decode()
    assert bytes(scene.edition.content_sha256).hex()[:8] in page
    assert '<time class="seal-date" datetime="2026-05-10">2026.05.10</time>' in page
    assert "Edition 1" in page
