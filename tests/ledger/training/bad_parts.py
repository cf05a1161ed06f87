"""Bad parts of every kind, as one table, for whoever takes parts in: from files and over HTTP alike.

Each maker takes an empty folder and gives the part's path; a CSV's header lies beside it. All are of run shio-1.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.ledger.training import part_cast as cast

Maker = Callable[[Path], Path]
MEBIBYTE = 2**20


@dataclass(frozen=True)
class BadPartFile:
    """What is wrong, how it is made, what the refusal says, and at which line or row; None for the file."""

    what: str
    make: Maker
    told: str
    line: int | None = None

    def __str__(self) -> str:
        return self.what


def lines(change: Callable[[bytes], bytes]) -> Maker:
    """BIRDS as JSON Lines, with the bytes changed."""
    return lambda folder: _laid(folder / "a.manifest.jsonl", change(cast.jsonl_bytes(cast.BIRDS)))


def gull(old: bytes, new: bytes) -> Maker:
    """The first bird's line changed."""
    return lines(lambda content: content.replace(old, new, 1))


def header(**changed: object) -> Maker:
    """A header with fields changed, lawful or not."""
    return lambda folder: cast.write_header(folder, **changed)


def packed(end: str, pack: Callable[[bytes], bytes], cut: int | None = None, more: bytes = b"") -> Maker:
    """BIRDS and whatever is told, packed, perhaps cut short."""
    return lambda folder: _laid(folder / f"a.manifest.jsonl.{end}", pack(cast.jsonl_bytes(cast.BIRDS) + more)[:cut])


def table(text: Callable[[str], str | bytes], sidecar: Callable[[str], str] = str) -> Maker:
    """BIRDS as CSV with either file changed."""

    def make(folder: Path) -> Path:
        path = cast.write_csv(folder, cast.BIRDS)
        beside = path.with_name(f"{path.name}.header.json")
        beside.write_text(sidecar(beside.read_text()))
        changed = text(cast.csv_text(cast.BIRDS))
        path.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
        return path

    return make


IDS = pa.array([row.sample_id for row in cast.BIRDS])
DIGESTS = pa.array([row.sha256 for row in cast.BIRDS], pa.binary(32))
COUNTS = pa.array([row.exposures for row in cast.BIRDS])


def columns(**changed: cast.Column) -> Maker:
    """BIRDS as Parquet with columns changed."""
    whole: Mapping[str, cast.Column] = {"sample_id": IDS, "sha256": DIGESTS, "exposures": COUNTS, **changed}
    return lambda folder: cast.write_table(folder, whole)


def parquet_bytes(change: Callable[[bytes], bytes]) -> Maker:
    """BIRDS as Parquet with the bytes changed."""

    def make(folder: Path) -> Path:
        path = cast.write_parquet(folder, cast.BIRDS)
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def twice(write: cast.Writer) -> Maker:
    return lambda folder: write(folder, [*cast.BIRDS, cast.GULL])


def swelling(*, lying: bool, names: Sequence[str], **more: object) -> Maker:
    """A small Parquet file whose names unfold to very much; with a footer that says so, or one that does not."""

    def make(folder: Path) -> Path:
        rows = len(names)
        header_over = replace(cast.header_over(), rows=rows, exposures=rows)
        whole: Mapping[str, cast.Column] = {
            "sample_id": pa.array(names),
            "sha256": pa.array([cast.digest(str(number)) for number in range(rows)], pa.binary(32)),
            "exposures": pa.array([1] * rows),
        }
        path = cast.write_table(folder, whole, header_over, compression="zstd", dictionary_bytes=2**28)
        if lying:
            path.write_bytes(with_small_totals(path))
        assert path.stat().st_size < MEBIBYTE
        return path

    return make


def with_small_totals(path: Path) -> bytes:
    """The file with a footer that says each column and group unfolds to a thousand bytes."""
    content, metadata = path.read_bytes(), pq.read_metadata(path)
    length = int.from_bytes(content[-8:-4], "little") + 8
    body, footer = content[:-length], content[-length:]
    group = metadata.row_group(0)
    columns_now = [group.column(number) for number in range(group.num_columns)]
    for total in sorted({group.total_byte_size, *(one.total_uncompressed_size for one in columns_now)}):
        if total > MEBIBYTE:
            footer = footer.replace(varint(total), varint(1000, len(varint(total))))
    return body + footer


def varint(number: int, width: int = 1) -> bytes:
    """Thrift's zigzag varint, in at least so many bytes."""
    left, written = number << 1, bytearray()
    while left >= 0x80 or len(written) < width - 1:
        written.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*written, left])


def zipped(name: str) -> Maker:
    """A ZIP archive of many zeros, under the name of a part."""

    def make(folder: Path) -> Path:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.manifest.jsonl", b"0" * 10 * MEBIBYTE)
        return _laid(folder / name, stream.getvalue())

    return make


def _laid(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _without(words: str) -> Callable[[str], str]:
    return lambda text: text.replace(words, "")


DIGITS = cast.GULL.sha256.hex()
SIZE = "must be from 1 to 2^63 - 1"
SWELLS = "swells to more than 100 times"
LINES = [
    BadPartFile("lines: empty", lines(lambda content: b""), "the file is empty"),
    BadPartFile("lines: a line cut in half", lines(lambda content: content[:-30]), "not a whole JSON object", 4),
    BadPartFile("lines: cut at a line", lines(lambda content: content[: content.rindex(b"{")]), "there are 2"),
    BadPartFile("lines: the header cut in half", lines(lambda content: content[:50]), "not a whole JSON object", 1),
    BadPartFile("lines: exposures below zero", gull(b'"exposures": 3}', b'"exposures": -3}'), SIZE, 2),
    BadPartFile("lines: no exposures", gull(b'"exposures": 3}', b'"exposures": 0}'), SIZE, 2),
    BadPartFile("lines: half an exposure", gull(b'"exposures": 3}', b'"exposures": 2.5}'), "a whole number", 2),
    BadPartFile("lines: 2^63", gull(b'"exposures": 3}', b'"exposures": 9223372036854775808}'), SIZE, 2),
    BadPartFile("lines: 63 digits", gull(DIGITS.encode(), DIGITS[1:].encode()), "64 hex digits", 2),
    BadPartFile("lines: twice the same", twice(cast.write_jsonl), "stands twice", 5),
    BadPartFile("lines: no UTF-8", gull(b"gull", b"g\xffll"), "not UTF-8", 2),
    BadPartFile("lines: UTF-16", lines(lambda content: content.decode().encode("utf-16")), "not UTF-8", 1),
    BadPartFile("lines: an endless line", lines(lambda content: content + b"[" * 100_000), "longer than 65536", 5),
    BadPartFile("header: rows that disagree", header(rows=4), "the header says 4 rows, there are 3"),
    BadPartFile("header: exposures that disagree", header(exposures=7), "the header says 7 exposures"),
    BadPartFile("header: a digest that disagrees", header(rows_sha256="0" * 64), "rows_sha256 in the header"),
    BadPartFile("header: a rank outside its world", header(rank=2), "rank is 2, not from 0 to 1", 1),
    BadPartFile("header: a rank below zero", header(rank=-1), "rank is -1", 1),
    BadPartFile("header: no world", header(world_size=0), "world_size is 0", 1),
    BadPartFile("header: another run", header(run="nagi"), "is of run 'nagi'"),
    BadPartFile("header: another schema", header(schema="henrei-manifest/9"), "only 'henrei-manifest/1'", 1),
    BadPartFile("header: a field missing", gull(b'"stage"', b'"stagw"'), "stage is missing", 1),
]
PACKED = [
    BadPartFile("gzip: cut short", packed("gz", gzip.compress, cut=-9), "gzip is"),
    BadPartFile("zstd: cut short", packed("zst", zstandard.compress, cut=-9), "zstd is"),
    BadPartFile("gzip: none", packed("gz", bytes), "gzip is broken"),
    BadPartFile("zstd: none", packed("zst", bytes), "zstd is broken"),
    BadPartFile("gzip: a bomb", packed("gz", gzip.compress, more=b" " * 50 * MEBIBYTE), "longer than 65536", 5),
    BadPartFile("zstd: a bomb", packed("zst", zstandard.compress, more=b" " * 50 * MEBIBYTE), "", None),
    BadPartFile("gzip: a ZIP within", zipped("a.manifest.jsonl.gz"), "gzip is broken"),
    BadPartFile("lines: a ZIP", zipped("a.manifest.jsonl"), "not UTF-8", 1),
]
TABLES = [
    BadPartFile("csv: half an exposure", table(lambda text: text.replace(",3\n", ",2.5\n")), "a whole number", 2),
    BadPartFile("csv: no exposures", table(lambda text: text.replace(",3\n", ",0\n")), SIZE, 2),
    BadPartFile("csv: 2^63", table(lambda text: text.replace(",3\n", f",{2**63}\n")), SIZE, 2),
    BadPartFile("csv: 63 digits", table(lambda text: text.replace(DIGITS, DIGITS[1:])), "64 hex digits", 2),
    BadPartFile("csv: no UTF-8", table(lambda text: text.encode().replace(b"gull", b"g\xffll")), "not UTF-8", 2),
    BadPartFile("csv: a quote never closed", table(lambda text: text + '"a'), "unexpected end", 5),
    BadPartFile("csv: a column missing", table(_without(",exposures")), "exposures is not among them", 1),
    BadPartFile("csv: twice the same", twice(cast.write_csv), "stands twice", 5),
    BadPartFile("csv: rows that disagree", table(lambda text: text[: text.rindex('"birds')]), "there are 2"),
    BadPartFile("csv: a header cut in half", table(str, lambda beside: beside[:40]), "header: not a whole JSON"),
    BadPartFile("csv: a header of another run", table(str, lambda beside: beside.replace("shio", "nagi")), "'nagi-1'"),
]
MANY = [f"{number}{'x' * MEBIBYTE}" for number in range(60)]
PARQUET = [
    BadPartFile("parquet: cut short", parquet_bytes(lambda content: content[:-40]), "not a whole Parquet"),
    BadPartFile("parquet: its middle gone", parquet_bytes(lambda content: content[:40] + content[90:]), ""),
    BadPartFile("parquet: none", parquet_bytes(lambda content: b"PAR1" + content[:9]), "not a whole Parquet"),
    BadPartFile(
        "parquet: an endless footer",
        parquet_bytes(lambda content: content[:-8] + b"\xff\xff\xff\x7fPAR1"),
        "its footer is longer",
    ),
    BadPartFile("parquet: exposures below zero", columns(exposures=pa.array([3, -1, 2])), SIZE, 2),
    BadPartFile("parquet: no exposures", columns(exposures=pa.array([0, 1, 2])), SIZE, 1),
    BadPartFile("parquet: half an exposure", columns(exposures=pa.array([2.5, 1, 2])), "of whole numbers"),
    BadPartFile("parquet: 2^63", columns(exposures=pa.array([3, 1, 2**63], pa.uint64())), SIZE, 3),
    BadPartFile("parquet: 63 digits", columns(sha256=pa.array(["a" * 64, "b" * 63, "c" * 64])), "64 hex digits", 2),
    BadPartFile("parquet: no UTF-8", columns(sample_id=pa.array([b"a", b"\xff", b"c"]).view(pa.string())), "UTF-8", 2),
    BadPartFile("parquet: twice the same", twice(cast.write_parquet), "stands twice", 4),
    BadPartFile("parquet: rows in rows", columns(sample_id=pa.array([["a"], ["b"], ["c"]])), "", None),
    BadPartFile("parquet: a bomb by its footer", swelling(lying=False, names=MANY), SWELLS),
    BadPartFile("parquet: a bomb behind a lying footer", swelling(lying=True, names=MANY), SWELLS),
    BadPartFile("parquet: one page for a bomb", swelling(lying=True, names=["x" * 200 * MEBIBYTE]), SWELLS),
]
EVERY = [*LINES, *PACKED, *TABLES, *PARQUET]
