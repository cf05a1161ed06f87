"""README's walk-through is true: each of its lines is run, in order, on a machine with nothing of ours."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
BLOCK = re.compile(r"```console walk-through\n(.*?)```", re.DOTALL)
LONGEST_SECONDS = 120


def lines() -> list[str]:
    """The commands of the walk-through."""
    found = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1].strip().splitlines()


def run(line: str, var: Path) -> "subprocess.CompletedProcess[str]":
    """Run one line with its files under ``var`` and its own embedded database."""
    words = line.replace(".venv/bin/python", sys.executable).replace("var/", f"{var}/").split()
    here = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.run(
        words,
        cwd=ROOT,
        env={**here, "HENREI_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )


@pytest.mark.slow
def test_the_walk_through_of_the_readme_runs_line_by_line(house_folder: Path) -> None:
    var = house_folder / "readme"
    for line in lines():
        ended = run(line, var)
        assert ended.returncode == 0, f"{line}\n{ended.stdout}\n{ended.stderr}"
    assert len(list((var / "statements").glob("*.pdf"))) == 8
    assert "hibiki-base-256" in (var / "book.beancount").read_text(encoding="utf-8")
    told = json.loads(run(".venv/bin/python manage.py prove --json", var).stdout)
    assert told["prove"] == "ok"
    assert told["sealed_months"] == 1
