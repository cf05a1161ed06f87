"""The demonstration's training run: a small, honest loop over four ranks and three epochs.

Samples are dealt as PyTorch's DistributedSampler deals them: shuffled anew each epoch, filled up from the
front until the ranks divide them evenly, then rank r takes every fourth from r on. Each rank feeds a recorder
and checkpoints after each epoch; `truth.csv` is counted from the dealt hands, not from what was recorded.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ledger.training.recorder import ManifestRecorder

STAGE = "unet-256"
WORLD_SIZE = 4
EPOCHS = 3
BATCH_SIZE = 8


@dataclass(frozen=True, order=True)
class Sample:
    """One picture as the training loop's data set lists it; `sha256` is 64 hex digits."""

    sample_id: str
    sha256: str


def hand(samples: Sequence[Sample], *, rank: int, epoch: int) -> list[Sample]:
    """What one rank is dealt in one epoch, in order."""
    order = list(samples)
    Random(epoch).shuffle(order)
    missing = -len(order) % WORLD_SIZE
    return (order + order[:missing])[rank::WORLD_SIZE]


def record(samples: Sequence[Sample], *, run: str, folder: Path) -> None:
    """Trains nothing, but records it: 12 parts and `truth.csv` in `folder`, which must exist."""
    for rank in range(WORLD_SIZE):
        _record_rank(samples, run=run, folder=folder, rank=rank)
    _write_truth(samples, folder / "truth.csv")


def _record_rank(samples: Sequence[Sample], *, run: str, folder: Path, rank: int) -> None:
    with ManifestRecorder(
        run=run, stage=STAGE, component="unet", rank=rank, world_size=WORLD_SIZE, folder=folder, attempt=1
    ) as recorder:
        for epoch in range(EPOCHS):
            for batch in _batches(hand(samples, rank=rank, epoch=epoch)):
                recorder.saw([sample.sample_id for sample in batch], [sample.sha256 for sample in batch])
            recorder.checkpoint(final=epoch == EPOCHS - 1)


def _batches(dealt: Sequence[Sample]) -> Iterator[Sequence[Sample]]:
    return (dealt[start : start + BATCH_SIZE] for start in range(0, len(dealt), BATCH_SIZE))


def _write_truth(samples: Sequence[Sample], path: Path) -> None:
    hands = (hand(samples, rank=rank, epoch=epoch) for rank in range(WORLD_SIZE) for epoch in range(EPOCHS))
    seen = Counter(sample for dealt in hands for sample in dealt)
    with path.open("w", encoding="utf-8", newline="") as page:
        rows = csv.writer(page, lineterminator="\n")
        rows.writerow(("sample_id", "sha256", "exposures"))
        rows.writerows((sample.sample_id, sample.sha256, seen[sample]) for sample in sorted(seen))
