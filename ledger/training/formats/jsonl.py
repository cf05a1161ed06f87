"""Manifest parts as JSON Lines: the header on line 1, then one row per line.

Reading takes an open stream of plain bytes and gives `Header` and `Columns`, raising `BadPart`
with the line; writing takes the header and its rows. Standard library only: the recorder
writes this form on a training machine. Totals and doubles are left to `parts`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from ledger.training import headers, strict_json
from ledger.training.formats import lines
from ledger.training.formats.columns import ROWS_PER_STRETCH, Columns
from ledger.training.formats.writing import WrittenForm
from ledger.training.manifest import (
    BadPart,
    Header,
    Hints,
    Row,
    UnfitValue,
    check_exposures,
    check_sample_id,
    parse_digest,
)

SUFFIX: Final = ".jsonl"
FIRST_ROW_LINE: Final = 2


def header_of(path: Path) -> Header:
    """The header of an uncompressed file."""
    with path.open("rb") as stream:
        return read_header(stream, file=path.name)


def read_header(stream: BinaryIO, *, file: str) -> Header:
    """Read line 1, leaving the stream at line 2."""
    for number, text in lines.numbered(stream, file=file):
        return headers.parse(text, file=file, line=number)
    raise BadPart(file, None, "the file is empty; line 1 must be the header")


def read_columns(stream: BinaryIO, *, file: str) -> Iterator[Columns]:
    """Every row after the header, in stretches of at most 65,536."""
    parsed = (
        _checked(text, file=file, line=number)
        for number, text in lines.numbered(stream, file=file, start=FIRST_ROW_LINE)
    )
    while stretch := list(islice(parsed, ROWS_PER_STRETCH)):
        yield Columns([row[0] for row in stretch], b"".join([row[1] for row in stretch]), [row[2] for row in stretch])


def read_rows(stream: BinaryIO, *, file: str) -> Iterator[Row]:
    """Every row after the header with its hints; slower than `read_columns`."""
    for number, text in lines.numbered(stream, file=file, start=FIRST_ROW_LINE):
        try:
            fields = strict_json.read_object(text)
            yield Row(*_required(fields), _hints(fields))
        except UnfitValue as unfit:
            raise BadPart(file, number, unfit.reason) from None


def write(stream: BinaryIO, header: Header, rows: Iterable[Row]) -> None:
    """Write the header and the rows as given; the caller sorts them and reckons the totals."""
    stream.write(f"{headers.render(header)}\n".encode())
    stream.writelines(f"{_render(row)}\n".encode() for row in rows)


def _checked(text: str, *, file: str, line: int) -> tuple[str, bytes, int]:
    try:
        fields = strict_json.read_object(text)
        _hints(fields)
        return _required(fields)
    except UnfitValue as unfit:
        raise BadPart(file, line, unfit.reason) from None


def _required(fields: Mapping[str, object]) -> tuple[str, bytes, int]:
    sample_id, sha256, exposures = fields.get("sample_id"), fields.get("sha256"), fields.get("exposures")
    if not isinstance(sample_id, str):
        raise UnfitValue(f"sample_id must be text, not {sample_id!r:.40}")
    if not isinstance(sha256, str):
        raise UnfitValue(f"sha256 must be text of 64 hex digits, not {sha256!r:.40}")
    if not isinstance(exposures, int) or isinstance(exposures, bool):
        raise UnfitValue(f"exposures must be a whole number, not {exposures!r:.40}")
    check_sample_id(sample_id)
    check_exposures(exposures)
    return sample_id, parse_digest(sha256), exposures


def _hints(fields: Mapping[str, object]) -> Hints:
    if len(fields) == 3:  # the required three alone, as nearly every row has
        return Hints()
    return Hints(
        augmentation_of=_hint_text(fields, "augmentation_of"),
        epoch=_hint_whole(fields, "epoch"),
        shard=_hint_text(fields, "shard"),
        key=_hint_text(fields, "key"),
        phash=_hint_text(fields, "phash"),
        pdq=_hint_text(fields, "pdq"),
    )


def _hint_text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise UnfitValue(f"{name} must be text or null, not {value!r:.40}")


def _hint_whole(fields: Mapping[str, object], name: str) -> int | None:
    value = fields.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise UnfitValue(f"{name} must be a whole number or null, not {value!r:.40}")


def _render(row: Row) -> str:
    sample_id = json.dumps(row.sample_id, ensure_ascii=False)
    return f'{{"sample_id": {sample_id}, "sha256": "{row.sha256.hex()}", "exposures": {row.exposures}}}'


FORM: Final = WrittenForm(suffix=SUFFIX, write=write, header_of=header_of)
