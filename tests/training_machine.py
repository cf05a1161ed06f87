"""A training machine as the tests know it: `.venv-recorder`, made by `make recorder`, with PyTorch and no Django.

What runs there takes `ledger` from the installed wheel and only the scripts from `tests`. Without it these tests are
left out and say so; with HENREI_TORCH_TESTS=required they fail instead.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-recorder" / "bin" / "python"
WHEELS = ROOT / "var" / "wheel"
RECORDER = "ledger/training"
SECONDS = 500


@dataclass(frozen=True)
class TrainingMachine:
    """An interpreter, the wheel that was installed for it, and a folder to work in."""

    python: Path
    wheel: Path
    desk: Path

    def run(self, *arguments: str) -> str:
        """Run its Python and give what it said; a failure shows all it said."""
        ended = subprocess.run(
            [str(self.python), *arguments],
            cwd=self.desk,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(self.desk), "HF_HUB_OFFLINE": "1"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if ended.returncode:
            pytest.fail(f"the training machine ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}")
        return ended.stdout


def at(desk: Path) -> TrainingMachine:
    """The machine with this folder as its desk; the test is left out, or fails, where there is none."""
    wheels = sorted(WHEELS.glob("henrei-*.whl"))
    lacking = _lacking(wheels)
    if lacking:
        leave_out = pytest.fail if os.environ.get("HENREI_TORCH_TESTS") == "required" else pytest.skip
        leave_out(f"{lacking}: run `make recorder`")
    (desk / "tests").symlink_to(ROOT / "tests")
    return TrainingMachine(PYTHON, wheels[0], desk)


def _lacking(wheels: list[Path]) -> str:
    if not PYTHON.exists() or not wheels:
        return "there is no training machine"
    installed = next((ROOT / ".venv-recorder").glob("lib/python*/site-packages"))
    stale = [path for path in (ROOT / RECORDER).rglob("*.py") if not _same(path, installed / path.relative_to(ROOT))]
    return f"the training machine has an older {stale[0].name}" if stale else ""


def _same(path: Path, installed: Path) -> bool:
    return installed.is_file() and installed.read_bytes() == path.read_bytes()
