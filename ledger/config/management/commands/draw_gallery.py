"""draw_gallery: draw the demonstration's pictures, index and manifests into a folder."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser

from contributors.management import door
from ledger.config.demonstration import dataset


class Command(door.Door):
    """The same pictures every time; a folder that holds them already is left as it is."""

    help = "Draw the demonstration's gallery and its training run into a folder."
    refusals: ClassVar = (dataset.PlaceTaken,)

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to draw."""
        super().add_arguments(parser)
        parser.add_argument("folder", help="a new folder, or one drawn earlier")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Draw."""
        folder = door.given_path(options, "folder")
        if folder is None:
            raise CommandError("name the folder to draw into")
        drawn = dataset.draw(folder)
        return {"folder": str(drawn), "collection": dataset.COLLECTION, "run": dataset.RUN}
