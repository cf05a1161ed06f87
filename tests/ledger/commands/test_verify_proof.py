"""verify_proof: the command says what the stand-alone script says, without a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.book import heads, merkle, verify_proof
from ledger.book.heads import GENESIS, Head, Proof
from tests.ledger.commands import speaking

LEAVES = [b"entry 1", b"entry 2", b"entry 3"]
TREE = merkle.grow([merkle.leaf_hash(leaf) for leaf in LEAVES])
OCTOBER = Head("2025-10", TREE.size, TREE.root(), GENESIS)
PROOF = heads.proof_document(Proof("entry", LEAVES[1], 1, TREE.inclusion_proof(1), OCTOBER, "henrei.example/book", []))
HEAD = OCTOBER.digest.hex()


def by_script(words: list[str], folder: Path) -> speaking.Told:
    command = [sys.executable, "-I", "-S", str(Path(verify_proof.__file__).resolve()), *words]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return speaking.Told(said.returncode, said.stdout, said.stderr)


@pytest.mark.parametrize(
    "words",
    [
        ["proof.json"],
        ["proof.json", "--head", HEAD, "--show"],
        ["proof.json", "--head", "0" * 64],
        ["changed.json"],
    ],
)
def test_the_command_says_what_the_script_says(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "proof.json").write_bytes(PROOF)
    (tmp_path / "changed.json").write_bytes(PROOF.replace(HEAD.encode(), b"f" * 64))
    script, command = by_script(words, tmp_path), speaking.run(["verify_proof", *words], tmp_path)
    assert (command.code, command.out) == (script.code, script.out)
    assert command.err.removeprefix("CommandError: ") == script.err


def test_a_proof_is_told_as_one_object(tmp_path: Path) -> None:
    (tmp_path / "proof.json").write_bytes(PROOF)
    told = speaking.asked("verify_proof", str(tmp_path / "proof.json"), "--head", HEAD)
    assert (told["proven"], told["kind"], told["month"], told["head"]) == (True, "entry", "2025-10", HEAD)
    assert json.dumps(told)
