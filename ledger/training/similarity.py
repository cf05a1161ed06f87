"""How alike two weight files are: the cosine between them, for each part of the model and in all.

Takes two files; gives a `Comparison`. Tensors are paired by name; one that is in a single file, has another shape or
no fractions is told and not compared. Sums are float64; two blocks of numbers are in memory at a time. Weights that
began from the same ones stay near 1 for long; weights of two trainings from scratch are near 0.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ledger.training import weights
from ledger.training.manifest import UnfitValue
from ledger.training.weights import BadWeights, Tensor

Part = Literal["vae", "unet", "text_encoder", "other", "all"]
PARTS: Final[tuple[Part, ...]] = ("vae", "unet", "text_encoder", "other", "all")

# Which part a tensor belongs to, by the longest beginning of its name that is here. First the names of single files,
# then those of whole diffusers pipelines, then of diffusers' (and older) files of one part.
BEGINNINGS: Final[dict[Part, tuple[str, ...]]] = {
    "vae": (
        *("first_stage_model.", "vae."),
        *("encoder.", "decoder.", "quant_conv.", "post_quant_conv."),
    ),
    "unet": (
        *("model.diffusion_model.", "unet."),
        *("conv_in.", "conv_out.", "conv_norm_out.", "time_embedding.", "add_embedding.", "class_embedding."),
        *("down_blocks.", "mid_block.", "up_blocks.", "encoder_hid_proj."),
        *("input_blocks.", "middle_block.", "output_blocks.", "time_embed.", "label_emb.", "out."),
    ),
    "text_encoder": (
        *("cond_stage_model.", "conditioner.embedders.", "text_encoders.", "text_encoder.", "text_encoder_2."),
        *("text_model.", "text_projection.", "transformer.text_model.", "shared.", "encoder.block.", "encoder.final_"),
    ),
}


@dataclass(frozen=True, slots=True)
class PartSimilarity:
    """One part: how many tensors and numbers were compared. No cosine where one side is zero throughout."""

    part: Part
    tensors: int
    numbers: int
    cosine: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files, by the SHA-256 of each, and what came of comparing them."""

    first_sha256: bytes
    second_sha256: bytes
    parts: Sequence[PartSimilarity]
    only_in_first: Sequence[str]
    only_in_second: Sequence[str]
    other_shape: Sequence[str]
    not_weights: Sequence[str]

    @property
    def cosine(self) -> float | None:
        """The cosine in all."""
        return self.parts[-1].cosine


@dataclass(slots=True)
class _Sums:
    """What a cosine is made of, as it grows."""

    tensors: int = 0
    numbers: int = 0
    products: float = 0.0
    first_squares: float = 0.0
    second_squares: float = 0.0

    def add(self, other: _Sums) -> None:
        """Count another's sums in."""
        self.tensors += other.tensors
        self.numbers += other.numbers
        self.products += other.products
        self.first_squares += other.first_squares
        self.second_squares += other.second_squares

    def cosine(self) -> float | None:
        """From -1 to 1; None where one side is zero throughout."""
        lengths = math.sqrt(self.first_squares) * math.sqrt(self.second_squares)
        return max(-1.0, min(1.0, self.products / lengths)) if lengths > 0 else None


@dataclass(slots=True)
class _Paired:
    """The tensors of two files, by what becomes of them."""

    both: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    other_shape: list[str] = field(default_factory=list)
    not_weights: list[str] = field(default_factory=list)


def compare(first: Path, second: Path, *, seen: Callable[[int], object] | None = None) -> Comparison:
    """Compare two files; ``seen`` is told how many numbers of each were read. Raises BadWeights."""
    one, other = weights.read_header(first), weights.read_header(second)
    paired = _paired(first, one, second, other)
    sums = _summed(first, second, paired.both, seen or _unseen)
    return Comparison(
        first_sha256=_digest(first),
        second_sha256=_digest(second),
        parts=[PartSimilarity(part, sums[part].tensors, sums[part].numbers, sums[part].cosine()) for part in sums],
        only_in_first=sorted(one.keys() - other.keys()),
        only_in_second=sorted(other.keys() - one.keys()),
        other_shape=paired.other_shape,
        not_weights=paired.not_weights,
    )


def part_of(name: str) -> Part:
    """Which part of a model a tensor belongs to."""
    found = [(len(one), part) for part, beginnings in BEGINNINGS.items() for one in beginnings if name.startswith(one)]
    return max(found)[1] if found else "other"


def _unseen(numbers: int) -> None:
    """Nobody watches."""


def _paired(first: Path, one: dict[str, Tensor], second: Path, other: dict[str, Tensor]) -> _Paired:
    _refuse_narrow(first, one.values())
    _refuse_narrow(second, other.values())
    paired = _Paired()
    for name in sorted(one.keys() & other.keys()):
        if one[name].shape != other[name].shape:
            paired.other_shape.append(name)
        elif not (one[name].is_weight and other[name].is_weight):
            paired.not_weights.append(name)
        else:
            paired.both.append((one[name], other[name]))
    if not paired.both:
        raise BadWeights(
            f"{first.name} and {second.name}",
            "no weight of one has the name and shape of one of the other: give two files of one layout",
        )
    return paired


def _refuse_narrow(path: Path, tensors: Iterable[Tensor]) -> None:
    narrow = next((one for one in tensors if one.dtype in weights.NARROW), None)
    if narrow is not None:
        raise BadWeights(path.name, f"tensor {narrow.name!r:.200} is {narrow.dtype}: write it as F16, BF16 or F32")


def _summed(
    first: Path, second: Path, both: Sequence[tuple[Tensor, Tensor]], seen: Callable[[int], object]
) -> dict[Part, _Sums]:
    """The sums of each part that has tensors, and of all, in order."""
    by_part: dict[Part, _Sums] = defaultdict(_Sums)
    for one, other in both:
        by_part[part_of(one.name)].add(_of_tensor(first, one, second, other))
        seen(one.numbers)
    together = _Sums()
    for sums in by_part.values():
        together.add(sums)
    if not math.isfinite(together.products + together.first_squares + together.second_squares):
        raise BadWeights(f"{first.name} and {second.name}", "their values are too large to be compared")
    return {part: by_part[part] for part in PARTS if part in by_part} | {"all": together}


def _of_tensor(first: Path, one: Tensor, second: Path, other: Tensor) -> _Sums:
    sums = _Sums(tensors=1)
    with first.open("rb") as reading, second.open("rb") as beside, np.errstate(over="ignore", invalid="ignore"):
        ours, theirs = _named(first, weights.blocks(reading, one)), _named(second, weights.blocks(beside, other))
        for ours_block, theirs_block in zip(ours, theirs, strict=True):
            sums.numbers += len(ours_block)
            sums.products += float(ours_block @ theirs_block)
            sums.first_squares += float(ours_block @ ours_block)
            sums.second_squares += float(theirs_block @ theirs_block)
    return sums


def _named(path: Path, blocks: Iterator[NDArray[np.float64]]) -> Iterator[NDArray[np.float64]]:
    """The same blocks; a fault is told with the file's name."""
    try:
        yield from blocks
    except UnfitValue as error:
        raise BadWeights(path.name, error.reason) from None
    except OSError as error:
        raise BadWeights(path.name, f"it cannot be read ({error.strerror})") from None


def _digest(path: Path) -> bytes:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()
