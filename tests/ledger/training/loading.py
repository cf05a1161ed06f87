"""Every way of loading that the tracing is meant for, gone through on a training machine; started by its tests.

`python -m tests.ledger.training.loading FOLDER` makes a folder for each way, with the parts that three ranks recorded
and `consumed.json`: how often each sample came, told by the samples themselves (sample i is the number i).
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import torch
import webdataset
from accelerate import data_loader
from torch.utils.data import DataLoader, DistributedSampler, IterableDataset, get_worker_info

from ledger.training import tracing
from ledger.training.recorder import ManifestRecorder
from ledger.training.tracing import Trace, Traced, TracedDataset
from tests.ledger.training.samples import COUNT, RANKS, name_of, trace_of

Batch = Traced[torch.Tensor]
Way = Callable[[int], Iterable[Batch]]
EPOCHS = 2
BATCH = 4


class Stream(IterableDataset[Traced[float]]):
    """An iterable dataset as people write them: each worker takes every so many."""

    def __iter__(self) -> Iterator[Traced[float]]:
        worker = get_worker_info()
        first, stride = (worker.id, worker.num_workers) if worker else (0, 1)
        yield from tracing.traced_stream(map(float, range(first, COUNT, stride)), _trace)


def _trace(sample: float) -> Trace:
    return trace_of(int(sample))


def _traced() -> TracedDataset[float]:
    return TracedDataset([float(number) for number in range(COUNT)], [trace_of(number) for number in range(COUNT)])


def _distributed(rank: int, *, workers: int, drop_last: bool) -> Iterator[Batch]:
    dataset = _traced()
    sampler = DistributedSampler(dataset, num_replicas=RANKS, rank=rank, drop_last=drop_last)
    loader = DataLoader(dataset, batch_size=BATCH, sampler=sampler, num_workers=workers)
    for epoch in range(EPOCHS):
        sampler.set_epoch(epoch)
        yield from loader


def distributed_padded(rank: int) -> Iterator[Batch]:
    """DistributedSampler repeats some samples, so that every rank has as many."""
    return _distributed(rank, workers=2, drop_last=False)


def distributed_cut(rank: int) -> Iterator[Batch]:
    """DistributedSampler leaves some samples out instead."""
    return _distributed(rank, workers=0, drop_last=True)


def left_early(rank: int) -> Iterator[Batch]:
    """Workers have fetched more than the loop consumes before it breaks off."""
    for number, batch in enumerate(_distributed(rank, workers=2, drop_last=False)):
        if number == 3:
            return
        yield batch


def accelerated(rank: int) -> Iterator[Batch]:
    """Accelerate shards the batches of a map-style dataset."""
    loader = DataLoader(_traced(), batch_size=BATCH, shuffle=False)
    yield from data_loader.prepare_data_loader(loader, num_processes=RANKS, process_index=rank, put_on_device=True)


def accelerated_stream(rank: int) -> Iterator[Batch]:
    """Accelerate shards an iterable dataset: every rank reads all and takes its own."""
    loader = DataLoader(Stream(), batch_size=BATCH)
    yield from data_loader.prepare_data_loader(
        loader, num_processes=RANKS, process_index=rank, put_on_device=True, dispatch_batches=False
    )


def streamed(_: int) -> Iterator[Batch]:
    """Every rank reads the same iterable dataset through two workers."""
    yield from DataLoader(Stream(), batch_size=BATCH, num_workers=2)


def sharded(rank: int) -> Iterator[Batch]:
    """WebDataset: three shards, shared out by hand, two workers, its own loader."""
    shards = [str(shard) for shard in sorted(_SHARDS.glob("*.tar"))][rank::RANKS]
    dataset = webdataset.WebDataset(shards, shardshuffle=False, nodesplitter=None, empty_check=False)
    tuples = dataset.compose(tracing.traced_samples).to_tuple("png", "__key__", "sha256").batched(BATCH)
    for pictures, sample_ids, sha256s in webdataset.WebLoader(tuples, batch_size=None, num_workers=2):
        yield Traced(torch.tensor([float(picture) for picture in pictures]), sample_ids, sha256s)


WAYS: Mapping[str, Way] = {
    "distributed_padded": distributed_padded,
    "distributed_cut": distributed_cut,
    "left_early": left_early,
    "accelerated": accelerated,
    "accelerated_stream": accelerated_stream,
    "streamed": streamed,
    "sharded": sharded,
}
_SHARDS = Path(sys.argv[-1]) / "shards"


def main(folder: Path) -> None:
    """Go every way on every rank."""
    _pack(_SHARDS)
    for name, way in WAYS.items():
        consumed: Counter[str] = Counter()
        for rank in range(RANKS):
            with ManifestRecorder(
                run="loading",
                stage="unet-256",
                component="unet",
                rank=rank,
                world_size=RANKS,
                folder=folder / name / "parts",
            ) as recorder:
                for batch in way(rank):
                    consumed.update(name_of(int(number)) for number in batch.sample.tolist())
                    recorder.saw(batch.sample_id, batch.sha256)
        (folder / name / "consumed.json").write_text(json.dumps(consumed))


def _pack(folder: Path) -> None:
    """Shards whose pictures' bytes are their numbers; `trace_of` reckons digests over the same."""
    folder.mkdir()
    for rank in range(RANKS):
        with tarfile.open(folder / f"{rank}.tar", "w") as tar:
            for number in range(rank, COUNT, RANKS):
                member = tarfile.TarInfo(f"{name_of(number)}.png")
                member.size = len(str(number))
                tar.addfile(member, io.BytesIO(str(number).encode()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
