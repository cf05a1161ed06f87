"""What every command shares: one JSON object with --json, one clear line when refused, exit 0, 1 or 2.

A command is a door: it reads its options, calls one room, and tells the answer.
"""

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, TypeVar

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.timezone import get_current_timezone, make_aware, now

Words = Mapping[str, "Value"]
Value = str | int | bool | None | Sequence["Value"] | Words
Day = TypeVar("Day", bound=date)

# A day outside of these years is a slip of the keyboard, and some are beyond what a calendar can add to.
FIRST_YEAR, LAST_YEAR = 1990, 2199


class Door(BaseCommand):
    """A command that answers with words: shown as lines, or as one JSON object."""

    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Every command speaks JSON when asked."""
        parser.add_argument("--json", action="store_true", help="answer with one JSON object on standard output")

    def handle(self, *args: str, **options: object) -> None:
        """Answer, or say in one line why not."""
        refuse_unfit_text(options)
        try:
            told = self.answer(options)
        except self.refusals as refusal:
            raise CommandError(one_line(str(refusal))) from refusal
        except CommandError as refusal:
            raise CommandError(one_line(str(refusal))) from refusal
        except OSError as error:
            raise _file_refused(error) from error
        except (OperationalError, ProgrammingError) as error:
            raise _database_refused(error) from error
        self.tell(told, as_json=bool(options["json"]))

    def tell(self, told: Words, *, as_json: bool) -> None:
        """The answer on standard output."""
        self.stdout.write(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines(told)))

    def answer(self, options: Mapping[str, object]) -> Words:
        """What the command did, as words."""
        raise NotImplementedError


def lines(told: Words) -> list[str]:
    """The answer for a person: a line for each word."""
    return [f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in told.items()]


def one_line(told: str) -> str:
    """The same in one line, whatever file names and foreign messages brought into it."""
    return " ".join(told.split())


def refuse_unfit_text(options: Mapping[str, object]) -> None:
    """Raise CommandError where an option holds what neither PostgreSQL nor a page can: a zero byte, or no UTF-8."""
    for name, given in options.items():
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, str | Path) and not _is_text(str(one)):
                raise CommandError(f"{name} holds a zero byte or bytes that are not UTF-8: nothing was done")


def moment(text: str) -> datetime:
    """An ISO 8601 moment; without an offset it is of the site's time zone."""
    try:
        read = _within_reach(datetime.fromisoformat(text))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no moment: write it as 2026-10-15T09:00+09:00") from error
    return read if read.tzinfo else make_aware(read, get_current_timezone())


def day(text: str) -> date:
    """An ISO 8601 day."""
    try:
        return _within_reach(date.fromisoformat(text))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day: write it as 2026-10-31") from error


def given_moment(options: Mapping[str, object], name: str) -> datetime:
    """The moment of an option, or now."""
    given = options.get(name)
    return given if isinstance(given, datetime) else now()


def chosen_day(options: Mapping[str, object], name: str) -> date | None:
    """The day of an option, if one was given."""
    given = options.get(name)
    return given if isinstance(given, date) else None


def given_day(options: Mapping[str, object], name: str) -> date:
    """The day of an option, or today."""
    return chosen_day(options, name) or now().astimezone(get_current_timezone()).date()


def given_path(options: Mapping[str, object], name: str) -> Path | None:
    """The path of an option, if one was given."""
    given = options.get(name)
    return Path(given) if isinstance(given, str | Path) and str(given) else None


def _is_text(given: str) -> bool:
    return not any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in given)


def _within_reach(read: Day) -> Day:
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError(f"the year {read.year} is not within {FIRST_YEAR} to {LAST_YEAR}")
    return read


def _file_refused(error: OSError) -> CommandError:
    """What the system says of a file. An error that names no file is none of the caller's making."""
    if error.filename is None:
        raise error
    return CommandError(one_line(f"{error.filename} cannot be used: {error.strerror}"))


def _database_refused(error: OperationalError | ProgrammingError) -> CommandError:
    if isinstance(error, OperationalError):
        return CommandError(one_line(f"the database could not do it: {error}"))
    if isinstance(error.__cause__, psycopg.errors.UndefinedTable):
        return CommandError("the database has no tables yet: run manage.py migrate first")
    raise error


def _shown(value: Value) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_shown(inner) for inner in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
