"""What recording costs, as the training machine tells it and others read it. Plain Python."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overhead:
    """Medians in milliseconds, shares of a step in per cent; `paired_low` and `paired_high` are quartiles."""

    device: str
    batch: int
    side: int
    channels: int
    steps: int
    step_ms: float
    saw_ms: float
    checkpoint_ms: float
    called_percent: float
    paired_percent: float
    paired_low: float
    paired_high: float
