"""What all commands have in common: help, one JSON object, exit 0, 1 or 2, and one clear line when refused."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, load_command_class

from contributors.management import door
from ledger.config import embedded
from ledger.payouts.files import zengin
from tests import story
from tests.ledger.commands import speaking
from tests.ledger.payouts.zengin_cast import PAYER, TO_ADA, TRANSFER_ON
from tests.route import bad_input

APPS = ("ledger.config", "contributors", "ledger", "credits")
OURS = sorted(
    (app, path.stem)
    for app in APPS
    for path in (settings.ROOT / app.replace(".", "/") / "management" / "commands").glob("*.py")
    if path.stem not in ("__init__", "migrate")
)
OF_THE_DESIGN = {
    "demo",
    "serve",
    "import_images",
    "register_run",
    "ingest",
    "usage",
    "settle",
    "payouts",
    "close_month",
    "statements",
    "publish",
    "prove",
    "export_book",
    "verify_proof",
}


def test_every_command_of_the_design_is_there() -> None:
    assert {name for _app, name in OURS} >= OF_THE_DESIGN


@pytest.mark.parametrize(("app", "name"), OURS)
def test_every_command_explains_itself_and_speaks_json(app: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = load_command_class(app, name)
    assert command.help
    with pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", name, "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert command.help.split()[0] in told
    assert "--json" in told


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("register_run", ["summer", "--frozen-at", "yesterday"]),
        ("register_run", ["summer", "--frozen-at", "0001-01-01T00:00:00+14:00"]),
        ("register_run", ["summer"]),
        ("settle", ["summer", "--policy", "pool", "--on", "9999-12-31"]),
        ("settle", ["summer", "--policy", "pool", "--on", "2026-02-30"]),
        ("payouts", ["pay", "2026-04", "--by", "cy"]),
        ("write_policy", ["pool", "--version-number", "nan"]),
        ("export_book", ["--format", "excel"]),
        ("verify_proof", ["nowhere.json"]),
        ("add_staff", ["gil", "--role", "king"]),
        ("prove", ["--loudly"]),
    ],
)
def test_a_command_called_wrongly_ends_with_2_and_says_how_it_goes(
    name: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    app = next(app for app, known in OURS if known == name)
    with pytest.raises(SystemExit) as ended:
        load_command_class(app, name).run_from_argv(["manage.py", name, *words])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert told.err.startswith("usage: ")
    assert "error: " in told.err.splitlines()[-1]


@pytest.mark.parametrize("unfit", ["a\x00b", "a\udcffb"])
@pytest.mark.parametrize("name", ["usage", "ingest"])
def test_a_zero_byte_and_bytes_that_are_no_text_are_refused_at_the_door(name: str, unfit: str) -> None:
    with pytest.raises(CommandError, match="zero byte"):
        call_command(name, unfit, *([unfit] if name == "ingest" else []))


def test_a_refusal_of_many_lines_is_told_in_one() -> None:
    assert door.one_line("the file\nof 'a\n\tb' is\r\nnot there") == "the file of 'a b' is not there"


def test_a_script_is_answered_by_one_object_and_a_refused_one_by_one_line(
    committed_db: embedded.Addresses, tmp_path: Path
) -> None:
    story.staff()
    done = speaking.run(["prove", "--json"], tmp_path, committed_db)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["prove"] == "ok"
    refused = speaking.run(["close_month", "2026-13", "--by", "cy", "--json"], tmp_path, committed_db)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "CommandError: '2026-13' is no month: write it as YYYY-MM, such as 2026-10\n"


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    told = speaking.run(["prove"], tmp_path)
    assert (told.code, told.out, len(told.err.splitlines())) == (1, "", 1)
    assert told.err.startswith("CommandError: the database could not do it: ")


def test_a_bank_file_is_checked_where_there_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "sound.txt").write_bytes(zengin.write(PAYER, [TO_ADA], transfer_on=TRANSFER_ON))
    told = speaking.run(["check_zengin", "sound.txt", "--json"], tmp_path)
    assert (told.code, told.err) == (0, "")
    assert json.loads(told.out) == {"file": "sound.txt", "errors": 0, "warnings": 0, "faults": []}


def test_a_person_at_a_terminal_sees_the_same_line_and_exit_1(committed_db: embedded.Addresses, tmp_path: Path) -> None:
    story.staff()
    told = speaking.run(list(bad_input.rows(bad_input.row("notes.txt"))(tmp_path)), tmp_path, committed_db)
    assert (told.code, told.out) == (1, "")
    assert told.err == "CommandError: images.csv:2: notes.txt is no picture (not_a_picture); nothing was imported\n"
