"""Every bad part is refused over HTTP as it is from a file; nothing of it is left, and a good one goes in."""

import tempfile
from pathlib import Path

import pytest

from tests.ledger.api import sending_scene as scene
from tests.ledger.training import bad_parts
from tests.ledger.training.bad_parts import BadPartFile
from tests.route import census

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bad", bad_parts.EVERY, ids=str)
def test_a_bad_part_is_refused_whole_and_the_next_good_one_goes_in(
    bad: BadPartFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    (tmp_path / "bad").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    sender, path = scene.sender(), bad.make(tmp_path / "bad")
    sender.client.get(scene.PARTS)  # notes the token as used, which is no part of what is compared
    before = census.held()
    problem = scene.problem(sender.send(path, idempotency_key="k-1"))
    assert (problem["status"], problem["type"]) == (422, "/problems/bad-part")
    assert str(problem["file"]).startswith("a.manifest")
    assert bad.told in str(problem["reason"])
    assert problem["line"] == bad.line or bad.told == ""
    assert census.held() == before
    assert scene.kept() == (0, 0, [])
    assert list((tmp_path / "temporary").iterdir()) == []
    assert sender.post(scene.part(), idempotency_key="k-1").status_code == 201


def test_parts_that_disagree_about_their_world_are_refused_beside_each_other() -> None:
    sender = scene.sender()
    sender.post(scene.part())
    before = census.held()
    problem = scene.problem(sender.post(scene.part(1, world_size=3)))
    assert "world_size is 3, where the other parts say 2" in str(problem["reason"])
    assert census.held() == before


def test_a_bad_part_in_pieces_is_refused_at_its_last_piece() -> None:
    sender, content = scene.sender(), scene.part()[:-9]
    address = sender.begin().headers["Location"]
    sender.go_on(address, content[:50], offset=0, complete=False)
    problem = scene.problem(sender.go_on(address, content[50:], offset=50, complete=True))
    assert (problem["type"], problem["line"]) == ("/problems/bad-part", 4)
    assert scene.kept() == (0, 0, [])
    assert sender.client.head(address).status_code == 404
