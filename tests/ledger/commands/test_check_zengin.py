"""check_zengin: each fault with its line and column, and exit 1 where a bank would turn the file down."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ledger.payouts.files import zengin
from tests.ledger.payouts.zengin_cast import PAYER, TO_ADA, TO_BO, TRANSFER_ON

SOUND = zengin.write(PAYER, [TO_ADA, TO_BO], transfer_on=TRANSFER_ON)
TWICE = zengin.write(PAYER, [TO_ADA, TO_BO], transfer_on=TRANSFER_ON).replace(b"2" + TO_BO.bank_code.encode(), b"29998")


def written(folder: Path, content: bytes) -> str:
    (folder / "sent.txt").write_bytes(content)
    return str(folder / "sent.txt")


def test_a_sound_file_passes(tmp_path: Path) -> None:
    out = StringIO()
    call_command("check_zengin", written(tmp_path, SOUND), stdout=out)
    assert out.getvalue().splitlines()[-1].endswith("errors 0, warnings 0")


def test_a_fault_is_named_with_its_line_and_column(tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match=r"errors 1, warnings 0: a bank would turn it down"):
        call_command("check_zengin", written(tmp_path, TWICE), stdout=out)
    assert out.getvalue().startswith("line 3, column 2: ")


def test_a_faulty_file_is_one_json_object_all_the_same(tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_zengin", written(tmp_path, TWICE), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["errors"], [(fault["line"], fault["column"]) for fault in told["faults"]]) == (1, [(3, 2)])


def test_the_day_it_was_written_tells_a_day_that_is_past(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="errors"):
        call_command("check_zengin", written(tmp_path, SOUND), "--written-on", "2030-06-01", stdout=StringIO())


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, "返礼".encode(), SOUND[:-50], b"1" * 120, SOUND * 2])
def test_what_is_no_such_file_has_faults_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CommandError, match="a bank would turn it down"):
        call_command("check_zengin", written(tmp_path, content), stdout=StringIO())


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere", Path("/dev/zero")):
        with pytest.raises(CommandError, match="is no file"):
            call_command("check_zengin", str(path))
