"""What the recorder's parts add up to, and what the loop's own account does, by two ways that share nothing.

Takes a finished training's plan. Standard library only, so that it runs where the training did; the tests hold the
same folder against the ledger's own rules.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ledger.training import completeness
from ledger.training.formats import jsonl
from ledger.training.manifest import Header
from tests.ledger.training.diffusion.plan import Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """Exposures by both ways, whether they agree picture by picture, and whether every rank's parts are there."""

    recorded: int
    consumed: int
    equal: bool
    complete: bool
    attempts: int
    superseded_parts: int


def judge(plan: Plan, names: list[str]) -> Judged:
    """Compare; `names` are the sample ids by number."""
    parts = {_header(path): path for path in sorted(plan.parts.glob("*.jsonl"))}
    (standing,) = completeness.judge(parts)
    recorded: Counter[str] = Counter()
    for header in standing.counted:
        recorded.update(_rows(parts[header]))
    consumed = Counter({names[number]: times for number, times in surviving(plan).items()})
    return Judged(
        recorded=recorded.total(),
        consumed=consumed.total(),
        equal=recorded == consumed,
        complete=standing.complete,
        attempts=max(header.attempt for header in parts),
        superseded_parts=len(standing.superseded),
    )


def surviving(plan: Plan) -> Counter[int]:
    """What lies behind the last weights: of every step the last life of it that each rank noted."""
    consumed: Counter[int] = Counter()
    for rank in range(plan.ranks):
        steps: dict[int, list[int]] = {}
        for account in sorted(plan.consumed.glob(f"attempt*-rank{rank}.txt"), key=_attempt):
            steps |= _noted(account)
        for numbers in steps.values():
            consumed.update(numbers)
    return consumed


def _noted(account: Path) -> dict[int, list[int]]:
    lines = (line.partition(":") for line in account.read_text().splitlines())
    return {int(step): [int(number) for number in numbers.split()] for step, _, numbers in lines}


def _attempt(account: Path) -> int:
    return int(account.name.removeprefix("attempt").partition("-")[0])


def _header(path: Path) -> Header:
    return jsonl.header_of(path)


def _rows(path: Path) -> dict[str, int]:
    rows: Counter[str] = Counter()
    with path.open("rb") as stream:
        jsonl.read_header(stream, file=path.name)
        for columns in jsonl.read_columns(stream, file=path.name):
            rows.update(dict(zip(columns.sample_ids, columns.exposures, strict=True)))
    return rows
