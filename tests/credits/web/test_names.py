"""Who is named in public: whoever chose so, as they chose, and nobody else, in whatever form the names are given."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from contributors.models import Contributor
from tests.credits import scenes

CARDS = [f"/runs/tanabata/{file}" for file in ("card.md", "croissant.json", "prov.json")]
FORMS = ["/", "/credits/1/", "/credits/1.json", "/credits/1.csv", "/api/v1/editions/1/", "/?q=a", *CARDS]

pytestmark = pytest.mark.django_db


def told(visitor: Client, address: str) -> str:
    """What the visitor reads there."""
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def naming(visitor: Client, name: str) -> list[str]:
    """The forms in which the name is told."""
    return [address for address in FORMS if name in told(visitor, address)]


def test_a_contributor_is_thanked_under_the_chosen_name_in_every_form(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    scenes.thanked_as(scene.contributors["Ann"], "Ayame")
    assert naming(visitor, "Ayame") == FORMS
    assert naming(visitor, "Ann") == []


@pytest.mark.parametrize("vanish", [scenes.thanked_without_a_name, scenes.left])
def test_a_withdrawn_name_is_gone_from_every_form_at_once(
    tmp_path: Path, visitor: Client, vanish: Callable[[Contributor], None]
) -> None:
    scene = scenes.published(tmp_path)
    assert naming(visitor, "Ada") == FORMS
    vanish(scene.contributors["Ada"])
    assert naming(visitor, "Ada") == []


def test_whoever_is_not_named_is_counted(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    scenes.thanked_without_a_name(scene.contributors["Ada"])
    assert "And one more person, who is thanked without a name." in told(visitor, "/")
    assert visitor.get("/credits/1.json").json()["unnamed"] == 1
    scenes.left(scene.contributors["Ann"])
    assert "2 people, who are thanked without a name." in told(visitor, "/")


def test_a_name_that_cannot_be_seen_counts_as_none(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    scenes.thanked_as(scene.contributors["Ada"], "\u200b\u202e")
    assert "And one more person, who is thanked without a name." in told(visitor, "/")


def test_hostile_names_are_shown_and_never_run(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    scenes.thanked_as(scene.contributors["Ada"], "<script>alert(1)</script>", reading='"><img src=x>')
    scenes.thanked_as(scene.contributors["Ann"], "\u202eevil\x07\x1b")
    page = told(visitor, "/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert not {"\u202e", "\x07", "\x1b"} & set(page)


def test_a_search_cannot_write_into_the_page(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    page = told(visitor, "/?q=%3Cb%3E%22%27%E2%80%AE")
    assert "&lt;b&gt;&quot;" in page
    assert "\u202e" not in page


def test_no_count_stands_beside_a_name(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path, {"Ada": 7, "Ann": 1})
    assert visitor.get("/credits/1.json").json()["names"] == [
        {"name": "Ada", "reading": ""},
        {"name": "Ann", "reading": ""},
    ]
    assert "name-note" not in told(visitor, "/")
