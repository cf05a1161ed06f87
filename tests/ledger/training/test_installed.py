"""What people install: a wheel that holds everything, and a recorder that brings no Django."""

import json
import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from ledger.training import completeness, grouping, parts
from tests.training_machine import ROOT, TrainingMachine

pytestmark = pytest.mark.xdist_group("training-machine")

SHIPPED = ("contributors", "ledger", "credits", "templates")
INSTALLED = """
import importlib.metadata, json
print(json.dumps(sorted(one.metadata["Name"].lower() for one in importlib.metadata.distributions())))
"""
RECORD = """
import hashlib, sys
from ledger.training import parts
from ledger.training.formats import jsonl, parquet
from ledger.training.recorder import ManifestRecorder

for form in (jsonl.FORM, parquet.FORM):
    folder = f"parts{form.suffix}"
    with ManifestRecorder(
        run="shio-1", stage="unet-256", component="unet", rank=0, world_size=1, folder=folder, form=form
    ) as recorder:
        recorder.saw(["gull", "wren"], [hashlib.sha256(name).digest() for name in (b"gull", b"wren")])
        recorder.saw(["gull"], [hashlib.sha256(b"gull").hexdigest()])
        parts.verify(recorder.checkpoint())
print(sorted({name.partition(".")[0] for name in sys.modules} & {"django", "psycopg", "celery", "duckdb", "pandas"}))
"""
SERVED = """
import django
django.setup()
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.utils import translation
import ledger
for name in ("base.html", "credits/roll.html", "ledger/staff/run.html"):
    get_template(name)
assert finders.find("henrei/tokens.css")
with translation.override("ja"):
    assert translation.gettext("Japanese") == "日本語", translation.gettext("Japanese")
print(ledger.__file__)
"""


def test_the_wheel_holds_every_file_of_the_apps_and_their_templates(machine: TrainingMachine) -> None:
    listed = subprocess.run(["git", "ls-files", *SHIPPED], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    with zipfile.ZipFile(machine.wheel) as wheel:
        held = set(wheel.namelist())
    assert set(listed.splitlines()) - held == set()
    assert [name for name in held if name.startswith(("tests/", "var/", "docs/"))] == []


def test_nothing_is_brought_unasked(machine: TrainingMachine) -> None:
    with zipfile.ZipFile(machine.wheel) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        wanted = message_from_bytes(wheel.read(name)).get_all("Requires-Dist", [])
    assert [one for one in wanted if "extra ==" not in one] == []
    recorder = [one.partition(";")[0].strip() for one in wanted if "extra == 'recorder'" in one.replace('"', "'")]
    assert sorted(recorder) == ["numpy", "pyarrow", "zstandard"]


def test_a_training_machine_has_the_recorder_and_no_django(machine: TrainingMachine) -> None:
    installed = json.loads(machine.run("-I", "-c", INSTALLED))
    assert {"henrei", "pyarrow", "torch"} <= set(installed)
    assert {"django", "djangorestframework", "celery", "psycopg", "duckdb", "pandas"} & set(installed) == set()


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_what_an_installed_recorder_writes_is_taken_by_the_ledger(machine: TrainingMachine, form: str) -> None:
    if not (machine.desk / f"parts.{form}").exists():
        assert machine.run("-I", "-c", RECORD).strip() == "[]"
    files = parts.part_files(machine.desk / f"parts.{form}")
    assert completeness.is_complete(completeness.judge([parts.verify(file) for file in files]))
    assert {one.sample_id: one.exposures for one in grouping.by_sample(files)} == {"gull": 2, "wren": 1}


def test_the_pages_of_an_unpacked_wheel_are_found(machine: TrainingMachine, tmp_path: Path) -> None:
    with zipfile.ZipFile(machine.wheel) as wheel:
        wheel.extractall(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ledger.config.settings", "HENREI_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, str(tmp_path / "ledger" / "__init__.py")), ended.stderr
