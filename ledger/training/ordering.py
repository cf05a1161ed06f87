"""`rows_sha256` over batches that come in any order, in bounded memory, refusing doubles.

Takes batches of the schema `ROWS` and gives the digest as `manifest.rows_sha256` would; raises
`TwiceInPart` with the row's place. Up to 16 MiB of rows are sorted in memory; more are sorted
in stretches laid down in a temporary folder and merged. Knows no file format.
"""

from __future__ import annotations

import hashlib
import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.training import batches
from ledger.training.formats.columns import Columns

STRETCH_BYTES: Final = 2**24
ROWS_PER_HASH: Final = 65_536
ROWS_PER_MERGE: Final = 8_192

_ORDER: Final[list[tuple[str, Literal["ascending", "descending"]]]] = [
    ("sample_id", "ascending"),
    ("sha256", "ascending"),
    ("place", "ascending"),
]
_PLACED: Final = batches.ROWS.append(pa.field("place", pa.int64()))

_PlacedRow = tuple[str, bytes, int, int]


class TwiceInPart(Exception):
    """The same (sample, digest) stands twice; `place` counts the later row from 0 in the file's order."""

    def __init__(self, place: int, sample_id: str) -> None:
        super().__init__(place, sample_id)
        self.place = place
        self.sample_id = sample_id

    def __str__(self) -> str:
        return f"sample {self.sample_id!r:.80} with the same sha256 stands twice in this part"


def rows_sha256(rows: Iterable[pa.RecordBatch], *, stretch_bytes: int = STRETCH_BYTES) -> str:
    """The hex digest over all rows sorted by (sample_id, sha256)."""
    stretches = _sorted_stretches(rows, stretch_bytes)
    begun = list(islice(stretches, 2))
    if len(begun) < 2:
        return _digest(chain.from_iterable(map(_slices, begun)))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="henrei-order-")))
        laid_down = [_lay_down(stretch, folder / f"{n}.arrow") for n, stretch in enumerate(chain(begun, stretches))]
        begun.clear()
        return _digest(_merged(laid_down))


def _sorted_stretches(rows: Iterable[pa.RecordBatch], stretch_bytes: int) -> Iterator[pa.RecordBatch]:
    gathered: list[pa.RecordBatch] = []
    size_bytes = place = 0
    for batch in filter(len, rows):
        gathered.append(_placed(batch, place))
        place += batch.num_rows
        size_bytes += batch.nbytes
        if size_bytes >= stretch_bytes:
            yield _sorted(gathered)
            gathered, size_bytes = [], 0
    if gathered:
        yield _sorted(gathered)


def _placed(batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
    places = pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64))
    return pa.RecordBatch.from_arrays([*batch.columns, places], schema=_PLACED)


def _sorted(gathered: list[pa.RecordBatch]) -> pa.RecordBatch:
    table = pa.Table.from_batches(gathered).combine_chunks()
    if _ascends(table):
        return _joined(table.to_batches())
    stretch = _joined(table.sort_by(_ORDER).to_batches())
    _refuse_doubles(stretch)  # before more is read: a stream of doubles must not fill the disk
    return stretch


def _ascends(table: pa.Table) -> bool:
    """Whether each sample comes after the one before it, as our recorder writes them: then none stands twice."""
    samples = table.column("sample_id").combine_chunks()
    return pc.all(pc.less(samples[:-1], samples[1:])).as_py() is not False


def _joined(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    return pa.Table.from_batches(parts, schema=_PLACED).combine_chunks().to_batches()[0]


def _slices(stretch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    return (stretch.slice(row, ROWS_PER_HASH) for row in range(0, stretch.num_rows, ROWS_PER_HASH))


def _digest(ordered: Iterable[pa.RecordBatch]) -> str:
    digest = hashlib.sha256()
    before: pa.RecordBatch | None = None
    for batch in ordered:
        _refuse_doubles(batch if before is None else _joined([before, batch]))
        digest.update(batches.canonical_text(batch))
        before = batch.slice(batch.num_rows - 1)
    return digest.hexdigest()


def _refuse_doubles(batch: pa.RecordBatch) -> None:
    same = pc.and_(*(pc.equal(column[:-1], column[1:]) for column in batch.columns[:2]))
    first = pc.index(same, pa.scalar(True)).as_py()
    if first >= 0:
        raise TwiceInPart(batch.column("place")[first + 1].as_py(), batch.column("sample_id")[first].as_py())


def _lay_down(stretch: pa.RecordBatch, path: Path) -> Path:
    with pa.ipc.new_file(str(path), _PLACED) as writer:
        writer.write_table(pa.Table.from_batches([stretch]), max_chunksize=ROWS_PER_MERGE)
    return path


def _picked_up(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.ipc.open_file(pa.OSFile(str(path), "rb")) as reader:
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _merged(paths: list[Path]) -> Iterator[pa.RecordBatch]:
    if _follow_each_other(paths):
        yield from chain.from_iterable(map(_picked_up, paths))
        return
    rows = heapq.merge(*map(_rows, paths))
    while stretch := list(islice(rows, ROWS_PER_HASH)):
        yield _batch(stretch)


def _follow_each_other(paths: list[Path]) -> bool:
    """Whether each file ends before the next begins, as where the writer had sorted its rows."""
    ends = [_ends(path) for path in paths]
    return all(earlier[1] < later[0] for earlier, later in pairwise(ends))


def _ends(path: Path) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    with pa.ipc.open_file(pa.OSFile(str(path), "rb")) as reader:
        first, last = reader.get_batch(0), reader.get_batch(reader.num_record_batches - 1)
        return _key(first, 0), _key(last, last.num_rows - 1)


def _key(batch: pa.RecordBatch, row: int) -> tuple[str, bytes]:
    return batch.column("sample_id")[row].as_py(), batch.column("sha256")[row].as_py()


def _rows(path: Path) -> Iterator[_PlacedRow]:
    for batch in _picked_up(path):
        columns = [column.to_pylist() for column in batch.columns]
        yield from zip(*columns, strict=True)


def _batch(rows: list[_PlacedRow]) -> pa.RecordBatch:
    columns = Columns([row[0] for row in rows], b"".join([row[1] for row in rows]), [row[2] for row in rows])
    places = pa.array([row[3] for row in rows], pa.int64())
    return pa.RecordBatch.from_arrays([*batches.from_columns(columns).columns, places], schema=_PLACED)
