"""The header of a part as JSON: read with every field checked, and written.

Takes the header's text and gives a `Header`; raises `BadPart` with file and line. Fields this
schema does not know are passed over; every field it knows must be there. The ranges of
values are `manifest`'s business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from ledger.training import strict_json
from ledger.training.manifest import (
    COMPONENTS,
    COUNT_BASES,
    BadPart,
    Component,
    CountBasis,
    Header,
    ResumedFrom,
    UnfitValue,
)


def parse(text: str, *, file: str, line: int | None = None) -> Header:
    """Read a header; raise `BadPart` naming the file, the line and the field that is wrong."""
    try:
        return _header(strict_json.read_object(text))
    except UnfitValue as unfit:
        raise BadPart(file, line, f"header: {unfit.reason}") from None


def render(header: Header) -> str:
    """The header as one line of JSON, without the line feed."""
    return json.dumps(asdict(header), ensure_ascii=False)


def _header(fields: Mapping[str, object]) -> Header:
    return Header(
        schema=_text(fields, "schema"),
        run=_text(fields, "run"),
        attempt=_whole(fields, "attempt"),
        stage=_text(fields, "stage"),
        component=_component(_text(fields, "component")),
        rank=_whole(fields, "rank"),
        world_size=_whole(fields, "world_size"),
        part=_whole(fields, "part"),
        final=_yes_or_no(fields, "final"),
        resumed_from=_resumed_from(_field(fields, "resumed_from")),
        count_basis=_count_basis(_text(fields, "count_basis")),
        rows=_whole(fields, "rows"),
        exposures=_whole(fields, "exposures"),
        rows_sha256=_text(fields, "rows_sha256").lower(),
    )


def _field(fields: Mapping[str, object], name: str) -> object:
    if name not in fields:
        raise UnfitValue(f"{name} is missing")
    return fields[name]


def _text(fields: Mapping[str, object], name: str) -> str:
    value = _field(fields, name)
    if not isinstance(value, str):
        raise UnfitValue(f"{name} must be text, not {value!r:.40}")
    return value


def _whole(fields: Mapping[str, object], name: str) -> int:
    value = _field(fields, name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnfitValue(f"{name} must be a whole number, not {value!r:.40}")
    return value


def _yes_or_no(fields: Mapping[str, object], name: str) -> bool:
    value = _field(fields, name)
    if not isinstance(value, bool):
        raise UnfitValue(f"{name} must be true or false, not {value!r:.40}")
    return value


def _resumed_from(value: object) -> ResumedFrom | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UnfitValue("resumed_from must be null or an object with attempt and part")
    return ResumedFrom(_whole(value, "attempt"), _whole(value, "part"))


def _component(word: str) -> Component:
    for component in COMPONENTS:
        if component == word:
            return component
    raise UnfitValue(f"component is {word!r:.80}, not one of {', '.join(COMPONENTS)}")


def _count_basis(word: str) -> CountBasis:
    for basis in COUNT_BASES:
        if basis == word:
            return basis
    raise UnfitValue(f"count_basis is {word!r:.80}, not one of {', '.join(COUNT_BASES)}")
