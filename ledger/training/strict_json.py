"""JSON read with no kindness: every name once, no NaN, no nesting without end.

Takes text and gives values; raises `UnfitValue` for anything else.
The standard decoder keeps the last of two equal names, so two readers could see two numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from ledger.training.manifest import UnfitValue


def read_value(text: str) -> object:
    """Decode one JSON value (RFC 8259)."""
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise UnfitValue(f"not a whole JSON object: {error.msg} at column {error.colno}") from None
    except (RecursionError, ValueError) as error:
        raise UnfitValue(f"not JSON that is read here: {error!s:.120}") from None
    return value


def read_object(text: str) -> Mapping[str, object]:
    """Decode one JSON object."""
    value = read_value(text)
    if not isinstance(value, dict):
        raise UnfitValue(f"a JSON object belongs here, not {text!r:.40}")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise UnfitValue("a name stands twice in one JSON object")
    return fields


def _no_constant(name: str) -> float:
    raise UnfitValue(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
