"""What every command shares: one JSON object with --json, one clear line when refused, exit 0, 1 or 2.

A command is a door: it reads its options, calls one room, and tells the answer.
"""

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import get_current_timezone, make_aware, now

Words = Mapping[str, "Value"]
Value = str | int | bool | None | Sequence["Value"] | Words


class Door(BaseCommand):
    """A command that answers with words: shown as lines, or as one JSON object."""

    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Every command speaks JSON when asked."""
        parser.add_argument("--json", action="store_true", help="answer with one JSON object on standard output")

    def handle(self, *args: str, **options: object) -> None:
        """Answer, or say in one line why not."""
        try:
            told = self.answer(options)
        except self.refusals as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(lines(told)))

    def answer(self, options: Mapping[str, object]) -> Words:
        """What the command did, as words."""
        raise NotImplementedError


def lines(told: Words) -> list[str]:
    """The answer for a person: a line for each word."""
    return [f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in told.items()]


def moment(text: str) -> datetime:
    """An ISO 8601 moment; without an offset it is of the site's time zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no moment: write it as 2026-10-15T09:00+09:00") from error
    return read if read.tzinfo else make_aware(read, get_current_timezone())


def day(text: str) -> date:
    """An ISO 8601 day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day: write it as 2026-10-31") from error


def given_moment(options: Mapping[str, object], name: str) -> datetime:
    """The moment of an option, or now."""
    given = options.get(name)
    return given if isinstance(given, datetime) else now()


def given_day(options: Mapping[str, object], name: str) -> date:
    """The day of an option, or today."""
    given = options.get(name)
    return given if isinstance(given, date) else now().astimezone(get_current_timezone()).date()


def given_path(options: Mapping[str, object], name: str) -> Path | None:
    """The path of an option, if one was given."""
    given = options.get(name)
    return Path(given) if isinstance(given, str | Path) and str(given) else None


def _shown(value: Value) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_shown(inner) for inner in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
