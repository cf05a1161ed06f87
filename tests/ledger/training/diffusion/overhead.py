"""What the recorder costs a training step, by two ways that can contradict each other.

Called: the clock around `saw` and `checkpoint` inside the loop, over the time of the steps. Paired: the same steps
with the recorder and traced pictures, and without both, in blocks by turns; it sees everything, noise included.
The clock is the wall's on a GPU and the processor's own without one. One rank, its own model; gives milliseconds and
shares. A checkpoint's cost, always by the wall, is spread over `STEPS_PER_CHECKPOINT` steps.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TypeVar

import torch
from torch.utils.data import DataLoader, RandomSampler

from ledger.training.recorder import ManifestRecorder
from ledger.training.tracing import Indexed, TracedDataset, traces_of
from tests.ledger.training.diffusion import pictures as drawn
from tests.ledger.training.diffusion.cost import Overhead
from tests.ledger.training.diffusion.plan import RUN, STAGE, Plan
from tests.ledger.training.diffusion.unet import UNet, loss

STEPS_PER_CHECKPOINT = 1_000
STEPS_TO_WARM_UP = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Block:
    """Some steps in a row: seconds for all, seconds inside `saw`, and inside the checkpoint after them."""

    steps: int
    seconds: float
    saw_seconds: float
    checkpoint_seconds: float


class Bench:
    """One model, and the same pictures loaded with and without their origin."""

    def __init__(self, plan: Plan, steps_per_block: int) -> None:
        torch.manual_seed(7)
        self.steps_per_block = steps_per_block
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        # A processor is shared with others, whose time is not ours; a GPU is waited for by the clock on the wall.
        self.clock = time.perf_counter if self.device.type == "cuda" else time.process_time
        self.model = UNet(plan.channels).to(self.device)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=2e-4)
        paths = drawn.found(plan.pictures)
        pictures = drawn.Pictures(paths, plan.side)
        self.traced = _endless(TracedDataset(pictures, traces_of(paths, folder=plan.pictures)), plan)
        self.plain = _endless(pictures, plan)

    def without(self) -> Block:
        """A block of steps as they were before there was a recorder."""
        begun = self._settled()
        for _ in range(self.steps_per_block):
            self._learn(next(self.plain))
        return Block(self.steps_per_block, self._settled() - begun, 0, 0)

    def recorded(self, recorder: ManifestRecorder) -> Block:
        """A block of steps that are counted, and a checkpoint after it that the steps are not charged with."""
        saw_seconds = 0.0
        begun = self._settled()
        for _ in range(self.steps_per_block):
            batch = next(self.traced)
            self._learn(batch.sample)
            called = self.clock()
            recorder.saw(batch.sample_id, batch.sha256)
            saw_seconds += self.clock() - called
        seconds = self._settled() - begun
        called = time.perf_counter()  # a checkpoint waits for the disk, and so does the training
        recorder.checkpoint()
        return Block(self.steps_per_block, seconds, saw_seconds, time.perf_counter() - called)

    def _learn(self, pictures: torch.Tensor) -> None:
        self.optimiser.zero_grad()
        loss(self.model, pictures.to(self.device, non_blocking=True)).backward()
        self.optimiser.step()

    def _settled(self) -> float:
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return self.clock()


def measure(plan: Plan, *, blocks: int, steps_per_block: int) -> Overhead:
    """Measure both ways; the two kinds of block take turns at going first."""
    torch.set_num_threads(1)
    bench = Bench(plan, STEPS_TO_WARM_UP)
    with ManifestRecorder(
        run=RUN, stage=STAGE, component="unet", rank=0, world_size=1, folder=plan.folder / "measured"
    ) as recorder:
        bench.without(), bench.recorded(recorder)
        bench.steps_per_block = steps_per_block
        pairs = [_pair(bench, recorder, plain_first=number % 2 == 0) for number in range(blocks)]
    return _told(plan, bench.device, [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _pair(bench: Bench, recorder: ManifestRecorder, *, plain_first: bool) -> tuple[Block, Block]:
    if plain_first:
        plain = bench.without()
        return plain, bench.recorded(recorder)
    counted = bench.recorded(recorder)
    return bench.without(), counted


def _told(plan: Plan, device: torch.device, plain: Sequence[Block], counted: Sequence[Block]) -> Overhead:
    step = statistics.median(block.seconds / block.steps for block in plain)
    saw = statistics.median(block.saw_seconds / block.steps for block in counted)
    checkpoint = statistics.median(block.checkpoint_seconds for block in counted)
    shares = [100 * (two.seconds / one.seconds - 1) for one, two in zip(plain, counted, strict=True)]
    low, middle, high = statistics.quantiles(shares, n=4)
    return Overhead(
        device=torch.cuda.get_device_name() if device.type == "cuda" else "CPU, one thread, by processor time",
        batch=plan.batch,
        side=plan.side,
        channels=plan.channels,
        steps=sum(block.steps for block in (*plain, *counted)),
        step_ms=1_000 * step,
        saw_ms=1_000 * saw,
        checkpoint_ms=1_000 * checkpoint,
        called_percent=100 * (saw + checkpoint / STEPS_PER_CHECKPOINT) / step,
        paired_percent=middle,
        paired_low=low,
        paired_high=high,
    )


def _endless(dataset: Indexed[T], plan: Plan) -> Iterator[T]:
    """Batches without end from workers that live as long."""
    loader = DataLoader(
        dataset,
        batch_size=plan.batch,
        sampler=RandomSampler(dataset, replacement=True, num_samples=2**31),
        num_workers=plan.workers,
    )
    return chain.from_iterable(repeat(loader))
