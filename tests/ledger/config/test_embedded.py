"""The embedded PostgreSQL: found running, asked twice, and with an application role that owns nothing."""

import os
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest
from django.conf import settings

from ledger.config import embedded

SERVER = Path(settings.ROOT) / "var" / "postgres-test"


@pytest.fixture(scope="module")
def started() -> embedded.Addresses:
    """The tests' own server, which runs already where other tests use it."""
    if {"DATABASE_URL", "DATABASE_OWNER_URL"} <= os.environ.keys():
        pytest.skip("the tests use a PostgreSQL of their own, so the embedded one is not started")
    return embedded.start(SERVER, database="henrei")


def asked(address: str, question: str) -> object:
    """The one answer to a question."""
    with psycopg.connect(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_asked_twice_it_is_the_same_server(started: embedded.Addresses) -> None:
    assert embedded.start(SERVER, database="henrei") == started


def test_each_address_leads_in_under_its_own_role(started: embedded.Addresses) -> None:
    roles = [asked(address, "SELECT current_user") for address in (started.owner, started.application)]
    assert roles == [embedded.OWNER_ROLE, embedded.APPLICATION_ROLE]


def test_neither_role_is_a_superuser(started: embedded.Addresses) -> None:
    question = "SELECT count(*) FROM pg_roles WHERE rolname IN ('henrei_owner', 'henrei_app') AND rolsuper"
    assert asked(started.owner, question) == 0


def test_the_application_can_make_neither_tables_databases_nor_roles(started: embedded.Addresses) -> None:
    with psycopg.connect(started.application, autocommit=True) as connection:
        for wish in ("CREATE TABLE public.mine (id int)", "CREATE DATABASE mine", "CREATE ROLE mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(wish.encode())


def test_the_server_keeps_what_it_says_it_kept(started: embedded.Addresses) -> None:
    kept = [asked(started.owner, f"SHOW {name}") for name in ("fsync", "full_page_writes", "data_checksums")]
    assert kept == ["on", "on", "on"]


def test_the_server_is_reached_through_this_machine_alone(started: embedded.Addresses) -> None:
    assert Path(unquote(started.owner.partition("host=")[2])).is_dir()
    assert asked(started.owner, "SHOW listen_addresses") in ("", "127.0.0.1", "localhost")


def test_addresses_are_announced_to_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("DATABASE_OWNER_URL", "")
    embedded.announce(embedded.Addresses(owner="postgresql://owner@/henrei", application="postgresql://app@/henrei"))
    told = (os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    assert told == ("postgresql://app@/henrei", "postgresql://owner@/henrei")
