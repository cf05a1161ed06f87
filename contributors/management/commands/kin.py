"""kin: does this picture repeat a given one, whose, and how?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandParser

from contributors import fingerprints, search
from contributors.management import door


class Command(door.Door):
    """Asks and keeps nothing. Found or not, the question was answered."""

    help = "Say which given pictures a picture repeats, wholly or possibly, whose they are, and how near."
    refusals: ClassVar = (fingerprints.PictureRefused,)

    def add_arguments(self, parser: CommandParser) -> None:
        """The picture that is asked about."""
        super().add_arguments(parser)
        parser.add_argument("file", help="the picture, for instance one that a model made")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Its kin, strongest first."""
        content = Path(str(options["file"])).read_bytes()
        kindred = search.repeats(fingerprints.read(content))
        return {"file": str(options["file"]), "kindred": len(kindred), "repeats": [_told(one) for one in kindred]}

    def tell(self, told: door.Words, *, as_json: bool) -> None:
        """As lines, one for each given picture."""
        repeats = told["repeats"]
        if as_json or not isinstance(repeats, Sequence) or isinstance(repeats, str):
            return super().tell(told, as_json=as_json)
        self.stdout.write("\n".join([_headline(told), *(_line(one) for one in repeats if isinstance(one, Mapping))]))
        return None


def _told(one: search.Repeat) -> door.Words:
    giver = one.image.contributor
    return {
        "tier": one.verdict.tier,
        "reason": one.verdict.reason,
        "distance_bits": one.verdict.distance_bits,
        "collection": one.image.collection,
        "path": one.image.path,
        "contributor": giver.name if giver else None,
        "state": one.image.state,
    }


def _headline(told: door.Words) -> str:
    return (
        f"{told['file']}: {told['kindred']} given pictures are kin to it"
        if told["kindred"]
        else (f"{told['file']}: no given picture is kin to it")
    )


def _line(one: door.Words) -> str:
    why = f"{one['tier']} {one['reason']}".strip()
    return f"{why}, {one['distance_bits']} bits: {one['collection']}/{one['path']} by {one['contributor'] or '-'}"
