"""A small but real diffusion training that is recorded, killed and resumed; or what recording it costs.

`python -m tests.ledger.training.diffusion FOLDER --kill 1:17:step` starts the ranks, lets the named one die, starts
all again until the training is done, and tells as JSON whether the recorder counted what the loop consumed.
`--overhead` measures instead. Runs on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.context import ForkProcess
from pathlib import Path

from torch import distributed

from tests.ledger.training.diffusion import judged, overhead, pictures, rank
from tests.ledger.training.diffusion.plan import Kill, Plan

SECONDS_PER_ATTEMPT = 240
EXIT_TOO_LATE = 124


class AttemptFailed(Exception):
    """A rank ended otherwise than it was told to."""

    def __init__(self, codes: Sequence[int]) -> None:
        super().__init__(f"the ranks ended with {list(codes)}: read what they said above")


def main(arguments: Sequence[str]) -> int:
    """Train as asked; gives 0 where the counts agree and nothing is missing, else 1."""
    asked = _asked(arguments)
    plan = _plan(asked)
    for folder in (plan.parts, plan.consumed):
        folder.mkdir(parents=True, exist_ok=True)
    if not plan.pictures.is_dir():
        pictures.draw(plan.pictures, asked.drawn)
    if asked.overhead:
        return _tell(asdict(overhead.measure(plan, blocks=asked.blocks, steps_per_block=asked.steps_per_block)), 0)
    begun = time.monotonic()
    for kill in (*asked.kill, None):
        _attempt(plan, kill)
    names = [path.relative_to(plan.pictures).as_posix() for path in pictures.found(plan.pictures)]
    outcome = judged.judge(plan, names)
    told = asdict(outcome) | {"pictures": len(names), "seconds": round(time.monotonic() - begun, 1)}
    return _tell(told, 0 if outcome.equal and outcome.complete else 1)


def _attempt(plan: Plan, kill: Kill | None) -> None:
    """Start every rank and wait for all: those that are left find their peer gone, say so and end by themselves."""
    forking = multiprocessing.get_context("fork")  # PyTorch is loaded by now, and need not be for each rank
    with tempfile.TemporaryDirectory() as folder:
        told = [(plan, number, Path(folder) / "meeting", kill) for number in range(plan.ranks)]
        ranks = [forking.Process(target=_one_rank, args=one) for one in told]
        for one in ranks:
            one.start()
        deadline = time.monotonic() + SECONDS_PER_ATTEMPT
        codes = [_ended(one, deadline) for one in ranks]
    if (codes[kill.rank] != -signal.SIGKILL) if kill else any(codes):
        raise AttemptFailed(codes)


def _ended(one: ForkProcess, deadline: float) -> int:
    """How a rank ended; one that does not is killed, and has failed."""
    one.join(max(0, deadline - time.monotonic()))
    if one.exitcode is not None:
        return one.exitcode
    one.kill()
    one.join()
    return EXIT_TOO_LATE


def _one_rank(plan: Plan, number: int, meeting: Path, kill: Kill | None) -> None:
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=number, world_size=plan.ranks)
    rank.train(plan, number, kill)
    distributed.destroy_process_group()


def _plan(asked: argparse.Namespace) -> Plan:
    folder: Path = asked.folder.resolve()
    return Plan(
        folder=folder,
        pictures=folder / "pictures" if asked.pictures is None else asked.pictures.resolve(),
        ranks=asked.ranks,
        epochs=asked.epochs,
        batch=asked.batch,
        checkpoint_every=asked.checkpoint_every,
        side=asked.side,
        channels=asked.channels,
        workers=asked.workers,
    )


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.ledger.training.diffusion", description=__doc__)
    parser.add_argument("folder", type=Path, help="where pictures, weights, parts and accounts are kept")
    parser.add_argument("--pictures", type=Path, help="a folder of pictures; without it they are drawn")
    parser.add_argument("--drawn", type=int, default=240, help="how many are drawn")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=8, help="pictures per step of one rank")
    parser.add_argument("--checkpoint-every", type=int, default=10, help="in steps")
    parser.add_argument("--side", type=int, default=16, help="pixels; a multiple of 4")
    parser.add_argument("--channels", type=int, default=16, help="a multiple of 8")
    parser.add_argument("--workers", type=int, default=1, help="of each rank's loader")
    parser.add_argument("--kill", type=Kill.parse, action="append", default=[], metavar="RANK:STEP:step|part")
    parser.add_argument("--overhead", action="store_true", help="measure what recording costs")
    parser.add_argument("--blocks", type=int, default=20, help="pairs of blocks that are measured")
    parser.add_argument("--steps-per-block", type=int, default=20)
    return parser.parse_args(arguments)


def _tell(told: dict[str, object], code: int) -> int:
    sys.stdout.write(json.dumps(told) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
