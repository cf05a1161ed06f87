"""Accounts elsewhere: approved by staff for a contributor, followed from then on, ended at a moment.

What of an account may be taken is the person's consent to say; without one in force nothing is even asked.
"""

import re
from datetime import datetime

from django.db import transaction

from contributors.models import CollectorAccount, Contributor, Platform, User

NUMBER = re.compile(r"\A[1-9][0-9]{0,19}\Z", re.ASCII)
MOST_NAME_CHARACTERS = 100


class NumberUnfit(ValueError):
    """An account is known by its number, for its name may change hands."""

    def __init__(self, given: str) -> None:
        super().__init__(f"{given[:40]!r} is no account's number: give its 1 to 20 digits, not its name")
        self.given = given


class NameUnfit(ValueError):
    """An account is shown by its name."""

    def __init__(self, given: str) -> None:
        super().__init__(f"{given[:40]!r} is no name: give 1 to {MOST_NAME_CHARACTERS} characters")
        self.given = given


class GiverUnfit(Exception):
    """The contributor cannot give yet, or no longer."""

    def __init__(self, contributor: Contributor) -> None:
        super().__init__(f"{contributor.name} is not verified, or has left: no account of theirs is followed")
        self.contributor = contributor


class StandsForAnother(Exception):
    """The account is followed as somebody else's."""

    def __init__(self, account: CollectorAccount) -> None:
        super().__init__(f"{account} is followed as {account.contributor.name}'s: end that first")
        self.account = account


class EndedAlready(Exception):
    """The account is followed no longer."""

    def __init__(self, account: CollectorAccount) -> None:
        super().__init__(f"{account} is followed no longer: nothing was changed")
        self.account = account


@transaction.atomic
def approve(
    contributor: Contributor, *, platform: Platform, outside_id: str, name: str, by: User, at: datetime
) -> CollectorAccount:
    """Follow an account from ``at`` on. Asked twice, done once; a new name replaces the one it was known by.

    Raises NumberUnfit, NameUnfit, GiverUnfit, StandsForAnother.
    """
    name = " ".join(name.split()).lstrip("@")
    _refuse_unfit(contributor, outside_id, name)
    account, _is_new = CollectorAccount.objects.select_related("contributor").get_or_create(
        platform=platform,
        outside_id=outside_id,
        ended_at=None,
        defaults={"contributor": contributor, "name": name, "approved_at": at, "approved_by": by},
    )
    if account.contributor_id != contributor.pk:
        raise StandsForAnother(account)
    account.name = name
    account.save(update_fields=["name"])
    return account


@transaction.atomic
def end(account: CollectorAccount, *, by: User, at: datetime) -> CollectorAccount:
    """Follow an account no longer from ``at`` on; what was given stays given. Raises EndedAlready."""
    held = CollectorAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if held.ended_at is not None:
        raise EndedAlready(held)
    held.ended_at, held.ended_by = at, by
    held.save(update_fields=["ended_at", "ended_by"])
    return held


def _refuse_unfit(contributor: Contributor, outside_id: str, name: str) -> None:
    if not NUMBER.fullmatch(outside_id):
        raise NumberUnfit(outside_id)
    if not 1 <= len(name) <= MOST_NAME_CHARACTERS or not name.isprintable():
        raise NameUnfit(name)
    if contributor.verified_at is None or contributor.left_at is not None:
        raise GiverUnfit(contributor)
