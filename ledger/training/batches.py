"""Rows as Arrow record batches, the common coin of every form of part.

Takes columns of lawful values and gives batches of the schema `ROWS`; also the text over which
`rows_sha256` is reckoned, made for a whole batch at once. Opens no file.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ledger.training.formats.columns import Columns

DIGEST_BYTES: Final = 32
_FIELDS: Final[list[tuple[str, pa.DataType]]] = [
    ("sample_id", pa.string()),
    ("sha256", pa.binary(DIGEST_BYTES)),
    ("exposures", pa.int64()),
]
ROWS: Final = pa.schema(_FIELDS)

_HEX: Final = np.frombuffer(b"".join(f"{byte:02x}".encode() for byte in range(256)), dtype=np.uint16)

DigestColumn: TypeAlias = "pa.Array[pa.Scalar[pa.lib.FixedSizeBinaryType]]"


def from_columns(columns: Columns) -> pa.RecordBatch:
    """One batch of `ROWS` from plain lists."""
    return pa.RecordBatch.from_arrays(
        [
            pa.array(columns.sample_ids, pa.string()),
            digest_column(columns.sha256s),
            pa.array(columns.exposures, pa.int64()),
        ],
        schema=ROWS,
    )


def digest_column(sha256s: bytes) -> DigestColumn:
    """32-byte values from bytes that lie end to end."""
    rows = len(sha256s) // DIGEST_BYTES
    return pa.Array.from_buffers(pa.binary(DIGEST_BYTES), rows, [None, pa.py_buffer(sha256s)])


def digest_bytes(column: DigestColumn) -> npt.NDArray[np.uint8]:
    """The digests of a column without nulls; shape (rows, 32)."""
    held = column.buffers()[1]
    if held is None:
        return np.empty((0, DIGEST_BYTES), dtype=np.uint8)
    every = np.frombuffer(memoryview(held), dtype=np.uint8).reshape(-1, DIGEST_BYTES)
    return every[column.offset : column.offset + len(column)]


def total_exposures(batch: pa.RecordBatch) -> int:
    """The exact sum, which may pass 2^63."""
    exposures = batch.column("exposures").to_numpy(zero_copy_only=True)
    if len(exposures) == 0 or int(exposures.max()) <= (2**63 - 1) // len(exposures):
        return int(exposures.sum())
    return sum(int(count) for count in exposures)


def canonical_text(batch: pa.RecordBatch) -> bytes | memoryview:
    """`sample_id TAB sha256hex TAB exposures LF` of every row, end to end, in the batch's order."""
    rows = batch.num_rows
    digits, counts = _hex(batch.column("sha256")), _ending_lines(batch.column("exposures"))
    text = pc.binary_join_element_wise(batch.column("sample_id"), digits, counts, pa.repeat("\t", rows))
    _, offsets, characters = text.buffers()
    if offsets is None or characters is None:
        return b""
    bounds = np.frombuffer(memoryview(offsets), dtype=np.int32)[text.offset : text.offset + rows + 1]
    return memoryview(characters)[int(bounds[0]) : int(bounds[-1])]


def _ending_lines(exposures: pa.Array[pa.Scalar[pa.DataType]]) -> pa.StringArray:
    """Each count as digits and LF; few counts differ, so each is written once."""
    counts = exposures.dictionary_encode()
    digits = pa.array([f"{count}\n" for count in counts.dictionary.to_pylist()], pa.string())
    return digits.take(counts.indices)


def _hex(column: DigestColumn) -> pa.StringArray:
    """Each digest as 64 digits."""
    digits = np.take(_HEX, digest_bytes(column))
    offsets = np.arange(0, 2 * DIGEST_BYTES * (len(column) + 1), 2 * DIGEST_BYTES, dtype=np.int32)
    return pa.StringArray.from_buffers(len(column), pa.py_buffer(offsets.data), pa.py_buffer(digits.data))
