"""Manifest parts as Parquet: the header as JSON in the file metadata key `henrei.header`.

Reading takes a path and gives `Header` and checked batches of the schema `ROWS`, raising `BadPart`
with the row (from 1); writing takes the header and its rows. Text columns are read through their
dictionaries, so that a small file cannot unfold into endless rows of one huge value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.training import headers
from ledger.training.batches import ROWS, from_columns
from ledger.training.formats import compression, parquet_columns, parquet_pages
from ledger.training.formats.columns import ROWS_PER_STRETCH, Columns
from ledger.training.formats.parquet_columns import UnfitAt
from ledger.training.formats.writing import WrittenForm
from ledger.training.manifest import BadPart, Header, Hints, Row

SUFFIX: Final = ".parquet"
HEADER_KEY: Final = b"henrei.header"
ROWS_PER_GROUP: Final = 131_072  # readers hold about a group at a time
READ_BYTES: Final = 2**20  # else a whole column of a row group is read at once
FIRST_ROW_LINE: Final = 1
REQUIRED: Final = ("sample_id", "sha256", "exposures")
TEXT_HINTS: Final = ("augmentation_of", "shard", "key", "phash", "pdq")
HINTS: Final = (*TEXT_HINTS, "epoch")

# What Arrow raises for bytes that are no Parquet, or not all of it.
_BROKEN: Final = (pa.ArrowException, OSError, ValueError, OverflowError, IndexError, KeyError)


def header_of(path: Path) -> Header:
    """The header from the file's metadata; `BadPart` when the file or the header cannot be read."""
    with _opened(path) as source:
        written = (source.metadata.metadata or {}).get(HEADER_KEY)
    if written is None:
        raise BadPart(path.name, None, f"its metadata has no key {HEADER_KEY.decode()}")
    try:
        return headers.parse(written.decode("utf-8"), file=path.name)
    except UnicodeDecodeError as error:
        raise BadPart(path.name, None, f"header: not UTF-8 at byte {error.start + 1}") from None


def read_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Every row as batches of the schema `ROWS`, at most 65,536 rows each."""
    with _opened(path) as source:
        _check_names(source, path.name)
        first = FIRST_ROW_LINE
        for batch in _batches(source, path.name, REQUIRED):
            yield _checked(batch, path.name, first)
            first += batch.num_rows


def read_rows(path: Path) -> Iterator[Row]:
    """Every row with its hints; slower than `read_batches`."""
    with _opened(path) as source:
        _check_names(source, path.name)
        present = [name for name in HINTS if name in source.schema_arrow.names]
        first = FIRST_ROW_LINE
        for batch in _batches(source, path.name, (*REQUIRED, *present)):
            yield from _rows(_checked(batch, path.name, first), batch, path.name)
            first += batch.num_rows


def has_hex_digests(path: Path) -> bool:
    """Whether the digests of a verified file are text, not bytes."""
    with _opened(path) as source:
        kind = source.schema_arrow.field("sha256").type
        return isinstance(kind, pa.DictionaryType) and pa.types.is_string(kind.value_type)


def has_hashes(path: Path) -> bool:
    """Whether a verified file brings a phash or a PDQ beside any digest."""
    with _opened(path) as source:
        return bool({"phash", "pdq"} & set(source.schema_arrow.names))


def write(stream: BinaryIO, header: Header, rows: Iterable[Row]) -> None:
    """Write the header and the rows as given; the caller sorts them and reckons the totals."""
    written = list(rows)
    columns = Columns(
        [row.sample_id for row in written],
        b"".join([row.sha256 for row in written]),
        [row.exposures for row in written],
    )
    table = pa.Table.from_batches([from_columns(columns)])
    table = table.replace_schema_metadata({HEADER_KEY: headers.render(header).encode()})
    pq.write_table(table, stream, row_group_size=ROWS_PER_GROUP)


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        _refuse_long_footer(path)
        metadata = pq.read_metadata(path)
        paths = {metadata.schema.column(number).path for number in range(metadata.num_columns)}
        _refuse_swelling(metadata, path)
        folded: list[str] = [name for name in ("sample_id", "sha256", *TEXT_HINTS) if name in paths]
        source = pq.ParquetFile(path, metadata=metadata, read_dictionary=folded, buffer_size=READ_BYTES)
    except parquet_pages.GroupTooLarge as too_large:
        raise BadPart(path.name, None, str(too_large)) from None
    except parquet_pages.PagesSwell:
        raise BadPart(path.name, None, compression.SWELLS) from None
    except (*_BROKEN, parquet_pages.PagesBroken) as error:
        raise _broken(path.name, error) from None
    with source:
        yield source


def _refuse_long_footer(path: Path) -> None:
    """A footer is read whole before anything else can be known."""
    if parquet_pages.footer_bytes(path) > parquet_pages.MOST_FOOTER_BYTES:
        raise BadPart(path.name, None, f"its footer is longer than {parquet_pages.MOST_FOOTER_BYTES} bytes")


def _refuse_swelling(metadata: pq.FileMetaData, path: Path) -> None:
    """Refuse a file that swells, by what its footer says, which may lie, and by what stands before each page."""
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    most_bytes = compression.most_bytes(path)
    if sum(group.total_byte_size for group in groups) > most_bytes:
        raise BadPart(path.name, None, compression.SWELLS)
    parquet_pages.refuse_swelling(path, _spans(metadata), most_bytes=most_bytes)


def _spans(metadata: pq.FileMetaData) -> Iterator[parquet_pages.Span]:
    """Where the pages lie that are ever read, as Arrow takes it from the footer."""
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            if column.num_values and column.path_in_schema.partition(".")[0] in (*REQUIRED, *HINTS):
                begin, dictionary = column.data_page_offset, column.dictionary_page_offset or 0
                yield parquet_pages.Span(dictionary if 0 < dictionary < begin else begin, column.total_compressed_size)


def _check_names(source: pq.ParquetFile, file: str) -> None:
    schema = source.schema_arrow
    for name in REQUIRED:
        if len(schema.get_all_field_indices(name)) != 1:
            raise BadPart(file, None, f"there must be one column {name}")
    for name in schema.names:
        kind = schema.field(name).type if name in HINTS else pa.null()
        lawful = pa.types.is_integer(kind) if name == "epoch" else pa.types.is_dictionary(kind)
        if not (lawful or pa.types.is_null(kind)):
            raise BadPart(file, None, f"column {name} is {kind}; a hint is text, and epoch a whole number")


def _batches(source: pq.ParquetFile, file: str, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """One row group after the other: what a reader keeps of a group is let go with it."""
    try:
        for group in range(source.num_row_groups):
            yield from source.iter_batches(ROWS_PER_STRETCH, row_groups=[group], columns=list(names))
    except _BROKEN as error:
        raise _broken(file, error) from None


def _checked(batch: pa.RecordBatch, file: str, first: int) -> pa.RecordBatch:
    try:
        columns = [
            parquet_columns.sample_ids(batch.column("sample_id")),
            parquet_columns.digests(batch.column("sha256")),
            parquet_columns.exposures(batch.column("exposures")),
        ]
    except UnfitAt as unfit:
        raise BadPart(file, None if unfit.row is None else first + unfit.row, unfit.reason) from None
    except _BROKEN as error:  # a dictionary shorter than the indices into it shows only here
        raise _broken(file, error) from None
    return pa.RecordBatch.from_arrays(columns, schema=ROWS)


def _rows(checked: pa.RecordBatch, batch: pa.RecordBatch, file: str) -> Iterator[Row]:
    required = zip(*(column.to_pylist() for column in checked.columns), strict=True)
    try:
        hints = [_hints(batch, name) for name in HINTS]
    except _BROKEN as error:
        raise _broken(file, error) from None
    for (sample_id, sha256, exposures), (augmentation_of, shard, key, phash, pdq, epoch) in zip(
        required, zip(*hints, strict=True), strict=True
    ):
        yield Row(sample_id, sha256, exposures, Hints(augmentation_of, epoch, shard, key, phash, pdq))


def _hints(batch: pa.RecordBatch, name: str) -> list[None]:
    if name not in batch.schema.names:
        return [None] * batch.num_rows
    return batch.column(name).to_pylist()


def _broken(file: str, error: Exception) -> BadPart:
    said = f"{error!s:.200}".partition("\n")[0]
    return BadPart(file, None, f"not a whole Parquet file: {said}")


FORM: Final = WrittenForm(suffix=SUFFIX, write=write, header_of=header_of)
