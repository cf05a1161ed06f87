"""April in three keepings: rolled back after the test, the same in the owner's hands, and committed for real."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from ledger.config import embedded
from tests.conftest import copy_of, point_to
from tests.ledger import april as april_story
from tests.ledger.april import April

# No test decides by the clock, and a busy machine is slow at times.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

DISK = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@dataclass(frozen=True)
class Built:
    """Where April lies."""

    addresses: embedded.Addresses
    april: April


@pytest.fixture(scope="session")
def built(
    server: embedded.Addresses,
    template: embedded.Addresses,
    shared_database: embedded.Addresses,
    worker: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """April, committed once for all tests, in which nothing commits again."""
    folder = tmp_path_factory.mktemp("april")
    own = copy_of(template, server, f"henrei_april_{worker}")
    with django_db_blocker.unblock(), override_settings(**kept_in(folder)):
        point_to(own)
        april = april_story.build(folder)
        point_to(shared_database)
    return Built(own, april)


@pytest.fixture
def april(
    built: Built, shared_database: embedded.Addresses, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> Iterator[April]:
    """April as the application meets it; what the test does is rolled back."""
    yield from rolled_back(built.addresses, built, shared_database, django_db_blocker, settings)


@pytest.fixture
def owners_april(
    built: Built, shared_database: embedded.Addresses, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> Iterator[April]:
    """April in the hands of somebody who can take the guards down; what the test does is rolled back."""
    owner = built.addresses.owner
    yield from rolled_back(embedded.Addresses(owner, owner), built, shared_database, django_db_blocker, settings)


@pytest.fixture
def committed_april(
    server: embedded.Addresses,
    built: Built,
    shared_database: embedded.Addresses,
    worker: str,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
) -> Iterator[April]:
    """A copy of April of the test's own, where everything commits and others can work beside it."""
    own = copy_of(built.addresses, server, f"henrei_april_own_{worker}")
    keep_in(built.april.folder, settings)
    with django_db_blocker.unblock():
        point_to(own)
        yield built.april
        point_to(shared_database)


def rolled_back(
    addresses: embedded.Addresses,
    built: Built,
    after: embedded.Addresses,
    blocker: DjangoDbBlocker,
    settings: Settings,
) -> Iterator[April]:
    """April at these addresses, in one transaction that ends in nothing."""
    keep_in(built.april.folder, settings)
    with blocker.unblock():
        point_to(addresses)
        try:
            with transaction.atomic():
                yield built.april
                transaction.set_rollback(True)
        finally:
            point_to(after)


def keep_in(folder: Path, settings: Settings) -> None:
    """The store that April's parts and pictures lie in."""
    settings.MEDIA_ROOT, settings.VAR = folder / "media", folder / "var"


def kept_in(folder: Path) -> dict[str, object]:
    """The same before there is a test."""
    return {"MEDIA_ROOT": folder / "media", "VAR": folder / "var", "STORAGES": DISK}
