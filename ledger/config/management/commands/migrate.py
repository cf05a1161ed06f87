"""Django's migrate, done by the owner of the tables, with the application's rights granted first."""

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from ledger.config import roles


class Command(migrate.Command):
    """Migrates as the owner role; the application role never creates or changes a table."""

    def add_arguments(self, parser: CommandParser) -> None:
        """As Django's, with the owner's connection as the usual one."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: str, **options: object) -> None:
        """Grant, then migrate."""
        roles.grant(connections[str(options["database"])])
        super().handle(*args, **options)
