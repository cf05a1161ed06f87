"""A secret is made once and kept for its owner alone, whoever asks for it first."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.config import secret_keys

ASK = "import sys; from pathlib import Path; from ledger.config import secret_keys; "
ASK += "sys.stdin.read(); print(secret_keys.kept_in(Path(sys.argv[1])))"


def test_a_secret_stays_the_same(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret-key"
    assert secret_keys.kept_in(file) == secret_keys.kept_in(file) == file.read_text()


def test_two_places_have_two_secrets(tmp_path: Path) -> None:
    assert secret_keys.kept_in(tmp_path / "one") != secret_keys.kept_in(tmp_path / "two")


def test_a_secret_has_256_bits(tmp_path: Path) -> None:
    assert len(secret_keys.kept_in(tmp_path / "secret")) == 43  # 32 bytes in base64 without its padding


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    secret_keys.kept_in(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_secret_that_somebody_put_there_is_taken(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("chosen by hand")
    assert secret_keys.kept_in(tmp_path / "secret") == "chosen by hand"


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    with pytest.raises(secret_keys.SecretEmpty, match="secret is empty: put the secret back"):
        secret_keys.kept_in(tmp_path / "secret")


def test_nothing_but_the_secret_is_left_behind(tmp_path: Path) -> None:
    secret_keys.kept_in(tmp_path / "secret")
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_processes_that_ask_at_once_are_given_the_same(tmp_path: Path) -> None:
    """All wait at their standard input, which closes for one after the other without a pause."""
    asked = [sys.executable, "-c", ASK, str(tmp_path / "secret")]
    askers = [subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for asker in askers:
        assert asker.stdin is not None
        asker.stdin.close()
    told = set()
    for asker in askers:
        assert asker.stdout is not None
        with asker.stdout:
            told.add(asker.stdout.read().strip())
        assert asker.wait(timeout=60) == 0
    assert told == {(tmp_path / "secret").read_text()}
