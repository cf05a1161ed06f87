"""Recording measured: what the recorder costs a step of a diffusion training, in per cent of the step.

Started on the training machine that `make recorder` makes; without one the figure says so. Gives the cost by the
clock around the recorder's calls, which the goal is held against, and beside it what steps with and without it say.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Figure, Goal
from tests.ledger.training.diffusion.cost import Overhead
from tests.training_machine import PYTHON, ROOT

NAMES = ("recorder_overhead",)
UNIT = "% of a training step"
SMALL = ("--batch", "16", "--side", "32", "--channels", "16", "--workers", "1")
GOAL_PERCENT = 0.5


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure on this machine's processor; quick means fewer steps, and is judged all the same."""
    if not PYTHON.exists():
        yield Figure(NAMES[0], None, UNIT, "not measured: there is no training machine; run `make recorder`")
        return
    told = _measured(("--blocks", "6" if quick else "20", "--steps-per-block", "10"))
    yield Figure(
        NAMES[0],
        told.called_percent,
        UNIT,
        f"U-Net of {told.channels} channels, {told.batch} pictures of {told.side} px per step on "
        f"{told.device}: a step {told.step_ms:.1f} ms, counting {told.saw_ms:.4f} ms, a checkpoint "
        f"{told.checkpoint_ms:.1f} ms every 1,000 steps; {told.steps} steps with and without by turns differ by "
        f"{told.paired_percent:+.2f} % (quartiles {told.paired_low:+.2f} to {told.paired_high:+.2f})",
        None,
        Goal("value", "at most", GOAL_PERCENT),
    )


def _measured(size: tuple[str, ...]) -> Overhead:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tests").symlink_to(ROOT / "tests")
        command = [str(PYTHON), "-m", "tests.ledger.training.diffusion", "measured", "--overhead", *SMALL, *size]
        told = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return Overhead(**json.loads(told))
