"""Parts drawn for the tests: rows, a true header over them, and files in every form."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ledger.training import headers
from ledger.training.formats import jsonl, parquet
from ledger.training.manifest import SCHEMA, Header, ResumedFrom, Row, rows_sha256

Column: TypeAlias = "pa.Array[pa.Scalar[pa.DataType]]"

REAL = Path(__file__).parents[4] / "shared" / "data" / "manifests"


def digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def row(name: str, exposures: int = 1) -> Row:
    return Row(f"birds/{name}.png", digest(name), exposures)


GULL, HERON, WREN = row("gull", 3), row("heron"), row("wren", 2)
BIRDS = (GULL, HERON, WREN)


def header_over(
    rows: Sequence[Row] = (),
    *,
    attempt: int = 1,
    rank: int = 0,
    world_size: int = 2,
    part: int = 0,
    final: bool = False,
    resumed_from: ResumedFrom | None = None,
    stage: str = "unet-256",
) -> Header:
    """A header that tells the truth about these rows."""
    return Header(
        schema=SCHEMA,
        run="shio-1",
        attempt=attempt,
        stage=stage,
        component="unet",
        rank=rank,
        world_size=world_size,
        part=part,
        final=final,
        resumed_from=resumed_from,
        count_basis="measured",
        rows=len(rows),
        exposures=sum(row.exposures for row in rows),
        rows_sha256=rows_sha256(rows),
    )


def jsonl_bytes(rows: Sequence[Row], header: Header | None = None) -> bytes:
    stream = io.BytesIO()
    jsonl.write(stream, header or header_over(rows), rows)
    return stream.getvalue()


def csv_text(rows: Sequence[Row]) -> str:
    lines = [f'"{row.sample_id}",{row.sha256.hex()},{row.exposures}' for row in rows]
    return "\n".join(["sample_id,sha256,exposures", *lines, ""])


def write_jsonl(folder: Path, rows: Sequence[Row], header: Header | None = None) -> Path:
    return _laid(folder / "a.manifest.jsonl", jsonl_bytes(rows, header))


def write_gzip(folder: Path, rows: Sequence[Row]) -> Path:
    return _laid(folder / "a.manifest.jsonl.gz", gzip.compress(jsonl_bytes(rows)))


def write_zstd(folder: Path, rows: Sequence[Row]) -> Path:
    return _laid(folder / "a.manifest.jsonl.zst", zstandard.ZstdCompressor().compress(jsonl_bytes(rows)))


def write_parquet(folder: Path, rows: Sequence[Row], header: Header | None = None) -> Path:
    path = folder / "a.manifest.parquet"
    with path.open("wb") as stream:
        parquet.write(stream, header or header_over(rows), rows)
    return path


def write_csv(folder: Path, rows: Sequence[Row]) -> Path:
    _laid(folder / "a.manifest.csv.header.json", headers.render(header_over(rows)).encode())
    return _laid(folder / "a.manifest.csv", csv_text(rows).encode())


def write_csv_gzip(folder: Path, rows: Sequence[Row]) -> Path:
    _laid(folder / "a.manifest.header.json", headers.render(header_over(rows)).encode())
    return _laid(folder / "a.manifest.csv.gz", gzip.compress(csv_text(rows).encode()))


Writer = Callable[[Path, Sequence[Row]], Path]
WRITERS: Sequence[Writer] = (
    write_jsonl,
    write_gzip,
    write_zstd,
    write_parquet,
    write_csv,
    write_csv_gzip,
)


def write_lines(folder: Path, *lines: bytes, header: Header | None = None) -> Path:
    """JSON Lines whose rows are written by hand, under a header over BIRDS unless another is given."""
    first = headers.render(header or header_over(BIRDS)).encode()
    return _laid(folder / "a.manifest.jsonl", b"\n".join([first, *lines, b""]))


def write_header(folder: Path, **changed: object) -> Path:
    """BIRDS under a header with some fields changed, lawful or not."""
    fields = {**asdict(header_over(BIRDS)), **changed}
    body = jsonl_bytes(BIRDS).partition(b"\n")[2]
    return _laid(folder / "a.manifest.jsonl", json.dumps(fields).encode() + b"\n" + body)


def write_table(
    folder: Path,
    columns: Mapping[str, Column],
    header: Header | None = None,
    *,
    dictionary_bytes: int = 2**20,
    compression: Literal["snappy", "zstd"] = "snappy",
) -> Path:
    """A Parquet part from columns of any type, under a header over BIRDS unless another is given."""
    metadata = {parquet.HEADER_KEY: headers.render(header or header_over(BIRDS)).encode()}
    path = folder / "a.manifest.parquet"
    table = pa.Table.from_arrays(list(columns.values()), names=list(columns))
    pq.write_table(
        table.replace_schema_metadata(metadata),
        path,
        dictionary_pagesize_limit=dictionary_bytes,
        compression=compression,
    )
    return path


def _laid(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
