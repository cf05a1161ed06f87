"""publish: publish the credits as they stand, as a new edition."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from credits import publish, roll


class Command(door.Door):
    """Publishing what the last edition already says adds nothing."""

    help = "Publish a new edition of the credits."
    refusals: ClassVar = (publish.NothingToThank, publish.EveryRunKeptBack, people.UserUnknown, people.RoleMissing)

    def add_arguments(self, parser: CommandParser) -> None:
        """Who publishes."""
        super().add_arguments(parser)
        parser.add_argument("--by", required=True, metavar="USER", help="the administrator who publishes")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Publish."""
        by = people.staff(str(options["by"]), Role.ADMIN)
        published = publish.publish(by=by, at=now())
        edition = published.edition
        return {
            "edition": edition.number,
            "new": published.is_new,
            "names": roll.names_in(edition),
            "kept_back": [run.name for run in published.kept_back],
            "url": f"{settings.HENREI_SITE_URL}{reverse('edition', kwargs={'number': edition.number})}",
        }
