"""How a contributor is thanked: chosen by herself, kept as a new row, refused where no name can be read."""

import pytest

from contributors.models import CreditChoice
from tests.contributors.web import contributor_scene as scene

pytestmark = pytest.mark.django_db


def chosen(house: scene.House) -> list[tuple[str, str, str]]:
    """Ada's choices, oldest first."""
    rows = CreditChoice.objects.filter(contributor=house.ada).order_by("id")
    return list(rows.values_list("shown_as", "name", "reading"))


def test_the_choice_as_it_stands_is_said_first() -> None:
    page = scene.of(scene.people_alone().ada).get("/me/credit/").content.decode()
    assert "You are thanked as <bdi>Ada</bdi>." in page


def test_a_pseudonym_is_chosen_and_the_name_before_stays_readable() -> None:
    house = scene.people_alone()
    asked = {"shown_as": "pseudonym", "name": "星屑", "reading": "ほしくず"}
    page = scene.of(house.ada).post("/me/credit/", asked, follow=True).content.decode()
    assert "You are thanked as <bdi>星屑</bdi>." in page
    assert chosen(house) == [("named", "Ada", ""), ("pseudonym", "星屑", "ほしくず")]


def test_whoever_stays_unnamed_leaves_no_name() -> None:
    house = scene.people_alone()
    asked = {"shown_as": "anonymous", "name": "Ada", "reading": "えいだ"}
    page = scene.of(house.ada).post("/me/credit/", asked, follow=True).content.decode()
    assert "You are thanked without a name." in page
    assert chosen(house)[-1] == ("anonymous", "", "")


def test_the_same_choice_twice_is_one_row() -> None:
    house = scene.people_alone()
    browser = scene.of(house.ada)
    for _ in range(2):
        browser.post("/me/credit/", {"shown_as": "pseudonym", "name": "Hoshi"})
    assert chosen(house) == [("named", "Ada", ""), ("pseudonym", "Hoshi", "")]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"shown_as": "famous", "name": "Ada"},
        {"shown_as": "named", "name": ""},
        {"shown_as": "pseudonym", "name": "   "},
        {"shown_as": "named", "name": "x" * 101},
        {"shown_as": "named", "name": "Ada\u202egnidaer"},
        {"shown_as": "named", "name": "A\u0007da"},
        {"shown_as": "named", "name": "Ada", "reading": "え\u200bいだ"},
    ],
)
def test_what_is_no_name_changes_nothing(asked: dict[str, str]) -> None:
    house = scene.people_alone()
    answer = scene.of(house.ada).post("/me/credit/", asked)
    assert answer.status_code == 200
    assert 'class="field-error"' in answer.content.decode()
    assert chosen(house) == [("named", "Ada", "")]


def test_a_name_with_markup_is_shown_and_not_obeyed() -> None:
    house = scene.people_alone()
    asked = {"shown_as": "named", "name": "<script>alert(1)</script>"}
    page = scene.of(house.ada).post("/me/credit/", asked, follow=True).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_without_its_token_is_explained() -> None:
    house = scene.people_alone()
    browser = scene.of(house.ada)
    browser.handler.enforce_csrf_checks = True
    answer = browser.post("/me/credit/", {"shown_as": "anonymous"})
    assert answer.status_code == 403
    assert "This form had grown too old" in answer.content.decode()
    assert chosen(house) == [("named", "Ada", "")]
