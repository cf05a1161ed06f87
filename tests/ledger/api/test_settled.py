"""A settled run over HTTP: its parts are known, and no other is taken."""

from pathlib import Path

from ledger.models import Part
from tests import story
from tests.ledger.api import sending_scene as scene
from tests.ledger.april import April
from tests.ledger.training import part_cast as cast


def test_a_settled_run_knows_its_parts_and_takes_no_other(april: April, tmp_path: Path) -> None:
    april.settled()
    sender = scene.sender(april.run)
    address = "/api/v1/runs/tanabata/parts"
    (file,) = (april.folder / "manifests" / "tanabata").glob("[!.]*")
    known = sender.client.post(address, file.read_bytes(), "application/x-ndjson")
    assert (known.status_code, known.json()["run"]["state"]) == (200, "settled")
    (other,) = story.recorded(tmp_path, {"gull": (cast.digest("gull"), 1)}).glob("[!.]*")
    before = Part.objects.count()
    problem = scene.problem(sender.client.post(address, other.read_bytes(), "application/x-ndjson"))
    assert (problem["status"], problem["type"]) == (409, "/problems/run-settled")
    assert Part.objects.count() == before
