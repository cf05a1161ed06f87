"""The three required columns of a Parquet part, checked value by value without a loop over rows.

Each function takes one Arrow column of one batch and gives it in the type the schema `ROWS` has;
raises `UnfitAt` with the first wrong row (from 0 in the batch). Opens no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ledger.training.batches import DIGEST_BYTES, digest_column
from ledger.training.manifest import (
    MOST_SAMPLE_ID_BYTES,
    UnfitValue,
    check_exposures,
    check_sample_id,
    parse_digest,
)

Column: TypeAlias = "pa.Array[pa.Scalar[pa.DataType]]"
SPACE: Final = 0x20
DELETE: Final = 0x7F


class UnfitAt(UnfitValue):
    """A value of one row breaks the schema; `row` counts from 0 in the batch, None for the column."""

    def __init__(self, row: int | None, reason: str) -> None:
        super().__init__(reason)
        self.row = row


def sample_ids(column: Column) -> Column:
    """Text, read as a dictionary or plain; every id as `check_sample_id` wants it."""
    _refuse_nulls("sample_id", column)
    values = _values(column)
    if not pa.types.is_string(values.type):
        raise UnfitAt(None, f"column sample_id is {column.type}; it must be text")
    if not _all_lawful(values):
        _refuse_users(column, list(map(_wrong_id, _bytes_of_each(values))))
    return column.cast(pa.string())


def digests(column: Column) -> Column:
    """32 bytes, or 64 hex digits as text; read as a dictionary or plain."""
    _refuse_nulls("sha256", column)
    values = _values(column)
    if values.type == pa.binary(DIGEST_BYTES):
        return column.cast(pa.binary(DIGEST_BYTES))
    if pa.types.is_binary(values.type):
        wrong_length = map(_wrong_length, _lengths(values))
        _refuse_users(column, list(wrong_length))
        return column.cast(pa.binary(DIGEST_BYTES))
    if pa.types.is_string(values.type):
        return _from_hex(column, values)
    raise UnfitAt(None, f"column sha256 is {column.type}; it must be 32 bytes or 64 hex digits")


def exposures(column: Column) -> Column:
    """Whole numbers from 1 to 2^63 - 1, stored in any integer type."""
    _refuse_nulls("exposures", column)
    if not pa.types.is_integer(column.type):
        raise UnfitAt(None, f"column exposures is {column.type}; it must be of whole numbers")
    numbers = column.to_numpy(zero_copy_only=False)
    for row in np.flatnonzero((numbers < 1) | (numbers > np.iinfo(np.int64).max))[:1]:
        try:
            check_exposures(int(numbers[row]))
        except UnfitValue as unfit:
            raise UnfitAt(int(row), unfit.reason) from None
    return column.cast(pa.int64())


def _refuse_nulls(name: str, column: Column) -> None:
    if column.null_count:
        raise UnfitAt(int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0]), f"{name} is missing")


def _values(column: Column) -> Column:
    """The values behind a column: those of its dictionary where it has one, each perhaps used often."""
    return column.dictionary if isinstance(column, pa.DictionaryArray) else column


def _numbers(column: Column) -> npt.NDArray[np.int64]:
    """Which of `_values` each row uses."""
    if isinstance(column, pa.DictionaryArray):
        return column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.arange(len(column), dtype=np.int64)


def _refuse_users(column: Column, wrong: Sequence[str | None]) -> None:
    """Refuse the first row that uses a value with a reason against it; none where no row uses one."""
    against = [number for number, reason in enumerate(wrong) if reason is not None]
    used = _numbers(column)
    for row in np.flatnonzero(np.isin(used, against))[:1]:
        raise UnfitAt(int(row), wrong[int(used[row])] or "")


def _all_lawful(values: Column) -> bool:
    try:
        values.validate(full=True)  # Parquet readers do not look whether text is UTF-8
    except pa.ArrowInvalid:
        return False
    if len(values) == 0:
        return True
    lengths_bytes = _lengths(values)
    if lengths_bytes.min() < 1 or lengths_bytes.max() > MOST_SAMPLE_ID_BYTES:
        return False
    characters = np.frombuffer(memoryview(values.buffers()[2] or b""), dtype=np.uint8)
    return not bool(((characters < SPACE) | (characters == DELETE)).any())


def _lengths(values: Column) -> npt.NDArray[np.int64]:
    """Bytes of each value of a column of text or bytes."""
    offsets = values.buffers()[1]
    if offsets is None:
        return np.zeros(len(values), dtype=np.int64)
    bounds = np.frombuffer(memoryview(offsets), dtype=np.int32)[values.offset :][: len(values) + 1]
    return np.diff(bounds).astype(np.int64)


def _wrong_id(value: bytes) -> str | None:
    try:
        check_sample_id(value.decode("utf-8"))
    except UnicodeDecodeError:
        return "sample_id is not UTF-8"
    except UnfitValue as unfit:
        return unfit.reason
    return None


def _wrong_length(size_bytes: int) -> str | None:
    return None if size_bytes == DIGEST_BYTES else f"sha256 must be {DIGEST_BYTES} bytes, not {size_bytes}"


def _from_hex(column: Column, values: Column) -> Column:
    digested: list[bytes] = []
    wrong: list[str | None] = []
    for digits in _bytes_of_each(values):
        try:
            digested.append(parse_digest(digits.decode("ascii", "backslashreplace")))
            wrong.append(None)
        except UnfitValue as unfit:
            digested.append(bytes(DIGEST_BYTES))
            wrong.append(unfit.reason)
    _refuse_users(column, wrong)
    return digest_column(b"".join(digested)).take(_numbers(column))


def _bytes_of_each(column: Column) -> list[bytes]:
    return [value for value in column.cast(pa.binary()).to_pylist() if value is not None]
