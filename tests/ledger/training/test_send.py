"""The sender of a training machine against the real server, over a line that breaks in the middle."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.timezone import now

from contributors import people
from contributors.models import Role
from ledger.config import embedded
from ledger.models import Part, PartUpload
from ledger.training import run_tokens, runs, sending
from ledger.training.recorder import ManifestRecorder
from ledger.training.sending import PartRefused, Sender, ServerOutOfReach
from tests import story
from tests.ledger.training import serving

pytestmark = pytest.mark.slow

SAMPLES = 4_000


@dataclass(frozen=True)
class Cluster:
    """A folder of parts, a server that waits for them, and the token."""

    folder: Path
    port: int
    token: str
    var: Path

    def sender(self, port: int, tries: int = 5) -> Sender:
        return Sender(f"http://127.0.0.1:{port}", "shio", self.token, tries=tries, wait=lambda _seconds: None)

    def asked(self, *words: str, token: str | None = None) -> "subprocess.CompletedProcess[str]":
        """The command as a training machine runs it: without Django's settings, its token in the environment."""
        environment = {"PATH": os.environ["PATH"], "HENREI_RUN_TOKEN": self.token if token is None else token}
        command = [sys.executable, "-m", "ledger.training.send", str(self.folder), "--run", "shio", *words]
        address = f"http://127.0.0.1:{self.port}"
        return subprocess.run(
            [*command, "--url", address, "--tries", "2"],
            cwd=settings.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def record(folder: Path, rank: int, world_size: int = 2) -> Path:
    """A part of some hundred thousand bytes."""
    with ManifestRecorder(
        run="shio", stage="base", component="unet", rank=rank, world_size=world_size, folder=folder
    ) as recorder:
        names = [f"birds/{rank}/{number}.png" for number in range(SAMPLES)]
        recorder.saw(names, [hashlib.sha256(name.encode()).digest() for name in names])
    return sorted(folder.glob("[!.]*"))[-1]


def came(cluster: Cluster) -> list[Path]:
    """The files that are on their way."""
    return list((cluster.var / "part-uploads").glob("*/*.jsonl"))


@pytest.fixture
def cluster(committed_db: embedded.Addresses, tmp_path: Path) -> Iterator[Cluster]:
    run = runs.register("shio", recorded_as="shio", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    cy = people.hire("cy", roles=[Role.TREASURER])
    issued = run_tokens.issue(run, label="cluster", by=cy, at=now())
    folder, var = tmp_path / "parts", tmp_path / "served"
    record(folder, rank=0)
    with serving.served(committed_db, var) as server:
        yield Cluster(folder, server.port, issued.secret, var)


def test_a_part_goes_on_where_the_line_broke(cluster: Cluster) -> None:
    (file,) = cluster.folder.glob("[!.]*")
    line = serving.Line(cluster.port, cuts=[10**6, 200_000, 10**6, 150_000, 10**6, 3_000])
    with line.opened() as port:
        answer = cluster.sender(port).send(file)
    assert (answer["outcome"], line.broken) == ("new", 3)
    part = Part.objects.get()
    assert (part.rows, bytes(part.file_sha256)) == (SAMPLES, hashlib.sha256(file.read_bytes()).digest())
    assert came(cluster) == []


def test_what_came_before_the_line_broke_for_good_is_there_for_the_next_sender(cluster: Cluster) -> None:
    (file,) = cluster.folder.glob("[!.]*")
    line = serving.Line(cluster.port, cuts=[10**6, 200_000, 100])
    with line.opened() as port, pytest.raises(ServerOutOfReach, match="run the same command again"):
        cluster.sender(port, tries=2).send(file)
    serving.until(lambda: [True for file in came(cluster) if 100_000 < file.stat().st_size < 200_000])
    assert cluster.sender(cluster.port).send(file)["outcome"] == "new"
    assert PartUpload.objects.count() == 1


def test_a_folder_is_sent_by_command_and_what_is_missing_is_told(cluster: Cluster) -> None:
    ended = cluster.asked()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "attempt01-rank00-part000.manifest.jsonl: new" in ended.stdout
    assert "missing: base/unet attempt 1 rank 1 part 0 to 0" in ended.stdout
    record(cluster.folder, rank=1)
    (cluster.folder / "attempt01-rank09-part000.manifest.jsonl").write_text("{")
    told = cluster.asked("--json")
    answer = json.loads(told.stdout)
    assert (told.returncode, [one["outcome"] for one in answer["sent"]]) == (1, ["new", "new"])
    assert "rank09-part000.manifest.jsonl: refused with 422" in told.stderr
    assert (answer["run"]["state"], answer["run"]["missing"]) == ("complete", [])


def test_a_wrong_token_ends_the_sending_at_once_and_is_told_nowhere(cluster: Cluster) -> None:
    record(cluster.folder, rank=1)
    ended = cluster.asked(token="hrt_" + "w" * 43)
    assert (ended.returncode, ended.stderr.count("refused with 401")) == (1, 1)
    assert "wwww" not in ended.stdout + ended.stderr
    assert cluster.asked(token="").returncode == 2


def test_a_refused_part_is_not_tried_again(cluster: Cluster) -> None:
    (file,) = cluster.folder.glob("[!.]*")
    file.write_bytes(file.read_bytes()[:-20])
    line = serving.Line(cluster.port)
    with line.opened() as port, pytest.raises(PartRefused, match=f":{SAMPLES + 1}: not a whole JSON object") as refused:
        cluster.sender(port).send(file)
    assert refused.value.status == 422
    assert (Part.objects.count(), PartUpload.objects.count()) == (0, 0)


def test_nobody_there_is_told_after_all_tries(tmp_path: Path) -> None:
    waits: list[float] = []
    sender = Sender(f"http://127.0.0.1:{serving.free_port()}", "shio", "hrt_x", tries=4, wait=waits.append)
    with pytest.raises(ServerOutOfReach, match="after 4 tries: ConnectionRefusedError"):
        sender.send(record(tmp_path, rank=0))
    assert len(waits) == 3 and 0 < waits[0] <= 1 < waits[2] * 2


def test_a_sender_is_represented_without_its_token() -> None:
    assert "secret" not in repr(Sender("http://127.0.0.1", "shio", "hrt_secret"))


def test_the_header_beside_a_csv_is_found_under_any_of_its_names(tmp_path: Path) -> None:
    for name in ("a.csv.gz.header.json", "b.csv.header.json", "c.header.json"):
        (tmp_path / name).touch()
    found = [sending.sidecar_of(tmp_path / f"{letter}.csv.gz") for letter in "abcd"]
    assert [one.name if one else None for one in found] == [
        "a.csv.gz.header.json",
        "b.csv.header.json",
        "c.header.json",
        None,
    ]
