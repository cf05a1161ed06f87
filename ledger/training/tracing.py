"""Sample ids and digests carried beside the pictures through a DataLoader's workers, to the recorder.

Wraps what the training already has, by its shape alone: anything with `len` and `[]` is a dataset,
anything that yields dicts with `__key__` is a WebDataset pipeline. PyTorch's own collation keeps a
named tuple a named tuple and strings a list, so DistributedSampler, accelerate and pinned memory
work as before. Standard library only; PyTorch is not imported. Counting is left to `recorder`.

    loader = DataLoader(TracedDataset(pictures, traces), sampler=DistributedSampler(pictures))
    for batch in loader:
        train(batch.sample)
        recorder.saw(batch.sample_id, batch.sha256)

    dataset = webdataset.WebDataset(shards).compose(traced_samples).decode("pil")
    dataset = dataset.to_tuple("jpg", "__key__", "sha256").batched(16)

An iterable dataset of your own yields from `traced_stream`. Accelerate joins batches of such in one process unless told
`dispatch_batches=False`; it cannot join text, and stops.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from ledger.training import strict_json
from ledger.training.manifest import UnfitValue, check_sample_id, parse_digest

PICTURE_ENDINGS: Final = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "jxl", "ppm")

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Indexed(Protocol[T_co]):
    """What PyTorch calls a map-style dataset."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> T_co: ...


@dataclass(frozen=True)
class Trace:
    """Where one sample of a dataset comes from; the digest is of the original bytes, in hex."""

    sample_id: str
    sha256: str


class Traced(NamedTuple, Generic[T]):
    """One sample with its origin; after collation, one batch with lists of origins."""

    sample: T
    sample_id: str
    sha256: str


class TracesDoNotFit(Exception):
    """A dataset and its traces differ in length, so that no trace can be trusted."""

    def __init__(self, samples: int, traces: int) -> None:
        super().__init__(samples, traces)
        self.samples = samples
        self.traces = traces

    def __str__(self) -> str:
        return f"the dataset has {self.samples} samples and {self.traces} traces; give one trace per index"


class SampleUntraceable(Exception):
    """A WebDataset sample has neither a digest in its JSON nor a picture's bytes to reckon one from."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"sample {self.key!r:.80} holds no picture and no sha256: put traced_samples before decoding"


class TracedDataset(Generic[T]):
    """A map-style dataset whose samples come as `Traced`; index i of the dataset has trace i."""

    def __init__(self, dataset: Indexed[T], traces: Sequence[Trace]) -> None:
        if len(dataset) != len(traces):
            raise TracesDoNotFit(len(dataset), len(traces))
        for trace in traces:
            check_sample_id(trace.sample_id)
            parse_digest(trace.sha256)
        self._dataset = dataset
        self._traces = traces

    def __len__(self) -> int:
        return len(self._traces)

    def __getitem__(self, index: int) -> Traced[T]:
        trace = self._traces[index]
        return Traced(self._dataset[index], trace.sample_id, trace.sha256)


def traces_of(paths: Iterable[Path], *, folder: Path) -> list[Trace]:
    """One trace per file: its place in the folder as the id, and the digest of its bytes as they lie there."""
    return [Trace(path.relative_to(folder).as_posix(), _file_digest(path)) for path in paths]


def traced_stream(samples: Iterable[T], trace_of: Callable[[T], Trace]) -> Iterator[Traced[T]]:
    """Samples of an iterable dataset with their origin, as they come; for the `__iter__` of your own dataset."""
    for sample in samples:
        trace = trace_of(sample)
        yield Traced(sample, trace.sample_id, trace.sha256)


def traced_samples(samples: Iterable[MutableMapping[str, object]]) -> Iterator[MutableMapping[str, object]]:
    """Add `sha256` (64 hex digits) to every sample of a WebDataset pipeline, before anything is decoded.

    Taken from the sample's JSON where a downloader kept the original's digest there, since what lies in
    the shard may have been resized; else reckoned over the picture as it lies there.
    Raises `SampleUntraceable`, and `UnfitValue` for a digest that is none.
    """
    for sample in samples:
        digest = digest_of(sample)
        if digest is None:
            raise SampleUntraceable(str(sample.get("__key__")))
        sample["sha256"] = digest
        yield sample


def digest_of(sample: Mapping[str, object]) -> str | None:
    """The digest of one undecoded sample in hex; None where nothing in it tells."""
    noted = sample.get("json")
    if isinstance(noted, bytes):
        digest = _noted_digest(noted)
        if digest is not None:
            return digest
    for name, content in sample.items():
        if name.lower().rpartition(".")[2] in PICTURE_ENDINGS and isinstance(content, bytes):
            return hashlib.sha256(content).hexdigest()
    return None


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _noted_digest(noted: bytes) -> str | None:
    try:
        digest = strict_json.read_object(noted.decode("utf-8")).get("sha256")
    except UnicodeDecodeError:
        raise UnfitValue("the sample's JSON is not UTF-8") from None
    if digest is None:
        return None
    if not isinstance(digest, str):
        raise UnfitValue(f"sha256 in the sample's JSON must be text, not {digest!r:.40}")
    return parse_digest(digest).hex()
