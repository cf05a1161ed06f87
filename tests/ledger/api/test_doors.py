"""The doors turn away strangers, tokens of others, wrong methods and unknown uploads, and say so as problem+json."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import now

from ledger.models import RunToken
from ledger.training import run_tokens
from tests import story
from tests.ledger.api import sending_scene as scene

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

UPLOAD = f"{scene.PARTS}/uploads/{UUID(int=7)}"
Knock: TypeAlias = "Callable[[Client], Answer]"
KNOCKS: list[Knock] = [
    lambda client: client.get(scene.PARTS),
    lambda client: client.post(scene.PARTS, scene.part(), "application/x-ndjson"),
    lambda client: client.patch(UPLOAD, b"", "application/partial-upload", headers={"upload-offset": "0"}),
    lambda client: client.delete(UPLOAD),
]
knocks = pytest.mark.parametrize("knock", KNOCKS, ids=["look", "send", "go on", "give up"])


@knocks
def test_a_stranger_is_asked_for_a_token(knock: Knock) -> None:
    scene.registered()
    answer = knock(Client())
    assert (scene.problem(answer)["status"], answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert scene.kept() == (0, 0, [])


@knocks
@pytest.mark.parametrize("secret", ["hrt_" + "a" * 43, "", "a b", "\\xff", "Basic"])
def test_a_token_that_nobody_made_opens_nothing(knock: Knock, secret: str) -> None:
    scene.sender()
    assert knock(Client(headers={"authorization": f"Bearer {secret}"})).status_code == 401
    assert scene.kept() == (0, 0, [])


@knocks
def test_a_token_of_another_run_is_refused_without_saying_which_runs_there_are(knock: Knock) -> None:
    sender = scene.sender(scene.registered("nagi"))
    unknown = scene.problem(knock(sender.client))
    scene.registered()
    assert scene.problem(knock(sender.client)) == unknown
    assert unknown["status"] == 403
    assert scene.kept() == (0, 0, [])


def test_a_token_of_another_run_reaches_no_upload_of_this_one() -> None:
    address = scene.sender().begin().headers["Location"]
    other = scene.sender(scene.registered("nagi")).client
    assert other.head(address).status_code == 403
    assert other.head(address.replace(scene.RUN, "nagi")).status_code == 404


def test_a_login_is_no_token() -> None:
    scene.registered()
    browser = Client()
    browser.force_login(scene.maker())
    assert browser.get(scene.PARTS).status_code == 401


def test_an_expired_token_is_refused() -> None:
    sender = scene.sender(days_ago=91)
    answer = sender.post(scene.part())
    assert "expired" in str(scene.problem(answer)["detail"])
    assert answer.status_code == 401
    assert scene.kept() == (0, 0, [])


def test_a_revoked_token_is_refused_at_once() -> None:
    sender = scene.sender()
    assert sender.client.get(scene.PARTS).status_code == 200
    run_tokens.revoke(RunToken.objects.get(), by=scene.maker(), at=now())
    assert "revoked" in str(scene.problem(sender.client.get(scene.PARTS))["detail"])


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods_are_told(method: str) -> None:
    client = scene.sender().client
    assert scene.problem(getattr(client, method)(scene.PARTS))["status"] == 405
    assert getattr(client, method)("/api/v1/runs/shio-1").status_code == 405
    assert client.get(UPLOAD).status_code == client.post(UPLOAD).status_code == 405


def test_an_upload_that_is_not_there_is_not_found() -> None:
    client = scene.sender().client
    assert client.head(UPLOAD).status_code == 404
    assert scene.problem(client.delete(UPLOAD))["type"] == "/problems/upload-unknown"


def test_whoever_fails_too_often_waits_and_nobody_else_does() -> None:
    sender = scene.sender()
    wrong = Client(headers={"authorization": "Bearer hrt_wrong"})
    assert {wrong.get(scene.PARTS).status_code for _ in range(30)} == {401}
    answer = wrong.get(scene.PARTS)
    assert (scene.problem(answer)["status"], "Retry-After" in answer.headers) == (429, True)
    assert wrong.get(scene.PARTS, headers={"x-forwarded-for": "192.0.2.9"}).status_code == 429
    assert sender.client.get(scene.PARTS, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_right_tokens_are_asked_for_as_often_as_it_takes() -> None:
    client = scene.sender().client
    assert {client.get("/api/v1/runs/shio-1").status_code for _ in range(40)} == {200}


def test_using_a_token_is_noted() -> None:
    sender = scene.sender()
    assert RunToken.objects.get().last_used_at is None
    sender.client.get(scene.PARTS)
    noted = RunToken.objects.get().last_used_at
    assert noted is not None and now() - noted < timedelta(minutes=5)


def test_no_token_is_kept_or_represented_in_words_that_open(caplog: pytest.LogCaptureFixture) -> None:
    issued = run_tokens.issue(scene.registered(), label="cluster", by=scene.maker(), at=story.NOON)
    kept = {str(value) for value in RunToken.objects.values().get().values()}
    assert not any(issued.secret in told for told in (*kept, repr(issued), str(issued.token)))
    Client(headers={"authorization": f"Bearer {issued.secret}"}).get(scene.PARTS)
    assert issued.secret not in caplog.text
