"""Side-by-side measurements: `python -m tests.bench [--quick] [--only NAME...]`, a table and var/bench.json.

A missed goal is printed as a miss; nothing here decides a test. NAME is a figure's or a group's name; a group is
measured as a whole. With `--only`, figures measured before stay in the file beside the new ones.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench import book, fingerprints, ingest, joins, kin_quality, parts_over_http, recording
from tests.bench.measuring import ONE_CORE, Figure

OUTCOME = Path(__file__).parents[2] / "var" / "bench.json"
Told = dict[str, str | float | bool | None]


class Measure(Protocol):
    """What a group does: it gives figures one by one, as they are measured."""

    def __call__(self, *, quick: bool) -> Iterator[Figure]: ...


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that are measured together, and their names before they are."""

    name: str
    names: tuple[str, ...]
    figures: Measure


GROUPS = (
    Group("fingerprints", fingerprints.NAMES, fingerprints.figures),
    Group("joins", joins.NAMES, joins.figures),
    Group("kin", kin_quality.NAMES, kin_quality.figures),
    Group("ingest", ingest.NAMES, ingest.figures),
    Group("parts_over_http", parts_over_http.NAMES, parts_over_http.figures),
    Group("recorder", recording.NAMES, recording.figures),
    Group("book", book.NAMES, book.figures),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, tell, write; gives 0, also where goals are missed, and 2 for a name that is none."""
    asked = _asked(arguments)
    chosen = [group for group in GROUPS if not asked.only or {group.name, *group.names} & set(asked.only)]
    say(f"Load average {_load()} at the start; times of peers and ours are taken in turn.\n")
    measured = [_told(figure) for group in chosen for figure in _announced(group, quick=asked.quick)]
    _write(measured, keep=bool(asked.only))
    say(f"Load average {_load()} at the end; written to {OUTCOME.relative_to(OUTCOME.parents[1])}.")
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    names = sorted(name for group in GROUPS for name in (group.name, *group.names))
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Side-by-side measurements.")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, under three minutes; said in each line")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"of: {', '.join(names)}")
    return parser.parse_args(arguments)


def _announced(group: Group, *, quick: bool) -> Iterator[Figure]:
    begun = time.perf_counter()
    for figure in group.figures(quick=quick):
        say(line(figure))
        yield figure
    say(f"({group.name}: {time.perf_counter() - begun:.0f} s)\n")


def line(figure: Figure) -> str:
    """One figure: what came out, what it should be, whether it is; below it, on what it was measured."""
    ratio = "" if figure.ratio is None else f"{figure.ratio:,.2f}x"
    verdict = {True: "met", False: "MISSED", None: "not judged" if figure.goal else ""}[figure.met]
    goal = "" if figure.goal is None else str(figure.goal)
    value = "unmeasured" if figure.value is None else f"{figure.value:,.2f}"
    return (
        f"{figure.name:32}{value:>10} {figure.unit:30}{ratio:>10}  {goal:15} {verdict}\n    against: {figure.against}"
    )


def say(sentence: str) -> None:
    """Write at once: measuring takes long."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _load() -> str:
    return " ".join(f"{part:.1f}" for part in os.getloadavg())


def _told(figure: Figure) -> Told:
    return {
        "name": figure.name,
        "value": None if figure.value is None else round(figure.value, 4),
        "unit": figure.unit,
        "against": figure.against,
        "ratio": None if figure.ratio is None else round(figure.ratio, 3),
        "goal": None if figure.goal is None else str(figure.goal),
        "met": figure.met,
    }


def _write(measured: list[Told], *, keep: bool) -> None:
    fresh = {one["name"] for one in measured}
    before: list[Told] = json.loads(OUTCOME.read_text()) if keep and OUTCOME.is_file() else []
    OUTCOME.parent.mkdir(exist_ok=True)
    kept = [one for one in before if one["name"] not in fresh]
    OUTCOME.write_text(json.dumps(kept + measured, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_CORE.items()):
        # Libraries read these when they load, which has happened by now: begin again.
        os.execve(sys.executable, [sys.executable, "-m", "tests.bench", *sys.argv[1:]], {**os.environ, **ONE_CORE})
    sys.exit(main(sys.argv[1:]))
