"""What every test stands on: a real PostgreSQL, migrated by the owner, used by the application role.

`db` tests run inside one transaction that is rolled back. `committed_db` tests commit for real, in a fresh copy
of the migrated database, because some guards speak only about committed transactions.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections
from django.utils import translation
from psycopg import sql
from pytest_django import DjangoDbBlocker, Settings

from ledger.config import databases, embedded

ALIASES = ("default", "owner")


def pytest_configure() -> None:
    """Hash passwords fast: they are invented here, and slowness is what guards real ones."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def point_to(addresses: embedded.Addresses) -> None:
    """Let Django's connections lead to these addresses."""
    for alias, url in zip(ALIASES, (addresses.application, addresses.owner), strict=True):
        connections[alias].close()
        connections[alias].settings_dict.update(databases.connection(url))
        connections[alias].settings_dict["CONN_MAX_AGE"] = 0


def copy_of(template: embedded.Addresses, server: embedded.Addresses, name: str) -> embedded.Addresses:
    """A fresh database with the template's tables."""
    source = psycopg.conninfo.conninfo_to_dict(template.owner)["dbname"]
    gone(server, name)
    with psycopg.connect(server.owner, autocommit=True) as owner:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        owner.execute(made.format(sql.Identifier(name), sql.Identifier(str(source))))
    return embedded.Addresses(named(template.owner, name), named(template.application, name))


def gone(server: embedded.Addresses, name: str) -> None:
    """Drop a database of ours, whoever of us is still connected.

    Each role ends its own connections. WITH (FORCE) would end an autovacuum worker too, which only a superuser
    may; without it PostgreSQL asks that worker to go and waits for it.
    """
    for address in (server.application, server.owner):
        with psycopg.connect(address, autocommit=True) as role:
            role.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
    with psycopg.connect(server.owner, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def named(address: str, database: str) -> str:
    """The address of another database of the same server, for the same role."""
    return psycopg.conninfo.make_conninfo(address, dbname=database)


@pytest.fixture(scope="session")
def worker() -> str:
    """Which of pytest's processes this is."""
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


@pytest.fixture(scope="session")
def server() -> embedded.Addresses:
    """The server's own database, where databases can be made: DATABASE_URL's, or the embedded one."""
    if "DATABASE_URL" in os.environ and "DATABASE_OWNER_URL" in os.environ:
        return embedded.Addresses(os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"])
    return embedded.start(Path(django_settings.ROOT) / "var" / "postgres-test", database="henrei")


@pytest.fixture(scope="session")
def template(
    server: embedded.Addresses, worker: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[embedded.Addresses]:
    """A migrated database that nobody works in; others are copied from it."""
    name = f"henrei_template_{worker}"
    with psycopg.connect(server.owner, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrated = embedded.Addresses(named(server.owner, name), named(server.application, name))
    with django_db_blocker.unblock():
        point_to(migrated)
        call_command("migrate", verbosity=0)
        for alias in ALIASES:
            connections[alias].close()
    yield migrated
    gone(server, name)


@pytest.fixture(scope="session")
def shared_database(
    server: embedded.Addresses, template: embedded.Addresses, worker: str
) -> Iterator[embedded.Addresses]:
    """The database of all tests that roll back."""
    name = f"henrei_shared_{worker}"
    yield copy_of(template, server, name)
    gone(server, name)


@pytest.fixture(scope="session")
def django_db_setup(shared_database: embedded.Addresses, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's own set-up, replaced: the application role could not create a database."""
    with django_db_blocker.unblock():
        point_to(shared_database)
    yield
    with django_db_blocker.unblock():
        for alias in ALIASES:
            connections[alias].close()


@pytest.fixture
def committed_db(
    server: embedded.Addresses,
    template: embedded.Addresses,
    shared_database: embedded.Addresses,
    worker: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[embedded.Addresses]:
    """A database of the test's own, where everything commits. Gives its addresses."""
    own = copy_of(template, server, f"henrei_own_{worker}")
    with django_db_blocker.unblock():
        point_to(own)
        yield own
        point_to(shared_database)
    gone(server, f"henrei_own_{worker}")


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Files that a test keeps are its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR = tmp_path / "var"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def nobodys_language() -> Iterator[None]:
    """No test speaks the language that the last request of another test asked for."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def house_folder() -> Iterator[Path]:
    """A folder for a house of its own, with its own embedded server.

    Not pytest's: each of its sessions shuts its folders to all others, and PostgreSQL runs as another user where
    the tests run as root.
    """
    with TemporaryDirectory(prefix="henrei-house-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real pictures and manifests beside the project; the test is left out where they are not there."""
    folder = Path(django_settings.ROOT).parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not beside the project")
    return folder
