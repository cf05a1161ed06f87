"""One rank of a diffusion training, as people write them: DDP, a DistributedSampler, workers, checkpoints.

Takes a plan and a rank; leaves weights, parts, and the loop's own account of what it consumed: one line per step with
the numbers of the pictures, known by their pixels. Started again it goes on where the newest weights stand.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import BatchSampler, DataLoader, DistributedSampler

from ledger.training.manifest import ResumedFrom
from ledger.training.recorder import ManifestRecorder
from ledger.training.tracing import Traced, TracedDataset, traces_of
from tests.ledger.training.diffusion import pictures as drawn
from tests.ledger.training.diffusion.plan import RUN, STAGE, Kill, Plan
from tests.ledger.training.diffusion.unet import UNet, loss


@dataclass(frozen=True, slots=True)
class Stand:
    """How many steps lie behind the weights, and behind which part they were saved."""

    step: int
    position: ResumedFrom | None


class Training:
    """A model and its optimiser, the same on every rank."""

    def __init__(self, plan: Plan, rank: int) -> None:
        torch.manual_seed(7)
        self.plan = plan
        self.rank = rank
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = DistributedDataParallel(UNet(plan.channels).to(self.device))
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=2e-4)
        self.stand = self._loaded()
        torch.manual_seed(1_000 * self.stand.step + rank)

    def learn(self, pictures: torch.Tensor) -> None:
        """Take one step."""
        self.optimiser.zero_grad()
        loss(self.model, pictures.to(self.device)).backward()
        self.optimiser.step()

    def save(self, stand: Stand) -> None:
        """Write the weights whole or not at all, with where they stand; only the first rank does."""
        if self.rank == 0:
            position = None if stand.position is None else (stand.position.attempt, stand.position.part)
            unfinished = self.plan.weights.with_suffix(".unfinished")
            kept = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
            torch.save({**kept, "step": stand.step, "position": position}, unfinished)
            unfinished.rename(self.plan.weights)
        distributed.barrier()

    def _loaded(self) -> Stand:
        if not self.plan.weights.exists():
            return Stand(0, None)
        kept = torch.load(self.plan.weights, map_location=self.device)
        self.model.load_state_dict(kept["model"])
        self.optimiser.load_state_dict(kept["optimiser"])
        return Stand(kept["step"], None if kept["position"] is None else ResumedFrom(*kept["position"]))


def train(plan: Plan, rank: int, kill: Kill | None) -> None:
    """Take this rank through the training, or up to the moment it is to be killed."""
    torch.set_num_threads(1)
    training = Training(plan, rank)
    paths = drawn.found(plan.pictures)
    pictures = drawn.Pictures(paths, plan.side)
    traced = TracedDataset(pictures, traces_of(paths, folder=plan.pictures))
    recognised = drawn.Recognised(pictures)
    with (
        ManifestRecorder(
            run=RUN,
            stage=STAGE,
            component="unet",
            rank=rank,
            world_size=plan.ranks,
            folder=plan.parts,
            resumed_from=training.stand.position or "nothing",
        ) as recorder,
        (plan.consumed / f"attempt{recorder.attempt}-rank{rank}.txt").open("w", buffering=1) as account,
    ):
        for step, batch in _steps(plan, rank, traced, training.stand.step):
            training.learn(batch.sample)
            recorder.saw(batch.sample_id, batch.sha256)
            _note(account, step, recognised.numbers(batch.sample))
            _die(kill, rank, step, "step")
            if step % plan.checkpoint_every == 0:
                recorder.checkpoint()
                _die(kill, rank, step, "part")
                distributed.barrier()
                training.save(Stand(step, recorder.position))


def _steps(
    plan: Plan, rank: int, traced: TracedDataset[torch.Tensor], behind: int
) -> Iterator[tuple[int, Traced[torch.Tensor]]]:
    """Every batch that is still to be consumed, with its step from 1."""
    sampler = DistributedSampler(traced, plan.ranks, rank, seed=3)
    step = 0
    for epoch in range(plan.epochs):
        sampler.set_epoch(epoch)
        batches = list(BatchSampler(sampler, plan.batch, drop_last=False))
        left = batches[max(behind - step, 0) :]
        step += len(batches) - len(left)
        for batch in DataLoader(traced, batch_sampler=left, num_workers=plan.workers if left else 0):
            step += 1
            yield step, batch


def _note(account: TextIO, step: int, numbers: list[int]) -> None:
    account.write(f"{step}:{' '.join(map(str, numbers))}\n")


def _die(kill: Kill | None, rank: int, step: int, moment: str) -> None:
    if kill is not None and (kill.rank, kill.step, kill.moment) == (rank, step, moment):
        os.kill(os.getpid(), signal.SIGKILL)
