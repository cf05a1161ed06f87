"""Sample ids and digests reach the recorder through whatever loads the pictures."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from pathlib import Path

import pytest

from ledger.training import completeness, grouping, parts, tracing
from ledger.training.manifest import UnfitValue
from ledger.training.tracing import Trace, Traced, TracedDataset
from tests.ledger.training import part_cast as cast
from tests.ledger.training import samples
from tests.training_machine import TrainingMachine

NAMES = [f"bird-{number:02d}" for number in range(23)]
TRACES = [Trace(name, cast.digest(name).hex()) for name in NAMES]
PICTURES = [float(number) for number in range(23)]


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


def test_a_file_is_traced_by_its_place_and_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "birds").mkdir()
    wren = tmp_path / "birds" / "wren.png"
    wren.write_bytes(b"a wren")
    assert tracing.traces_of([wren], folder=tmp_path) == [Trace("birds/wren.png", cast.digest("a wren").hex())]


def test_a_stream_brings_its_origin_as_it_comes() -> None:
    stream = tracing.traced_stream([3.0], lambda sample: TRACES[int(sample)])
    assert list(stream) == [Traced(sample=3.0, sample_id="bird-03", sha256=cast.digest("bird-03").hex())]


@pytest.fixture(scope="module")
def loaded(machine: TrainingMachine) -> Path:
    """Every way of loading, gone through on the training machine."""
    machine.run("-m", "tests.ledger.training.loading", str(machine.desk))
    return machine.desk


@pytest.mark.xdist_group("training-machine")
@pytest.mark.parametrize(
    ("way", "exposures"),
    [
        ("distributed_padded", 2 * 24),
        ("distributed_cut", 2 * 21),
        ("left_early", 3 * 3 * 4),
        ("accelerated", 24),
        ("accelerated_stream", 24),
        ("streamed", 3 * 23),
        ("sharded", 23),
    ],
)
def test_what_the_loop_consumed_is_what_is_counted(loaded: Path, way: str, exposures: int) -> None:
    files = parts.part_files(loaded / way / "parts")
    consumed: dict[str, int] = json.loads((loaded / way / "consumed.json").read_text())
    counted = list(grouping.by_sample(files))
    assert completeness.is_complete(completeness.judge([parts.verify(file) for file in files]))
    assert {one.sample_id: one.exposures for one in counted} == consumed
    assert sum(consumed.values()) == exposures
    digests = {samples.name_of(number): samples.trace_of(number).sha256 for number in range(samples.COUNT)}
    assert {one.sample_id: one.sha256.hex() for one in counted}.items() <= digests.items()
