"""Tokens by the run's page: made and shown once, revoked, and never shown again."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from contributors.models import Role
from contributors.people import hire
from ledger.models import RunToken
from ledger.training import run_tokens
from tests import story
from tests.ledger.web import staff_scene
from tests.ledger.web.test_staff_runs import registered

pytestmark = pytest.mark.django_db

PAGE = "/staff/runs/yuki/tokens/"
MAKE = {"step": "make", "label": "the cluster in Sendai", "days": "30"}


@pytest.fixture
def treasurer() -> Client:
    registered("yuki")
    return staff_scene.client_of(hire("cy", roles=[Role.TREASURER]))


def secret_on(page: str) -> str:
    found = re.search(r"hrt_[A-Za-z0-9_-]{43}", page)
    assert found is not None
    return found[0]


def test_a_token_is_made_and_shown_once(treasurer: Client) -> None:
    answer = treasurer.post(PAGE, MAKE)
    secret = secret_on(answer.content.decode())
    assert "no-store" in answer.headers["Cache-Control"]
    token = RunToken.objects.get()
    assert (token.label, token.made_by.username, token.expires_at - token.made_at) == (
        "the cluster in Sendai",
        "cy",
        timedelta(days=30),
    )
    page = treasurer.get(PAGE).content.decode()
    assert secret not in page and token.prefix in page
    assert Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/runs/yuki").status_code == 200


def test_a_token_is_revoked_once_and_opens_nothing(treasurer: Client) -> None:
    secret = secret_on(treasurer.post(PAGE, MAKE).content.decode())
    number = str(RunToken.objects.get().pk)
    for _turn in range(2):
        answer = treasurer.post(PAGE, {"step": "revoke", "number": number}, follow=True)
    assert "is revoked and opens nothing any more" in answer.content.decode()
    assert Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/runs/yuki").status_code == 401


@pytest.mark.parametrize("words", [{"label": ""}, {"days": "0"}, {"days": "367"}, {"days": "x"}, {"label": "a" * 101}])
def test_terms_that_are_none_make_no_token(treasurer: Client, words: dict[str, str]) -> None:
    assert treasurer.post(PAGE, MAKE | words).status_code == 200
    assert not RunToken.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.ADMIN])
def test_other_roles_look_and_make_none(treasurer: Client, role: Role) -> None:
    browser = staff_scene.client_of(hire("somebody", roles=[role]))
    assert "You may look." in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, MAKE).status_code == 403
    assert not RunToken.objects.exists()


def test_strangers_wrong_words_and_wrong_methods_are_turned_away(treasurer: Client) -> None:
    assert staff_scene.stranger().post(PAGE, MAKE).status_code == 302
    assert staff_scene.contributor().post(PAGE, MAKE).status_code == 403
    assert treasurer.get("/staff/runs/nobody/tokens/").status_code == 404
    assert treasurer.post(PAGE, {"step": "burn"}).status_code == 400
    for number in ("", "x", "9" * 30, "77"):
        assert treasurer.post(PAGE, {"step": "revoke", "number": number}).status_code == 404
    assert treasurer.delete(PAGE).status_code == 405
    assert not RunToken.objects.exists()


def test_a_token_of_another_run_is_not_revoked_here(treasurer: Client) -> None:
    issued = run_tokens.issue(registered("nagi"), label="x", by=staff_scene.eve(), at=story.NOON)
    assert treasurer.post(PAGE, {"step": "revoke", "number": str(issued.token.pk)}).status_code == 404
    assert RunToken.objects.get().revoked_at is None


def test_the_database_lets_no_token_change_or_go() -> None:
    token = run_tokens.issue(registered("yuki"), label="x", by=staff_scene.eve(), at=story.NOON).token
    run_tokens.revoke(token, by=staff_scene.eve(), at=story.NOON)
    tokens = RunToken.objects.filter(pk=token.pk)
    changes = ({"expires_at": story.NOON + timedelta(days=999)}, {"label": "y"}, {"run": registered("nagi")})
    for change in changes:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            tokens.update(**change)
    with pytest.raises(IntegrityError, match="make another"), transaction.atomic():
        tokens.update(revoked_at=None, revoked_by=None)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        tokens.delete()
    assert RunToken.objects.get().revoked_at == story.NOON
