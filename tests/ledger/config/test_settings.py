"""Settings come from the environment, and without one are safe on a machine of one's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from ledger.config import mail, schedule
from ledger.config.celery import application
from ledger.config.unfit import SettingUnfit

ROOT = Path(settings.ROOT)
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


@pytest.mark.parametrize("every", ["", " "])
def test_nothing_is_collected_by_the_clock_unless_it_is_said(tmp_path: Path, every: str) -> None:
    assert told(tmp_path, "CELERY_BEAT_SCHEDULE", HENREI_COLLECT_EVERY=every) == {"CELERY_BEAT_SCHEDULE": {}}


@pytest.mark.parametrize(("every", "interval"), [("15m", "0:15:00"), ("6h", "6:00:00"), ("30d", "30 days, 0:00:00")])
def test_collecting_is_scheduled_as_often_as_it_is_said(tmp_path: Path, every: str, interval: str) -> None:
    read = told(tmp_path, "CELERY_BEAT_SCHEDULE", HENREI_COLLECT_EVERY=every)
    entry = {"task": "contributors.collect_all", "schedule": interval}
    assert read == {"CELERY_BEAT_SCHEDULE": {"collect": entry}}


@pytest.mark.parametrize("every", ["6", "6x", "0h", "-6h", "14m", "31d", "99999d", "6h 30m", "六時間", "٦h", "6H"])
def test_an_interval_that_is_none_is_refused(every: str) -> None:
    with pytest.raises(SettingUnfit, match=r"HENREI_COLLECT_EVERY is .*write it as 30m, 6h or 2d"):
        schedule.entries(collect_every=every)


def test_without_a_mail_server_letters_are_files(tmp_path: Path) -> None:
    read = told(tmp_path, "EMAIL_BACKEND", "EMAIL_FILE_PATH", "DEFAULT_FROM_EMAIL")
    assert read == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path / "var" / "mail"),
        "DEFAULT_FROM_EMAIL": "henrei@localhost",
    }


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp+tls://post:p%40ss%2Fword@mail.example", ("mail.example", 587, "post", "p@ss/word", True, False)),
        (
            "smtps://post%40mail.example:x@mail.example:4650/",
            ("mail.example", 4650, "post@mail.example", "x", False, True),
        ),
    ],
)
def test_a_mail_server_is_read_from_its_url(
    tmp_path: Path, url: str, server: tuple[str, int, str, str, bool, bool]
) -> None:
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    read = told(tmp_path, "EMAIL_BACKEND", *(f"EMAIL_{name}" for name in names), EMAIL_URL=url)
    assert read.pop("EMAIL_BACKEND") == "django.core.mail.backends.smtp.EmailBackend"
    assert tuple(read.values()) == server


@pytest.mark.parametrize(
    "url", ["mail.example", "http://x:secret@mail.example", "smtp://:secret@", "smtps://x:secret@mail.example:many"]
)
def test_a_url_of_no_mail_server_is_refused_and_its_password_is_not_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingUnfit, match="EMAIL_URL is no mail server's address") as refused:
        mail.server(url, folder=tmp_path)
    assert "secret" not in str(refused.value)


def test_what_is_unfit_is_said_in_one_line_and_nothing_starts(tmp_path: Path) -> None:
    environment = {**os.environ, "HENREI_VAR": str(tmp_path), "DATABASE_URL": "postgresql:///nowhere"}
    asked = [sys.executable, "manage.py", "serve"]
    ended = subprocess.run(
        asked,
        cwd=ROOT,
        env={**environment, "HENREI_COLLECT_EVERY": "often"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    wanted = "write it as 30m, 6h or 2d, from 15m to 30d, or leave it empty"
    assert ended.stderr == f"HENREI_COLLECT_EVERY is 'often', which cannot be used: {wanted}\n"


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
