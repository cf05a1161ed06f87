"""Rewardless sources: collections in the public domain or licensed, each with its name, licence, address and note.

Who wrote or changed what is kept in the log that Django's admin keeps, with the words before and after.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from contributors.models import Source, User


class SourceUnknown(Exception):
    """No source has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no source is named {name[:100]!r}: add it first with add_source")
        self.name = name


class SourceUnfit(ValueError):
    """A source needs a name and a licence, and an address that can be one."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the source cannot be added: {reason}")
        self.reason = reason


class SourceKnownOtherwise(Exception):
    """The name belongs to a source with another licence, address or note."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            f"source {source.name!r} is known already, under licence {source.licence!r}: change it in the admin pages,"
            " or give another name"
        )
        self.source = source


@dataclass(frozen=True, slots=True)
class Described:
    """A source in words."""

    name: str
    licence: str
    address: str = ""
    note: str = ""


@transaction.atomic
def add(described: Described, *, by: User) -> Source:
    """Make a source known. Asked twice, done once. Raises SourceUnfit, SourceKnownOtherwise."""
    words = {word: told.strip() for word, told in asdict(described).items()}
    _refuse_unfit(words)
    source, is_new = Source.objects.get_or_create(name=words["name"], defaults=words)
    if (source.licence, source.address, source.note) != (words["licence"], words["address"], words["note"]):
        raise SourceKnownOtherwise(source)
    if is_new:
        _log(source, by)
    return source


def named(name: str) -> Source:
    """The source of that name. Raises SourceUnknown."""
    source = Source.objects.filter(name=name).first()
    if source is None:
        raise SourceUnknown(name)
    return source


def _refuse_unfit(words: Mapping[str, str]) -> None:
    try:
        Source(**words).full_clean(validate_unique=False)
    except ValidationError as error:
        told = "; ".join(f"{word}: {' '.join(reasons)}" for word, reasons in error.message_dict.items())
        raise SourceUnfit(told) from error


def _log(source: Source, by: User) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Source),
        object_id=str(source.pk),
        object_repr=str(source)[:200],
        action_flag=ADDITION,
        change_message=json.dumps([{"added": {}}]),
    )
