"""A part's file, read from its first byte to its last and checked against every rule.

Takes a path and gives the `Header` when everything in the file is as it says, else raises
`BadPart` with file, line and reason. Memory is bounded whatever the file's size. Whether the
part belongs to a run, or is there already, is left to `ingestion`; sums are left to `grouping`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Literal, TypeVar

import pyarrow as pa

from ledger.training import batches, ordering
from ledger.training.formats import compression, csv_sidecar, jsonl, parquet
from ledger.training.manifest import BadPart, Header, Row

Form = Literal["jsonl", "parquet", "csv"]
Outcome = TypeVar("Outcome")
FILES_AT_ONCE: Final = 2
FIRST_ROW_LINE: Final[dict[Form, int]] = {
    "jsonl": jsonl.FIRST_ROW_LINE,
    "parquet": parquet.FIRST_ROW_LINE,
    "csv": csv_sidecar.FIRST_ROW_LINE,
}


def form_of(path: Path) -> Form | None:
    """The form the name tells of; None when it is not one that parts come in."""
    name = path.name
    if name.endswith(parquet.SUFFIX):
        return "parquet"
    stem = next((name.removesuffix(end) for end in compression.SUFFIXES if name.endswith(end)), name)
    if stem.endswith(jsonl.SUFFIX):
        return "jsonl"
    return "csv" if stem.endswith(csv_sidecar.SUFFIX) else None


def part_files(folder: Path) -> list[Path]:
    """The parts in a folder, by name. A CSV without its header beside it is not one."""
    return [path for path in sorted(folder.iterdir()) if path.is_file() and _is_part(path)]


def header_of(path: Path) -> Header:
    """The header alone, unchecked against the rows."""
    match _form(path):
        case "parquet":
            return parquet.header_of(path)
        case "csv":
            return csv_sidecar.header_of(path)
        case "jsonl":
            with compression.opened(path) as stream:
                return jsonl.read_header(stream, file=path.name)


def verify(path: Path) -> Header:
    """Read the whole file; give its header, or raise `BadPart` for the first thing that is wrong."""
    header = header_of(path)
    count = _Count(path.name, header)
    try:
        digest = ordering.rows_sha256(count.watch(read_batches(path)))
    except ordering.TwiceInPart as twice:
        raise BadPart(path.name, twice.place + FIRST_ROW_LINE[_form(path)], str(twice)) from None
    count.compare()
    if digest != header.rows_sha256:
        raise BadPart(path.name, None, f"rows_sha256 in the header is {header.rows_sha256}, over the rows {digest}")
    return header


def verify_all(paths: Sequence[Path]) -> Iterator[Header | BadPart]:
    """One verdict per path, in their order; a bad part is given, not raised, so that all are told."""
    return two_at_once(_verdict, paths)


def two_at_once(read: Callable[[Path], Outcome], paths: Sequence[Path]) -> Iterator[Outcome]:
    """What ``read`` gives for each path, in their order; after what it raises no further file is begun.

    Two files are read at once: Arrow and SHA-256 let other threads run, and more would only raise
    the memory, which is up to 0.4 GB per file.
    """
    threads = ThreadPoolExecutor(FILES_AT_ONCE)
    try:
        yield from threads.map(read, paths)
    finally:
        threads.shutdown(cancel_futures=True)


def read_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows as Arrow batches of the schema `batches.ROWS`; each value checked, totals not."""
    match _form(path):
        case "parquet":
            yield from parquet.read_batches(path)
        case "csv":
            with compression.opened(path) as stream:
                yield from map(batches.from_columns, csv_sidecar.read_columns(stream, file=path.name))
        case "jsonl":
            with compression.opened(path) as stream:
                jsonl.read_header(stream, file=path.name)
                yield from map(batches.from_columns, jsonl.read_columns(stream, file=path.name))


def read_rows(path: Path) -> Iterator[Row]:
    """The rows one by one with their hints; for showing and searching, not for counting."""
    match _form(path):
        case "parquet":
            yield from parquet.read_rows(path)
        case "csv":
            with compression.opened(path) as stream:
                yield from csv_sidecar.read_rows(stream, file=path.name)
        case "jsonl":
            with compression.opened(path) as stream:
                jsonl.read_header(stream, file=path.name)
                yield from jsonl.read_rows(stream, file=path.name)


def file_sha256(path: Path) -> bytes:
    """SHA-256 (32 bytes) of the file as it lies there; of a CSV, of its sidecar and then itself."""
    digest = hashlib.sha256()
    sidecar = csv_sidecar.sidecar_of(path) if form_of(path) == "csv" else None
    for source in filter(None, (sidecar, path)):
        with source.open("rb") as stream:
            while chunk := stream.read(2**20):
                digest.update(chunk)
    return digest.digest()


def _verdict(path: Path) -> Header | BadPart:
    try:
        return verify(path)
    except BadPart as bad:
        return bad


class _Count:
    """Rows and exposures as they stream by, held against the header."""

    def __init__(self, file: str, header: Header) -> None:
        self.file = file
        self.header = header
        self.rows = 0
        self.exposures = 0

    def watch(self, rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in rows:
            self.rows += batch.num_rows
            self.exposures += batches.total_exposures(batch)
            if self.rows > self.header.rows:
                raise BadPart(self.file, None, f"the header says {self.header.rows} rows, and there are more")
            yield batch

    def compare(self) -> None:
        if self.rows != self.header.rows:
            raise BadPart(self.file, None, f"the header says {self.header.rows} rows, there are {self.rows}")
        if self.exposures != self.header.exposures:
            reason = f"the header says {self.header.exposures} exposures, the rows add up to {self.exposures}"
            raise BadPart(self.file, None, reason)


def _form(path: Path) -> Form:
    form = form_of(path)
    if form is None:
        raise BadPart(path.name, None, "parts end in .jsonl, .parquet or .csv, the first and last also in .gz or .zst")
    return form


def _is_part(path: Path) -> bool:
    form = form_of(path)
    if path.name.startswith("."):
        return False
    return form is not None and (form != "csv" or csv_sidecar.sidecar_of(path) is not None)
