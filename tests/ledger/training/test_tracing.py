"""Sample ids and digests reach the recorder through whatever loads the pictures."""

from __future__ import annotations

import io
import json
import tarfile
from collections import Counter
from collections.abc import MutableMapping
from pathlib import Path

import pytest

from ledger.training import grouping, parts, tracing
from ledger.training.manifest import UnfitValue
from ledger.training.recorder import ManifestRecorder
from ledger.training.tracing import Trace, Traced, TracedDataset
from tests.ledger.training import part_cast as cast

NAMES = [f"bird-{number:02d}" for number in range(23)]
TRACES = [Trace(name, cast.digest(name).hex()) for name in NAMES]
PICTURES = [float(number) for number in range(23)]


def recorder_of(rank: int, folder: Path) -> ManifestRecorder:
    return ManifestRecorder(run="shio-1", stage="unet-256", component="unet", rank=rank, world_size=3, folder=folder)


def counted(folder: Path) -> dict[str, int]:
    return {count.sample_id: count.exposures for count in grouping.by_sample(parts.part_files(folder))}


def test_a_sample_brings_its_origin() -> None:
    dataset = TracedDataset(PICTURES, TRACES)
    assert len(dataset) == 23
    assert dataset[3] == Traced(sample=3.0, sample_id="bird-03", sha256=cast.digest("bird-03").hex())


def test_traces_that_do_not_fit_are_refused() -> None:
    with pytest.raises(tracing.TracesDoNotFit, match="23 samples and 22 traces"):
        TracedDataset(PICTURES, TRACES[1:])
    with pytest.raises(UnfitValue):
        TracedDataset([0.0], [Trace("a", "no digest")])


def test_a_shard_tells_the_digest_of_the_original() -> None:
    noted = json.dumps({"sha256": cast.digest("original").hex().upper()}).encode()
    samples: list[MutableMapping[str, object]] = [
        {"__key__": "a", "jpg": b"resized", "json": noted},
        {"__key__": "b", "png": b"whole", "json": b'{"caption": "a wren"}'},
        {"__key__": "c", "left.webp": b"whole"},
    ]
    assert [sample["sha256"] for sample in tracing.traced_samples(samples)] == [
        cast.digest("original").hex(),
        cast.digest("whole").hex(),
        cast.digest("whole").hex(),
    ]


def test_a_shard_sample_that_tells_nothing_is_refused() -> None:
    with pytest.raises(tracing.SampleUntraceable, match="sample 'a' holds no picture"):
        list(tracing.traced_samples([{"__key__": "a", "txt": b"a wren"}]))
    with pytest.raises(UnfitValue, match="63 characters"):
        list(tracing.traced_samples([{"__key__": "a", "json": json.dumps({"sha256": "a" * 63}).encode()}]))


@pytest.mark.parametrize(("drop_last", "workers"), [(False, 2), (True, 0)])
def test_what_every_rank_consumed_through_pytorch_is_what_is_counted(
    tmp_path: Path, drop_last: bool, workers: int
) -> None:
    data = pytest.importorskip("torch.utils.data", reason="skipped: PyTorch is not installed")
    dataset = TracedDataset(PICTURES, TRACES)
    consumed: Counter[str] = Counter()
    for rank in range(3):
        sampler = data.DistributedSampler(dataset, num_replicas=3, rank=rank, drop_last=drop_last)
        loader = data.DataLoader(dataset, batch_size=4, sampler=sampler, num_workers=workers)
        with recorder_of(rank, tmp_path) as recorder:
            for epoch in range(2):
                sampler.set_epoch(epoch)
                for batch in loader:
                    consumed.update(NAMES[int(number)] for number in batch.sample.tolist())
                    recorder.saw(batch.sample_id, batch.sha256)
                recorder.checkpoint()
    assert counted(tmp_path) == dict(consumed)
    assert sum(consumed.values()) == 2 * (21 if drop_last else 24)


def test_what_accelerate_hands_to_every_rank_is_what_is_counted(tmp_path: Path) -> None:
    data = pytest.importorskip("torch.utils.data", reason="skipped: PyTorch is not installed")
    loading = pytest.importorskip("accelerate.data_loader", reason="skipped: accelerate is not installed")
    consumed: Counter[str] = Counter()
    for rank in range(3):
        loader = data.DataLoader(TracedDataset(PICTURES, TRACES), batch_size=4, shuffle=False)
        prepared = loading.prepare_data_loader(loader, num_processes=3, process_index=rank, put_on_device=False)
        with recorder_of(rank, tmp_path) as recorder:
            for batch in prepared:
                consumed.update(NAMES[int(number)] for number in batch.sample.tolist())
                recorder.saw(batch.sample_id, batch.sha256)
    assert counted(tmp_path) == dict(consumed)
    assert sum(consumed.values()) == 24


def test_what_webdataset_yields_is_what_is_counted(tmp_path: Path) -> None:
    webdataset = pytest.importorskip("webdataset", reason="skipped: WebDataset is not installed")
    shard = tmp_path / "000.tar"
    with tarfile.open(shard, "w") as tar:
        for name in NAMES:
            member = tarfile.TarInfo(f"{name}.png")
            member.size = len(name)
            tar.addfile(member, io.BytesIO(name.encode()))
    dataset = webdataset.WebDataset(str(shard), shardshuffle=False).compose(tracing.traced_samples)
    with recorder_of(0, tmp_path / "parts") as recorder:
        for _, sample_ids, sha256s in dataset.to_tuple("png", "__key__", "sha256").batched(5):
            recorder.saw(sample_ids, sha256s)
    paths = parts.part_files(tmp_path / "parts")
    assert {count.sample_id: count.sha256 for count in grouping.by_sample(paths)} == {
        name: cast.digest(name) for name in NAMES
    }
