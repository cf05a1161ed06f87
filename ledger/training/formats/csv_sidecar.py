"""Manifest parts as CSV (RFC 4180, UTF-8) whose header lies beside them as `NAME.header.json`.

NAME is the CSV's whole name or its name without `.csv`, `.csv.gz` or `.csv.zst`. Takes an open
stream of plain bytes, gives `Columns`, raises `BadPart` with the line. A CSV without such a
neighbour is no part. Totals and doubles are left to `parts`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from ledger.training import headers
from ledger.training.formats import lines
from ledger.training.formats.columns import ROWS_PER_STRETCH, Columns
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

SUFFIX: Final = ".csv"
FIRST_ROW_LINE: Final = 2
MOST_SIDECAR_BYTES: Final = 65_536

_WHOLE: Final = re.compile(r"-?[0-9]{1,20}", re.ASCII)


def sidecar_of(path: Path) -> Path | None:
    """The header file beside a CSV; None when there is none."""
    stem = path.name.removesuffix(".gz").removesuffix(".zst")
    for name in (path.name, stem, stem.removesuffix(SUFFIX)):
        sidecar = path.with_name(f"{name}.header.json")
        if sidecar.is_file():
            return sidecar
    return None


def header_of(path: Path) -> Header:
    """The header from the sidecar; `BadPart` when it is missing, too large or not UTF-8."""
    sidecar = sidecar_of(path)
    if sidecar is None:
        raise BadPart(path.name, None, f"there is no {path.name}.header.json beside it")
    with sidecar.open("rb") as stream:
        content = stream.read(MOST_SIDECAR_BYTES + 1)
    if len(content) > MOST_SIDECAR_BYTES:
        raise BadPart(sidecar.name, None, f"longer than {MOST_SIDECAR_BYTES} bytes")
    try:
        return headers.parse(content.decode("utf-8"), file=sidecar.name)
    except UnicodeDecodeError as error:
        raise BadPart(sidecar.name, None, f"not UTF-8 at byte {error.start + 1}") from None


def read_columns(stream: BinaryIO, *, file: str) -> Iterator[Columns]:
    """Every row, in stretches of at most 65,536."""
    rows = read_rows(stream, file=file)
    while stretch := list(islice(rows, ROWS_PER_STRETCH)):
        yield Columns(
            [row.sample_id for row in stretch],
            b"".join([row.sha256 for row in stretch]),
            [row.exposures for row in stretch],
        )


def read_rows(stream: BinaryIO, *, file: str) -> Iterator[Row]:
    """Every row with its hints; an empty cell is no hint."""
    table = csv.reader((f"{text}\n" for _, text in lines.numbered(stream, file=file)), strict=True)
    try:
        names = [name.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}") for name in next(table, [])]
        _check_names(names)
        for cells in table:
            yield _row(names, cells)
    except (UnfitValue, csv.Error) as error:
        raise BadPart(file, max(table.line_num, 1), str(error)) from None


def _check_names(names: Sequence[str]) -> None:
    for required in ("sample_id", "sha256", "exposures"):
        if required not in names:
            raise UnfitValue(f"line 1 must name the columns; {required} is not among them")
    if len(set(names)) != len(names):
        raise UnfitValue("line 1 names a column twice")


def _row(names: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(names):
        raise UnfitValue(f"{len(cells)} cells under {len(names)} columns")
    fields = dict(zip(names, cells, strict=True))
    check_sample_id(fields["sample_id"])
    exposures = _whole("exposures", fields["exposures"])
    check_exposures(exposures)
    return Row(fields["sample_id"], parse_digest(fields["sha256"]), exposures, _hints(fields))


def _whole(name: str, cell: str) -> int:
    if _WHOLE.fullmatch(cell) is None:
        raise UnfitValue(f"{name} must be a whole number, not {cell!r:.40}")
    return int(cell)


def _hints(fields: dict[str, str]) -> Hints:
    if len(fields) == 3:  # the required three alone
        return Hints()
    epoch = fields.get("epoch")
    return Hints(
        augmentation_of=fields.get("augmentation_of") or None,
        epoch=_whole("epoch", epoch) if epoch else None,
        shard=fields.get("shard") or None,
        key=fields.get("key") or None,
        phash=fields.get("phash") or None,
        pdq=fields.get("pdq") or None,
    )
