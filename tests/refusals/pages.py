"""The guards' pages: what each refuses and under which name, as their SQL says it; `docs/guards.md` is made from them.

`python -m tests.refusals.pages` writes that file anew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUARDS = ROOT / "ledger" / "migrations" / "guards"
LIST = ROOT / "docs" / "guards.md"
HEAD = """# What PostgreSQL refuses

Made from the pages in `ledger/migrations/guards/` by `python -m tests.refusals.pages`; each name is tried by raw SQL
as the application role, or as the owner where the application has no right to begin with, in `tests/refusals/`. What a
later migration says of a name is added to what an earlier one said.

"""
_NAMED = re.compile(r"--   ([a-z]+_[a-z_]+(?:, [a-z_]+)*) +(\S.*)")
_ON = re.compile(r"--    +(.*)")
_RAISED = re.compile(r"(?:CONSTRAINT = '|ADD CONSTRAINT )(\w+)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One name, what is refused under it, and the page that says so."""

    name: str
    what: str
    page: str


def files() -> list[Path]:
    """Every page, in the order of the migrations and the guards."""
    return sorted(GUARDS.rglob("*.sql"), key=lambda file: (len(file.parts), file.parts))


def told(file: Path) -> Iterator[Refusal]:
    """What a page says it refuses, between the line that begins so and the next empty one."""
    names: list[str] = []
    words: list[str] = []
    for line in _said(file):
        begun, on = _NAMED.fullmatch(line), _ON.fullmatch(line)
        if begun is None and on is not None:
            words.append(on[1])
            continue
        yield from (Refusal(name, " ".join(words), file.relative_to(GUARDS).as_posix()) for name in names)
        names, words = (begun[1].split(", "), [begun[2]]) if begun else ([], [])


def _said(file: Path) -> Iterator[str]:
    is_within = False
    for line in file.read_text(encoding="utf-8").splitlines():
        is_within = line.startswith("-- What ") or (is_within and line != "--")
        if is_within:
            yield line
    yield "--"


def raised(file: Path) -> set[str]:
    """The names under which a guard's SQL refuses."""
    return set(_RAISED.findall(file.read_text(encoding="utf-8")))


def document() -> str:
    """The list of all refusals."""
    return HEAD + "\n".join(_section(file) for file in files() if list(told(file)))


def _section(file: Path) -> str:
    title = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
    rows = [f"| `{refusal.name}` | {refusal.what} |" for refusal in told(file)]
    name = file.relative_to(GUARDS).as_posix()
    return "\n".join([f"## {title}", "", f"`guards/{name}`", "", "| name | refuses |", "|---|---|", *rows, ""])


def main(written: Sequence[str] = ()) -> None:
    """Write the list."""
    LIST.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
