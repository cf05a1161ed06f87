"""Notation: what was read of a file, written as bytes that another machine reads back as the very same value.

JSON in plain letters, bytes as base64, so that no text is lost to a database's own rules for texts. What another
version wrote is not guessed at: it is refused, and the file is read again.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from contributors.claims import Claims, State, Use, Wish
from contributors.fingerprints import Fingerprint, Reading
from contributors.recognition import Answer, Unread

VERSION = 1
STATES: Mapping[object, State] = {
    "none": "none",
    "unreadable": "unreadable",
    "invalid": "invalid",
    "valid": "valid",
}
USES: Mapping[object, Use] = {"allowed": "allowed", "notAllowed": "notAllowed", "constrained": "constrained"}


class NotationUnknown(ValueError):
    """Cannot be read back, because it is not of this version."""

    def __init__(self, why: str) -> None:
        super().__init__(f"what was read of a file is written in another way ({why}): read the file again")


def write(answer: Answer) -> bytes:
    """Write down a reading, or why there is none."""
    named = {"version": VERSION, "kind": "unread" if isinstance(answer, Unread) else "reading", **asdict(answer)}
    return json.dumps(named, default=_base64, separators=(",", ":")).encode("ascii")


def read(written: bytes) -> Answer:
    """Read back what `write` wrote. Raises NotationUnknown."""
    try:
        told: object = json.loads(written)
    except ValueError as error:
        raise NotationUnknown("no JSON") from error
    fields = _fields(told)
    if fields.members.get("version") != VERSION:
        raise NotationUnknown(f"version {fields.members.get('version')}")
    if fields.text("kind") == "unread":
        return Unread(fields.text("code"), fields.text("told"))
    return _reading(fields)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object's members, each asked for by its kind. Raises NotationUnknown."""

    members: Mapping[str, object]

    def text(self, name: str) -> str:
        """A text."""
        return _text(self.members.get(name))

    def number(self, name: str) -> int:
        """A whole number."""
        value = self.members.get(name)
        if not isinstance(value, int):
            raise NotationUnknown(f"{name} is no number")
        return value

    def octets(self, name: str) -> bytes:
        """Bytes."""
        return b64decode(self.text(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(_text(one) for one in self.rows(name))

    def rows(self, name: str) -> Sequence[object]:
        """A list."""
        return _rows(self.members.get(name))


def _reading(told: Fields) -> Reading:
    return Reading(
        _fingerprint(_fields(told.members.get("fingerprint"))),
        orientations=tuple(b64decode(one) for one in told.texts("orientations")),
        traces=tuple(_pair(one) for one in told.rows("traces")),
        claims=_claims(_fields(told.members.get("claims"))),
    )


def _fingerprint(told: Fields) -> Fingerprint:
    return Fingerprint(
        load_rule=told.text("load_rule"),
        sha256=told.octets("sha256"),
        pixels_sha256=told.octets("pixels_sha256"),
        phash=told.octets("phash"),
        pdq=told.octets("pdq"),
        pdq_quality=told.number("pdq_quality"),
        trimmed_pdq=told.octets("trimmed_pdq"),
        colours=told.octets("colours"),
        look=told.octets("look"),
        width=told.number("width"),
        height=told.number("height"),
        frames=told.number("frames"),
        mode=told.text("mode"),
        format=told.text("format"),
        size_bytes=told.number("size_bytes"),
        windows=tuple(b64decode(one) for one in told.texts("windows")),
    )


def _claims(told: Fields) -> Claims:
    state = STATES.get(told.text("state"))
    if state is None:
        raise NotationUnknown("the state of its credentials")
    return Claims(state, told.texts("generators"), told.texts("source_types"), tuple(_wishes(told.rows("wishes"))))


def _wishes(told: Iterable[object]) -> Iterable[Wish]:
    for one in map(_fields, told):
        use = USES.get(one.text("use"))
        if use is None:
            raise NotationUnknown("what its credentials allow")
        yield Wish(one.text("entry"), use, one.text("constraint"), one.members.get("is_of_whole") is True)


def _pair(told: object) -> tuple[str, str]:
    name, text = (_text(one) for one in _rows(told))
    return name, text


def _fields(told: object) -> Fields:
    if not isinstance(told, dict):
        raise NotationUnknown("an object is missing")
    return Fields({str(name): member for name, member in told.items()})


def _rows(told: object) -> Sequence[object]:
    if not isinstance(told, list):
        raise NotationUnknown("a list is missing")
    return told


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise NotationUnknown("a text is missing")
    return told


def _base64(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} has no place in a reading")
    return b64encode(value).decode("ascii")
