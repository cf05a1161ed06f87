"""What a training is asked to do, where its files lie, and at which moment one of its ranks is to be killed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

RUN = "drawn-ddpm"
STAGE = "unet-small"
Moment = Literal["step", "part"]


@dataclass(frozen=True, slots=True)
class Kill:
    """One rank kills itself in the midst of a step, or when its part is written and the weights are not yet."""

    rank: int
    step: int
    moment: Moment

    @classmethod
    def parse(cls, text: str) -> Kill:
        """Read RANK:STEP:MOMENT."""
        rank, step, moment = text.split(":")
        if moment not in ("step", "part"):
            raise ValueError(f"the moment is step or part, not {moment}")
        return cls(int(rank), int(step), "step" if moment == "step" else "part")

    def __str__(self) -> str:
        return f"{self.rank}:{self.step}:{self.moment}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One training, in all its attempts; `batch` is per rank, `checkpoint_every` in steps."""

    folder: Path
    pictures: Path
    ranks: int
    epochs: int
    batch: int
    checkpoint_every: int
    side: int
    channels: int
    workers: int

    @property
    def parts(self) -> Path:
        """Where the recorder writes."""
        return self.folder / "parts"

    @property
    def consumed(self) -> Path:
        """Where each rank's loop keeps its own account, which knows nothing of the recorder's."""
        return self.folder / "consumed"

    @property
    def weights(self) -> Path:
        """The newest weights, with the step and the recorder's position they belong to."""
        return self.folder / "weights.pt"

    @property
    def arguments(self) -> list[str]:
        """The plan as a command line says it."""
        numbers = {
            "--pictures": self.pictures,
            "--ranks": self.ranks,
            "--epochs": self.epochs,
            "--batch": self.batch,
            "--checkpoint-every": self.checkpoint_every,
            "--side": self.side,
            "--channels": self.channels,
            "--workers": self.workers,
        }
        return [str(self.folder), *(str(word) for pair in numbers.items() for word in pair)]
