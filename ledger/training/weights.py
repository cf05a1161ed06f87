"""Weight files in the safetensors format, read tensor by tensor: never more in memory than one block of numbers.

Takes a file; gives its tensors by name and their values as float64 blocks. Raises `BadWeights` for whatever is not
lawful: cut off, a header too long or no JSON, tensors that overlap or leave holes. Source: the format's description
in the safetensors repository, "Format" (8 bytes of header length, little endian; a JSON header; the bytes).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from ledger.training import strict_json
from ledger.training.manifest import UnfitValue

LENGTH_BYTES: Final = 8
MOST_HEADER_BYTES: Final = 100_000_000
MOST_NUMBER: Final = 2**63 - 1
BLOCK: Final = 1 << 20
ABOUT: Final = "__metadata__"
WIDTHS: Final[Mapping[str, int]] = {
    dtype: width_bytes
    for width_bytes, dtypes in (
        (8, ("F64", "I64", "U64")),
        (4, ("F32", "I32", "U32")),
        (2, ("F16", "BF16", "I16", "U16")),
        (1, ("F8_E4M3", "F8_E5M2", "I8", "U8", "BOOL")),
    )
    for dtype in dtypes
}
FLOATS: Final[Mapping[str, str]] = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
BFLOAT: Final = "BF16"
NARROW: Final = ("F8_E4M3", "F8_E5M2")


class BadWeights(Exception):
    """A weight file cannot be compared: which one, and why."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies: ``begin`` in bytes from the start of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int

    @property
    def numbers(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def is_weight(self) -> bool:
        """Whether it holds fractions; whole numbers are places and switches that no training moves."""
        return self.dtype in FLOATS or self.dtype == BFLOAT


def read_header(path: Path) -> dict[str, Tensor]:
    """Every tensor of a file by name. Raises BadWeights."""
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as opened:
            header_bytes = _header_length(opened, size_bytes)
            text = opened.read(header_bytes).decode("utf-8")
        return _tensors(strict_json.read_object(text), LENGTH_BYTES + header_bytes, size_bytes)
    except UnicodeDecodeError:
        raise BadWeights(path.name, "its header is not UTF-8: it is no safetensors file") from None
    except UnfitValue as error:
        raise BadWeights(path.name, error.reason) from None
    except OSError as error:
        raise BadWeights(path.name, f"it cannot be read ({error.strerror})") from None


def blocks(opened: BinaryIO, tensor: Tensor) -> Iterator[NDArray[np.float64]]:
    """A tensor's numbers in order, at most `BLOCK` at a time. Raises UnfitValue: cut off meanwhile, not finite."""
    opened.seek(tensor.begin)
    left = tensor.numbers
    while left:
        count = min(left, BLOCK)
        content = opened.read(count * WIDTHS[tensor.dtype])
        if len(content) < count * WIDTHS[tensor.dtype]:
            raise UnfitValue(f"it ends inside of tensor {tensor.name!r:.200}")
        block = _as_float64(content, tensor.dtype)
        if not np.isfinite(block).all():
            raise UnfitValue(f"tensor {tensor.name!r:.200} holds values that are not finite: the weights are broken")
        yield block
        left -= count


def _header_length(opened: BinaryIO, size_bytes: int) -> int:
    length = int.from_bytes(opened.read(LENGTH_BYTES), "little")
    if size_bytes < LENGTH_BYTES:
        raise UnfitValue(f"it has {size_bytes} bytes: it is cut off, or no safetensors file")
    if length > MOST_HEADER_BYTES:
        raise UnfitValue(f"its header claims {length:,} bytes, more than {MOST_HEADER_BYTES:,}: no safetensors file")
    if LENGTH_BYTES + length > size_bytes:
        raise UnfitValue(f"its header claims {length:,} bytes and the file ends before: it is cut off")
    return length


def _tensors(header: Mapping[str, object], start: int, size_bytes: int) -> dict[str, Tensor]:
    """The tensors, after seeing that their bytes fill the file without overlap or hole."""
    spans = [_span(name, told) for name, told in header.items() if name != ABOUT]
    end = 0
    for tensor, last in sorted(spans, key=lambda span: (span[0].begin, span[1])):
        if tensor.begin != end:
            fault = "overlaps another" if tensor.begin < end else "leaves a hole before it"
            raise UnfitValue(f"tensor {tensor.name!r:.200} {fault}: its data_offsets are wrong")
        end = last
    if start + end != size_bytes:
        fault = "it is cut off" if start + end > size_bytes else "something follows its last tensor"
        raise UnfitValue(f"its tensors need {start + end:,} bytes and it has {size_bytes:,}: {fault}")
    return {one.name: Tensor(one.name, one.dtype, one.shape, start + one.begin) for one, _last in spans}


def _span(name: str, told: object) -> tuple[Tensor, int]:
    """A tensor as its header tells of it, and where its bytes end; both count from the end of the header."""
    where = f"tensor {name!r:.200}"
    if not isinstance(told, dict):
        raise UnfitValue(f"{where} is not told by an object with dtype, shape and data_offsets")
    dtype, shape, offsets = told.get("dtype"), told.get("shape"), told.get("data_offsets")
    if not isinstance(dtype, str) or dtype not in WIDTHS:
        raise UnfitValue(f"{where} has a dtype that is not read here: {dtype!r:.40}")
    if not _are_whole(shape) or not _are_whole(offsets) or len(offsets) != 2:
        raise UnfitValue(f"{where} has a shape or data_offsets that are no whole numbers from 0 on")
    begin, end = offsets
    tensor = Tensor(name, dtype, tuple(shape), begin)
    if end - begin != tensor.numbers * WIDTHS[dtype]:
        raise UnfitValue(f"{where} has {end - begin} bytes, not those that its shape and dtype need")
    return tensor, end


def _are_whole(told: object) -> TypeGuard[Sequence[int]]:
    return isinstance(told, list) and all(type(one) is int and 0 <= one <= MOST_NUMBER for one in told)


def _as_float64(content: bytes, dtype: str) -> NDArray[np.float64]:
    if dtype == BFLOAT:  # the upper half of a float32
        wide = np.frombuffer(content, "<u2").astype(np.uint32) << 16
        return wide.view(np.float32).astype(np.float64)
    return np.frombuffer(content, FLOATS[dtype]).astype(np.float64)
