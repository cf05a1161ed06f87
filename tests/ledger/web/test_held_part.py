"""Deciding a held part by its page: both side by side, one choice, and who made it when."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from contributors.models import Role, User
from contributors.people import hire
from ledger.models import Matching, Part, Run, Usage
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.ledger.api import sending_scene
from tests.ledger.web import staff_scene
from tests.ledger.web.test_staff_runs import registered

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Scene:
    """A run whose only part came twice."""

    run: Run
    received: Part
    held: Part
    cy: User

    @property
    def page(self) -> str:
        return f"/staff/runs/yuki/held/{self.held.pk}/"

    def states(self) -> list[str]:
        return list(self.run.parts.order_by("id").values_list("state", flat=True))

    def decide(self, keep: str, browser: Client | None = None, **words: str) -> str:
        """Choose, tick and send; read what the page says then."""
        sent = {"keep": keep, "confirmed": "on", "beside": str(self.received.pk), **words}
        answer = (browser or staff_scene.client_of(self.cy)).post(self.page, sent, follow=True)
        assert answer.redirect_chain == [(self.page, 302)]
        return answer.content.decode()


def recorded(folder: Path, exposures: int) -> Path:
    folder.mkdir()
    with ManifestRecorder(run="yuki", stage="base", component="unet", rank=0, world_size=1, folder=folder) as recorder:
        for _ in range(exposures):
            recorder.saw(["a.png"], [b"a" * 32])
    return folder


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    run = registered("yuki")
    story.taken_in(run, recorded(tmp_path / "first", 1))
    story.taken_in(run, recorded(tmp_path / "second", 12_345))
    received, held = run.parts.order_by("id")
    return Scene(run, received, held, hire("cy", roles=[Role.TREASURER]))


def test_the_runs_page_leads_to_what_waits(scene: Scene) -> None:
    page = staff_scene.client_of(scene.cy).get("/staff/runs/yuki/").content.decode()
    assert f'href="{scene.page}"' in page
    assert "base/unet, attempt 1, rank 0, part 0" in page


def test_both_stand_side_by_side_and_what_differs_is_said(scene: Scene) -> None:
    page = staff_scene.client_of(scene.cy).get(scene.page).content.decode()
    assert "12,345" in page
    assert page.count("<strong>differs</strong>") == 4  # state, exposures, and both digests
    assert bytes(scene.held.rows_sha256).hex()[:16] in page
    assert page.count("from files, by command") == 2


def test_who_sent_a_part_is_named_by_label_and_token(scene: Scene) -> None:
    sender = sending_scene.sender(scene.run)
    with default_storage.open(scene.received.stored_as) as opened:
        sender.client.post("/api/v1/runs/yuki/parts", opened.read(), "application/x-ndjson")
    page = staff_scene.client_of(scene.cy).get(scene.page).content.decode()
    assert f"cluster, token {sender.secret[:12]}, made by eve" in page
    assert sender.secret not in page


def test_a_treasurer_keeps_the_held_part(scene: Scene) -> None:
    page = scene.decide("held")
    assert "Decided." in page
    assert "Decided by cy on" in page
    assert scene.states() == ["declined", "received"]
    assert not Matching.objects.exists() and not Usage.objects.exists()
    listed = staff_scene.client_of(scene.cy).get("/staff/runs/yuki/").content.decode()
    assert "Waiting for a decision" not in listed
    assert listed.count("cy, ") == 2


def test_a_treasurer_keeps_the_part_received_before(scene: Scene) -> None:
    scene.decide("received")
    assert scene.states() == ["received", "declined"]
    assert "Somebody decided in between" in scene.decide("held")
    assert scene.states() == ["received", "declined"]


def test_nothing_is_decided_without_the_tick_a_choice_or_the_part_that_was_seen(scene: Scene) -> None:
    assert "Nothing was decided" in scene.decide("held", confirmed="")
    assert "Nothing was decided" in scene.decide("both")
    assert "The parts changed in between" in scene.decide("held", beside="7")
    assert scene.states() == ["received", "held"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.ADMIN])
def test_other_roles_look_and_do_not_decide(scene: Scene, role: Role) -> None:
    browser = staff_scene.client_of(hire("somebody", roles=[role]))
    assert "A treasurer decides. You may look." in browser.get(scene.page).content.decode()
    assert browser.post(scene.page, {"keep": "held", "confirmed": "on"}).status_code == 403
    assert scene.states() == ["received", "held"]


def test_strangers_and_contributors_are_turned_away(scene: Scene) -> None:
    for method in ("get", "post"):
        assert getattr(staff_scene.stranger(), method)(scene.page).status_code == 302
    contributor = staff_scene.contributor()
    assert contributor.get(scene.page).status_code == contributor.post(scene.page).status_code == 403
    assert scene.states() == ["received", "held"]


def test_what_is_not_held_or_of_another_run_is_not_found(scene: Scene) -> None:
    browser = staff_scene.client_of(scene.cy)
    registered("nagi")
    for page in (f"/staff/runs/yuki/held/{scene.received.pk}/", f"/staff/runs/nagi/held/{scene.held.pk}/"):
        assert browser.get(page).status_code == browser.post(page).status_code == 404
    assert browser.delete(scene.page).status_code == 405


def test_a_held_part_that_cannot_stand_beside_the_others_is_not_kept(scene: Scene) -> None:
    Part.objects.filter(pk=scene.held.pk).update(count_basis="declared", part=0)
    Part.objects.create(
        **{
            **{field.name: getattr(scene.received, field.name) for field in Part._meta.fields if field.name != "id"},
            "component": "unet",
            "rank": 0,
            "part": 0,
            "attempt": 2,
            "stored_as": "x",
        }
    )
    assert "cannot stand beside" in scene.decide("held")
    assert "held" in scene.states()
