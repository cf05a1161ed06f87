"""One book for all attacks, built once; races, which somebody wins, get a copy each."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from ledger.config import embedded
from tests.conftest import copy_of, point_to
from tests.refusals import three_months
from tests.refusals.attacks import Book

DISK = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(scope="session")
def untouched(
    server: embedded.Addresses,
    template: embedded.Addresses,
    shared_database: embedded.Addresses,
    worker: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Book:
    """Three months, committed. Nobody works here; others are copied from it."""
    folder = tmp_path_factory.mktemp("three_months")
    own = copy_of(template, server, f"henrei_untouched_{worker}")
    with django_db_blocker.unblock(), on_disk(folder):
        point_to(own)
        facts = three_months.build(folder)
        point_to(shared_database)
    book = Book(own, facts, built={}, renew=list)
    return replace(book, built=book.rows())


@pytest.fixture(scope="session")
def book(server: embedded.Addresses, untouched: Book, worker: str) -> Book:
    """The book that all attacks meet: none of them may change it, so none needs its own."""
    renew = partial(copy_of, untouched.addresses, server, f"henrei_attacked_{worker}")
    return replace(untouched, addresses=renew(), renew=renew)


@pytest.fixture
def own_book(server: embedded.Addresses, untouched: Book, worker: str) -> Book:
    """A copy that may change: somebody has to win a race."""
    return replace(untouched, addresses=copy_of(untouched.addresses, server, f"henrei_raced_{worker}"))


def on_disk(folder: Path) -> override_settings:
    """Files of the scene lie in its own folder."""
    return override_settings(MEDIA_ROOT=folder / "media", VAR=folder / "var", STORAGES=DISK)
