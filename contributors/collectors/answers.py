"""Answers: reading what an API said, field by field, each by its kind.

Takes what a JSON reader gave and gives words, numbers, lists and moments; refuses what is not as documented.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

Fields = Mapping[str, object]
NONE: Fields = {}


class UnexpectedAnswer(Exception):
    """Cannot be read, because the other side answered in a form that its documentation does not know."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where} answered unexpectedly: {why}; nothing of this answer was taken")
        self.where = where
        self.why = why


def read(content: bytes, *, where: str) -> object:
    """The JSON of an answer. Raises UnexpectedAnswer."""
    try:
        answer: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnexpectedAnswer(where, "no JSON") from error
    return answer


def fields(value: object) -> Fields:
    """An object's members; none where the value is no object."""
    return {str(name): member for name, member in value.items()} if isinstance(value, dict) else NONE


def rows(value: object) -> Sequence[Fields]:
    """A list's objects; none where the value is no list."""
    return [fields(member) for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def texts(value: object) -> Sequence[str]:
    """A list's texts; none where the value is no list."""
    return [member for member in value if isinstance(member, str)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A text; empty where the value is none."""
    return value if isinstance(value, str) else ""


def whole_number(value: object) -> int | None:
    """A whole number that is not negative; None where the value is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def snowflake(value: object, *, where: str) -> int:
    """A post's id, which the APIs write as a text of digits. Raises UnexpectedAnswer."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    raise UnexpectedAnswer(where, f"{value!r} is no id")


def moment(value: object, *, where: str) -> datetime:
    """A moment in ISO 8601 with its offset. Raises UnexpectedAnswer."""
    try:
        read_moment = datetime.fromisoformat(text(value))
    except ValueError as error:
        raise UnexpectedAnswer(where, f"{value!r} is no moment") from error
    if read_moment.tzinfo is None:
        raise UnexpectedAnswer(where, f"{value!r} has no offset from UTC")
    return read_moment
