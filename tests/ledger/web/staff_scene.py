"""What tests of the staff's pages stand on: the cast signed in, the doors, and a broker that is the test itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.test import Client
from django.utils.timezone import localdate

from contributors import people
from contributors.models import Contributor, Role, User
from ledger.config.celery import application
from ledger.models import Answer, Batch, Closing, Entry, Payout, PayoutFile, Period, Settlement
from ledger.payouts import bank_days
from tests import story

TABLES = (Answer, Batch, Closing, Entry, Payout, PayoutFile, Period, Settlement)


def client_of(user: User) -> Client:
    """A browser signed in as the user, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user)
    return browser


def stranger() -> Client:
    """A browser that nobody signed in with."""
    return Client(headers={"accept-language": "en"})


def contributor() -> Client:
    """Zoe's browser: she gives pictures and is no member of staff."""
    zoe = Contributor.objects.create(handle="test:zoe", name="Zoe", joined_at=story.NOON)
    return client_of(people.sign_in_as(zoe, "zoe", password="a pass phrase"))


def eve() -> User:
    """Eve the administrator."""
    return people.hire("eve", roles=[Role.ADMIN])


def kai() -> User:
    """Kai, who is treasurer and approver at once."""
    return people.hire("kai", roles=[Role.TREASURER, Role.APPROVER])


def transfer_day() -> date:
    """A bank day from today on."""
    return bank_days.on_or_after(localdate())


def rows() -> dict[str, int]:
    """How many rows each table of the month has."""
    return {table.__name__: table.objects.count() for table in TABLES}


def open_month(tmp_path: Path) -> story.Month:
    """April with a settled run, not closed."""
    return story.month(tmp_path)


@contextmanager
def eager() -> Iterator[None]:
    """Tasks are carried out as they are sent."""
    application.conf.task_always_eager = application.conf.task_eager_propagates = True
    try:
        yield
    finally:
        application.conf.task_always_eager = application.conf.task_eager_propagates = False
