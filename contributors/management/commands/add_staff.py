"""add_staff: make a member of staff with roles, and show the password they sign in with the first time."""

import secrets
from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandParser

from contributors import people
from contributors.management import door
from contributors.models import Role, User

PASSWORD_BYTES = 12


class Command(door.Door):
    """Whoever is known already keeps their password and gains the roles they lack."""

    help = "Create a member of staff with one or more roles; the password is shown this once."
    refusals: ClassVar = (people.UsernameUnfit, people.UserIsContributor)

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and what they may do."""
        super().add_arguments(parser)
        parser.add_argument("user", help="the name they sign in with")
        parser.add_argument("--role", choices=Role.values, action="append", required=True, help="may be given again")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Hire them."""
        username, wanted = str(options["user"]), options["role"]
        is_new = not User.objects.filter(username=username).exists()
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        roles = [Role(word) for word in wanted] if isinstance(wanted, list) else []
        user = people.hire(username, roles=roles, password=password)
        told = {"user": user.username, "roles": sorted(user.staff_roles.values_list("role", flat=True))}
        return {**told, "password": password} if is_new else {**told, "password": None}
