"""A run's card by its doors: the public's once it is thanked for, the staff's once it is matched, and the command."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contributors import people
from contributors.models import Role, ShownAs
from ledger.training import runs
from tests import story
from tests.credits import scenes
from tests.ledger.commands import speaking
from tests.ledger.web import staff_scene

FORMS = {"hf": "card.md", "croissant": "croissant.json", "prov": "prov.json"}
KINDS = {"hf": "text/markdown; charset=utf-8", "croissant": "application/ld+json", "prov": "application/json"}

pytestmark = pytest.mark.django_db


def unpublished(tmp_path: Path) -> story.Staff:
    """A matched run of Ada's and Ann's pictures that no edition thanks for yet."""
    house = story.staff()
    story.matched(tmp_path / "manifests", story.given(story.gallery(tmp_path / "a", {"Ada": 2, "Ann": 1}), house))
    return house


@pytest.mark.parametrize("form", FORMS)
def test_everybody_may_take_the_card_of_a_published_run(tmp_path: Path, visitor: Client, form: str) -> None:
    scenes.published(tmp_path)
    answer = visitor.get(f"/runs/tanabata/{FORMS[form]}")
    assert answer.headers["Content-Type"] == KINDS[form]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="tanabata-{FORMS[form]}"'
    assert f"/runs/tanabata/{FORMS[form]}" in visitor.get("/runs/tanabata/").content.decode()


def test_a_card_counts_what_the_edition_counts_and_nobody_by_themselves(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path, {"Ada": 3, "Ann": 2, "Bea": 1})
    people.choose_credit(scene.contributors["Bea"], ShownAs.ANONYMOUS)
    told = visitor.get("/runs/tanabata/card.md").content.decode()
    assert "| Pictures given by 3 contributors | with each giver's consent in force |  | 6 | 12 |" in told
    assert "- Ada\n- Ann\n\nAnd 1 without a name" in told
    assert "Bea" not in told
    assert "in edition 1 of the credits" in told


def test_a_runs_page_counts_the_pictures_of_each_source(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    page = visitor.get("/runs/tanabata/").content.decode()
    row = page[page.index(scenes.SOURCE) :]
    assert row.index(">1</td>") < row.index(">2</td>")


@pytest.mark.parametrize("form", FORMS)
def test_staff_take_the_card_before_it_is_published(tmp_path: Path, form: str) -> None:
    house = unpublished(tmp_path)
    answer = staff_scene.client_of(house.bo).get(f"/staff/runs/tanabata/card/{form}/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, KINDS[form])
    assert "Ada" in answer.content.decode()
    assert (
        f"/staff/runs/tanabata/card/{form}/"
        in staff_scene.client_of(house.bo).get("/staff/runs/tanabata/").content.decode()
    )


def test_the_public_finds_no_card_before_it_is_published(tmp_path: Path, visitor: Client) -> None:
    unpublished(tmp_path)
    assert [visitor.get(f"/runs/tanabata/{file}").status_code for file in FORMS.values()] == [404, 404, 404]


def test_the_staffs_door_turns_away_whom_it_should(tmp_path: Path) -> None:
    eve, page = staff_scene.client_of(staff_scene.eve()), "/staff/runs/yuki/card/hf/"
    assert staff_scene.stranger().get(page).status_code == 302
    assert staff_scene.contributor().get(page).status_code == 403
    assert (eve.get(page).status_code, eve.post(page).status_code) == (404, 405)
    runs.register("yuki", recorded_as="yuki", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    assert eve.get(page).status_code == 404
    assert eve.get("/staff/runs/yuki/card/pdf/").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_the_command_writes_what_the_door_gives(tmp_path: Path, form: str) -> None:
    house = unpublished(tmp_path)
    out = tmp_path / "card"
    told = speaking.asked("model_card", "tanabata", "--format", form, "--out", str(out))
    given = staff_scene.client_of(house.bo).get(f"/staff/runs/tanabata/card/{form}/").content
    assert (told["file"], out.read_bytes()) == (str(out), given)
    assert speaking.asked("model_card", "tanabata", "--format", form)["card"] == given.decode()


def test_a_pipe_gets_the_card_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unpublished(tmp_path)
    call_command("model_card", "tanabata", "--format", "prov")
    assert json.loads(capsys.readouterr().out)["activity"]


def test_the_command_refuses_what_it_cannot_write(tmp_path: Path) -> None:
    people.hire("eve", roles=[Role.ADMIN])
    runs.register("yuki", recorded_as="yuki", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    with pytest.raises(CommandError, match="no run is named"):
        call_command("model_card", "other", "--format", "hf")
    with pytest.raises(CommandError, match="is not matched yet"):
        call_command("model_card", "yuki", "--format", "hf")


def test_the_command_refuses_where_it_cannot_write(tmp_path: Path) -> None:
    unpublished(tmp_path)
    for out in (tmp_path, tmp_path / "nowhere" / "card.md"):
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("model_card", "tanabata", "--format", "hf", "--out", str(out))
