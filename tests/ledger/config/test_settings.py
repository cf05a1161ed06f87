"""Settings come from the environment, and without one are safe on a machine of one's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.config.celery import application

READ = "contributors.read_slips"
ASK = """
import json, sys
from ledger.config import settings
names = sys.argv[1:]
print(json.dumps({name: getattr(settings, name, None) for name in names}, default=str))
"""


def told(folder: Path, *names: str, **environment: str) -> dict[str, object]:
    """What the settings are in a process of this environment alone."""
    kept = {"PATH": os.environ["PATH"], "HENREI_VAR": str(folder / "var"), **environment}
    asked = [sys.executable, "-c", ASK, *names]
    ended = subprocess.run(asked, env=kept, capture_output=True, text=True, timeout=60, check=True)
    answer: dict[str, object] = json.loads(ended.stdout)
    return answer


def test_without_any_word_nothing_is_open_to_others(tmp_path: Path) -> None:
    asked = ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "X_FRAME_OPTIONS", "CELERY_BROKER_URL")
    assert told(tmp_path, *asked) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "CSRF_TRUSTED_ORIGINS": [],
        "X_FRAME_OPTIONS": "DENY",
        "CELERY_BROKER_URL": "filesystem://",
    }


def test_secrets_are_made_once_and_are_not_one_another(tmp_path: Path) -> None:
    first = told(tmp_path, "SECRET_KEY", "HENREI_PAYOUT_KEY")
    assert told(tmp_path, "SECRET_KEY", "HENREI_PAYOUT_KEY") == first
    assert first["SECRET_KEY"] != first["HENREI_PAYOUT_KEY"]


def test_secrets_of_the_environment_leave_no_file(tmp_path: Path) -> None:
    read = told(tmp_path, "SECRET_KEY", "HENREI_PAYOUT_KEY", HENREI_SECRET_KEY="one", HENREI_PAYOUT_KEY="two")
    assert read == {"SECRET_KEY": "one", "HENREI_PAYOUT_KEY": "two"}
    assert not [file for file in (tmp_path / "var").rglob("*") if file.is_file()]


def test_hosts_and_origins_are_read_as_lists(tmp_path: Path) -> None:
    read = told(
        tmp_path,
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        HENREI_HOSTS="henrei.example,www.henrei.example",
        HENREI_ORIGINS="https://henrei.example",
    )
    assert read == {
        "ALLOWED_HOSTS": ["henrei.example", "www.henrei.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://henrei.example"],
    }


def test_reading_has_a_queue_of_its_own_and_a_worker_takes_from_both() -> None:
    queues = application.amqp.queues
    assert sorted(queues.consume_from) == ["celery", "reading"]
    assert {name: (queue.exchange.name, queue.routing_key) for name, queue in queues.items()} == {
        "celery": ("celery", "celery"),
        "reading": ("reading", "reading"),
    }
    sent_to = {name: application.amqp.router.route({}, name)["queue"].name for name in (READ, "contributors.rehash")}
    assert sent_to == {READ: "reading", "contributors.rehash": "celery"}


def test_a_broker_of_many_machines_needs_no_folder(tmp_path: Path) -> None:
    read = told(tmp_path, "CELERY_BROKER_URL", "CELERY_BROKER_TRANSPORT_OPTIONS", CELERY_BROKER_URL="redis://queue/0")
    assert read == {"CELERY_BROKER_URL": "redis://queue/0", "CELERY_BROKER_TRANSPORT_OPTIONS": None}
    assert not (tmp_path / "var" / "broker").exists()


@pytest.mark.parametrize(
    ("owner", "options"),
    [("", {"options": "-c role=henrei_app"}), ("postgresql://owner@db.example/henrei", {})],
    ids=["one address, stepping down", "an address for each"],
)
def test_the_application_never_works_as_the_owner(tmp_path: Path, owner: str, options: dict[str, str]) -> None:
    read = told(tmp_path, "DATABASES", DATABASE_URL="postgresql://app@db.example/henrei", DATABASE_OWNER_URL=owner)
    databases = read["DATABASES"]
    assert isinstance(databases, dict)
    assert databases["default"]["OPTIONS"] == options
    assert databases["owner"]["USER"] == ("owner" if owner else "app")
    assert databases["owner"]["OPTIONS"] == {}
