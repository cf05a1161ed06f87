"""model_card: what a run learned from, as a block for a model card, as Croissant or as W3C PROV."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser

from contributors.management import door
from credits import carding
from credits.cards import croissant, hugging_face, prov
from credits.cards.card import Card
from ledger.training import alarms, runs

FORMATS: Mapping[str, Callable[[Card], str]] = {
    "hf": hugging_face.written,
    "croissant": croissant.written,
    "prov": prov.written,
}


class Command(door.Door):
    """People are named as they choose today; no count of one person is told."""

    help = "Write what a matched run learned from: a Hugging Face model-card block, Croissant or W3C PROV."
    refusals: ClassVar = (runs.RunUnknown, carding.RunNotMatched, alarms.AlarmOpen, alarms.NotToBePublished)

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, the format, and where to write."""
        super().add_arguments(parser)
        parser.add_argument("name", metavar="RUN", help="the matched run")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--out", metavar="FILE", help="write to this file; otherwise the card is the answer")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Write it; the file appears whole or not at all."""
        form = str(options["format"])
        card = carding.of(str(options["name"]))
        text = FORMATS[form](card)
        out = door.given_path(options, "out")
        told: dict[str, door.Value] = {"run": card.run, "format": form}
        if out is None:
            return {**told, "card": text}
        if out.is_dir() or not out.parent.is_dir():
            raise CommandError(f"{out} cannot be written: name a file in a folder that is there")
        unfinished = out.with_name(out.name + ".part")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(out)
        return {**told, "file": str(out)}

    def tell(self, told: door.Words, *, as_json: bool) -> None:
        """The card alone, as it is, where a person or a pipe asked for it."""
        card = told.get("card")
        if as_json or not isinstance(card, str):
            super().tell(told, as_json=as_json)
        else:
            self.stdout.write(card, ending="")
