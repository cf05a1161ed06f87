"""Rows of many parts added up: per digest, or per sample and digest, out of core.

Takes the paths of parts that `parts.verify` has passed, of any number of stages and ranks, and
gives exact sums in a fixed order; raises `TooManyExposures` where a sum passes 2^63 - 1. Which
parts count is `completeness`'s business. Only importer of DuckDB: without it this would be a
table of eleven million rows in the database.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import duckdb
import pyarrow as pa

from ledger.training import parts
from ledger.training.formats import parquet
from ledger.training.manifest import Component

MEMORY_LIMIT_MIB: Final = 1_792
ROWS_PER_BATCH: Final = 65_536
_ENDED_FIELDS: Final[list[tuple[str, pa.DataType]]] = [
    ("sha256", pa.binary()),
    ("drawer", pa.string()),
    ("reason", pa.string()),
]
ENDED: Final = pa.schema(_ENDED_FIELDS)
Ends: TypeAlias = Callable[[str, Component], Iterable[pa.RecordBatch]]


class TooManyExposures(Exception):
    """The exposures of one image in one stage add up to more than 2^63 - 1."""

    def __init__(self, stage: str, component: Component) -> None:
        super().__init__(stage, component)
        self.stage = stage
        self.component = component

    def __str__(self) -> str:
        return (
            f"stage {self.stage}, {self.component}: the exposures of one image pass 2^63 - 1; "
            "look for a part whose counts cannot be true"
        )


@dataclass(frozen=True)
class DigestCount:
    """One image (32-byte digest) in one stage: under how many sample ids, and how often it was used."""

    stage: str
    component: Component
    sha256: bytes
    samples: int
    exposures: int


@dataclass(frozen=True)
class SampleCount:
    """One sample in one stage, added up over ranks and parts."""

    stage: str
    component: Component
    sample_id: str
    sha256: bytes
    exposures: int


@dataclass(frozen=True)
class EndedSample:
    """A sample as counted, and the drawer and reason of its digest; both None where the digest ended nowhere."""

    counted: SampleCount
    drawer: str | None
    reason: str | None


@dataclass(frozen=True)
class DigestBatch:
    """Up to 65,536 `DigestCount` as Arrow columns `sha256` (binary), `samples`, `exposures` (int64)."""

    stage: str
    component: Component
    rows: pa.RecordBatch


def by_digest(paths: Sequence[Path]) -> Iterator[DigestCount]:
    """Every digest of every stage, ordered by (stage, component, sha256)."""
    for stage, component, batch in _grouped(paths, f"{_EACH_DIGEST} ORDER BY sha256"):
        for sha256, samples, exposures in zip(*_lists(batch), strict=True):
            yield DigestCount(stage, component, sha256, samples, exposures)


def by_sample(paths: Sequence[Path]) -> Iterator[SampleCount]:
    """Every (sample, digest) of every stage, ordered by (stage, component, sample_id, sha256)."""
    for stage, component, batch in _grouped(paths, _BY_SAMPLE):
        for sample_id, sha256, exposures in zip(*_lists(batch), strict=True):
            yield SampleCount(stage, component, sample_id, sha256, exposures)


def by_ended_sample(paths: Sequence[Path], ends: Ends) -> Iterator[EndedSample]:
    """What `by_sample` gives, each with where it ended; ``ends`` gives that for one stage and component, as batches
    of the schema `ENDED`."""
    for stage, component, batch in _grouped(paths, _BY_ENDED_SAMPLE, ends):
        for sample_id, sha256, exposures, drawer, reason in zip(*_lists(batch), strict=True):
            yield EndedSample(SampleCount(stage, component, sample_id, sha256, exposures), drawer, reason)


def digest_batches(paths: Sequence[Path]) -> Iterator[DigestBatch]:
    """What `by_digest` gives, a batch at a time and within a stage in no order, for whoever moves millions."""
    for stage, component, batch in _grouped(paths, _EACH_DIGEST):
        yield DigestBatch(stage, component, batch)


_EACH_DIGEST: Final = """
    SELECT sha256, count(*)::BIGINT AS samples, sum(exposures)::BIGINT AS exposures
    FROM (SELECT sha256, sample_id, sum(exposures) AS exposures FROM used GROUP BY sha256, sample_id)
    GROUP BY sha256
"""
_BY_SAMPLE: Final = """
    SELECT sample_id, sha256, sum(exposures)::BIGINT AS exposures
    FROM used GROUP BY sample_id, sha256 ORDER BY sample_id, sha256
"""
_BY_ENDED_SAMPLE: Final = """
    SELECT sample_id, sha256, counted.exposures, drawer, reason
    FROM (SELECT sample_id, sha256, sum(exposures)::BIGINT AS exposures FROM used GROUP BY sample_id, sha256) AS counted
    LEFT JOIN ended USING (sha256) ORDER BY sample_id, sha256
"""
_PARQUET: Final = """
    SELECT sample_id, {sha256} AS sha256, exposures::BIGINT AS exposures
    FROM read_parquet({paths}, union_by_name = true)
"""


def _grouped(
    paths: Sequence[Path], query: str, ends: Ends | None = None
) -> Iterator[tuple[str, Component, pa.RecordBatch]]:
    chains: dict[tuple[str, Component], list[Path]] = defaultdict(list)
    for path in paths:
        header = parts.header_of(path)
        chains[header.stage, header.component].append(path)
    for (stage, component), chain in sorted(chains.items()):
        try:
            for batch in _answers(chain, query, ends(stage, component) if ends else ()):
                yield stage, component, batch
        except duckdb.ConversionException:
            raise TooManyExposures(stage, component) from None


def _answers(paths: Sequence[Path], query: str, ended: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    with _connected() as connection:
        _show_as_used(connection, paths)
        connection.execute("CREATE TEMP TABLE ended (sha256 BLOB, drawer VARCHAR, reason VARCHAR)")
        for batch in ended:
            _lay_in(connection, batch, "ended")
        yield from connection.sql(query).to_arrow_reader(ROWS_PER_BATCH)


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        tempfile.TemporaryDirectory(prefix="henrei-group-") as folder,
        duckdb.connect(":memory:") as connection,
    ):
        connection.execute("SET memory_limit = ?", [f"{MEMORY_LIMIT_MIB}MiB"])
        connection.execute("SET temp_directory = ?", [folder])
        connection.execute("SET preserve_insertion_order = false")
        yield connection


def _show_as_used(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    """One view `used` over all parts: Parquet where it lies, the line-wise forms as a table."""
    connection.execute("CREATE TEMP TABLE line_wise (sample_id VARCHAR, sha256 BLOB, exposures BIGINT)")
    for path in paths:
        if parts.form_of(path) != "parquet":
            _take_in(connection, path)
    lying = [path for path in paths if parts.form_of(path) == "parquet"]
    in_hex = [path for path in lying if parquet.has_hex_digests(path)]
    in_bytes = [path for path in lying if path not in in_hex]
    sources = ["SELECT * FROM line_wise"]
    if in_bytes:
        sources.append(_PARQUET.format(sha256="sha256", paths=_literal(in_bytes)))
    if in_hex:
        sources.append(_PARQUET.format(sha256="unhex(sha256)", paths=_literal(in_hex)))
    connection.execute(f"CREATE TEMP VIEW used AS {' UNION ALL '.join(sources)}")


def _take_in(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    for batch in parts.read_batches(path):
        _lay_in(connection, batch, "line_wise")


def _lay_in(connection: duckdb.DuckDBPyConnection, batch: pa.RecordBatch, table: Literal["line_wise", "ended"]) -> None:
    connection.register("arriving", pa.Table.from_batches([batch]))
    connection.execute(f"INSERT INTO {table} SELECT * FROM arriving")
    connection.unregister("arriving")


def _literal(paths: Sequence[Path]) -> str:
    """A list of names in SQL; a view takes no parameters."""
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths) + "]"


def _lists(batch: pa.RecordBatch) -> list[list[object]]:
    return [column.to_pylist() for column in batch.columns]
