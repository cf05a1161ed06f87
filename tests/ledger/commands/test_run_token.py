"""run_token makes, lists and revokes tokens of a run."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contributors.models import Role
from contributors.people import hire
from ledger.models import RunToken
from tests.ledger.commands import speaking
from tests.ledger.web.test_staff_runs import registered

pytestmark = pytest.mark.django_db


def test_a_token_is_made_listed_and_revoked() -> None:
    registered("yuki")
    hire("cy", roles=[Role.TREASURER])
    made = speaking.asked("run_token", "yuki", "--by", "cy", "--days", "7")
    client = Client(headers={"authorization": f"Bearer {made['token']}"})
    assert client.get("/api/v1/runs/yuki").status_code == 200
    listed = speaking.asked("run_token", "yuki", "--list")
    assert isinstance(listed["tokens"], list)
    assert [one["prefix"] for one in listed["tokens"]] == [made["prefix"]]
    assert str(made["token"]) not in str(listed)
    revoked = speaking.asked("run_token", "yuki", "--revoke", str(made["number"]), "--by", "cy")
    assert revoked["revoked_at"]
    assert client.get("/api/v1/runs/yuki").status_code == 401


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nobody", "--by", "cy"], "no run is named"),
        (["yuki"], "--by"),
        (["yuki", "--by", "bo"], "bo"),
        (["yuki", "--by", "cy", "--days", "0"], "1 to 366 days"),
        (["yuki", "--by", "cy", "--label", ""], "a label"),
        (["yuki", "--by", "cy", "--revoke", "77"], "has no token 77"),
    ],
)
def test_what_cannot_be_is_refused(words: list[str], told: str) -> None:
    registered("yuki")
    hire("cy", roles=[Role.TREASURER])
    hire("bo", roles=[Role.REVIEWER])
    with pytest.raises(CommandError, match=told):
        call_command("run_token", *words)
    assert not RunToken.objects.exists()
