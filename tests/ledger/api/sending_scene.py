"""A run of two ranks, a token of it, and somebody who sends its parts over HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from contributors import people
from contributors.models import Role, User
from ledger.models import Part, PartUpload, Run
from ledger.training import run_tokens, runs
from ledger.training.manifest import Row
from tests import story
from tests.ledger.training import part_cast as cast

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

RUN = "shio-1"
PARTS = f"/api/v1/runs/{RUN}/parts"
PROBLEM = "application/problem+json"


def registered(name: str = RUN) -> Run:
    """A run that waits for its parts."""
    return runs.register(name, recorded_as=name, purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)


def maker() -> User:
    """Eve, who makes tokens."""
    return User.objects.filter(username="eve").first() or people.hire("eve", roles=[Role.ADMIN])


@dataclass(frozen=True)
class Sender:
    """A cluster with a token."""

    secret: str
    run: Run

    @property
    def client(self) -> Client:
        return Client(headers={"authorization": f"Bearer {self.secret}"})

    def post(self, content: bytes, name: str = "a.manifest.jsonl", **headers: str) -> Answer:
        """One part in one go."""
        return self.client.post(PARTS, content, "application/octet-stream", headers=named(name) | told(headers))

    def begin(self, name: str = "a.manifest.jsonl", **headers: str) -> Answer:
        """An upload that goes on later."""
        words = named(name) | {"upload-complete": "?0"} | told(headers)
        return self.client.post(PARTS, b"", "application/octet-stream", headers=words)

    def go_on(self, address: str, content: bytes, *, offset: int, complete: bool) -> Answer:
        """A piece of it."""
        words = {"upload-offset": str(offset), "upload-complete": "?1" if complete else "?0"}
        return self.client.patch(address, content, "application/partial-upload", headers=words)

    def send(self, file: Path, **headers: str) -> Answer:
        """A part file as it lies there, with the header beside a CSV."""
        for end in (f"{file.name}.header.json", f"{file.name.partition('.csv')[0]}.header.json"):
            if file.with_name(end).is_file():
                headers["manifest_header"] = file.with_name(end).read_text()
        return self.post(file.read_bytes(), file.name, **headers)


def sender(run: Run | None = None, *, days_ago: int = 0) -> Sender:
    """Somebody with a token, made so many days ago."""
    run = run or registered()
    return Sender(run_tokens.issue(run, label="cluster", by=maker(), at=now() - timedelta(days=days_ago)).secret, run)


def part(rank: int = 0, *, final: bool = True, world_size: int = 2, rows: tuple[Row, ...] = cast.BIRDS) -> bytes:
    """A sound part as JSON Lines."""
    return cast.jsonl_bytes(rows, cast.header_over(rows, rank=rank, final=final, world_size=world_size))


def named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


def told(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def digest_header(content: bytes) -> str:
    """The SHA-256 of a file as RFC 9530 writes it."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def problem(answer: Answer) -> dict[str, object]:
    """What a refusal says."""
    assert answer.headers["Content-Type"] == PROBLEM, answer.content
    body: dict[str, object] = json.loads(answer.content)
    assert body["status"] == answer.status_code
    return body


def kept() -> tuple[int, int, list[str]]:
    """What a sender can leave here: parts, uploads, and files of any kind."""
    folders = (Path(settings.MEDIA_ROOT), Path(settings.VAR))
    files = sorted(str(path.relative_to(place)) for place in folders for path in place.rglob("*"))
    return Part.objects.count(), PartUpload.objects.count(), [name for name in files if name != "part-uploads"]
