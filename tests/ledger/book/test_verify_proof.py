"""The stand-alone script: run as a contributor runs it, isolated, with nothing of ours on its path."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.book import heads, merkle, verify_proof
from ledger.book.heads import GENESIS, Head, Proof

SCRIPT = Path(verify_proof.__file__).resolve()
PDF = b"%PDF-1.4 what Ada was told in October"
STATEMENT = json.dumps({"payee": "Ada", "pdf_sha256": sha256(PDF).hexdigest()}).encode()
LEAVES = [b"entry 1", b"entry 2", STATEMENT, b"entry 4", b"entry 5", b"entry 6", b"entry 7"]
TREE = merkle.grow([merkle.leaf_hash(leaf) for leaf in LEAVES])
SEPTEMBER = Head("2025-09", 3, bytes(32), GENESIS)
OCTOBER = Head("2025-10", TREE.size, TREE.root(), SEPTEMBER.digest)
NOVEMBER = Head("2025-11", 5, bytes(range(32)), OCTOBER.digest)

Told = subprocess.CompletedProcess[str]
Ask = Callable[..., Told]


def proof_of(index: int, *later: Head) -> bytes:
    kind = "statement" if LEAVES[index] is STATEMENT else "entry"
    path = TREE.inclusion_proof(index)
    origin = "henrei.example/book"
    if kind == "statement":
        return heads.proof_document(Proof("statement", LEAVES[index], index, path, OCTOBER, origin, later))
    return heads.proof_document(Proof("entry", LEAVES[index], index, path, OCTOBER, origin, later))


def changed(**fields: object) -> bytes:
    """Ada's proof without the optional list of heads and with some fields changed."""
    document = json.loads(proof_of(2))
    del document["heads"]
    return json.dumps(document | fields).encode()


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    def asked(proof: bytes, *options: str) -> Told:
        (tmp_path / "proof.json").write_bytes(proof)
        (tmp_path / "statement.pdf").write_bytes(PDF)
        (tmp_path / "other.pdf").write_bytes(PDF + b" ")
        command = [sys.executable, "-I", "-S", str(SCRIPT), "proof.json", *options]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    return asked


def test_a_statement_is_proven_with_its_pdf_and_the_published_head(ask: Ask) -> None:
    told = ask(proof_of(2), "--pdf", "statement.pdf", "--head", OCTOBER.digest.hex())
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "Proven: this statement is leaf 2 of 7, sealed in 2025-10 by 'henrei.example/book'.",
        f"Its leaf hash is {merkle.leaf_hash(STATEMENT).hex()}.",
        "The PDF is the one that was sealed.",
        "The head is the published one.",
    ]


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_every_leaf_of_the_month_is_proven(ask: Ask, index: int) -> None:
    told = ask(proof_of(index))
    assert told.returncode == 0
    assert f"Compare with the published head: {OCTOBER.digest.hex()}" in told.stdout


def test_a_later_published_head_is_reached_through_the_chain(ask: Ask) -> None:
    assert ask(proof_of(2, NOVEMBER), "--head", NOVEMBER.digest.hex()).returncode == 0
    assert ask(proof_of(2, NOVEMBER), "--head", OCTOBER.digest.hex().upper()).returncode == 0


def test_the_sealed_bytes_are_shown_without_steering_the_terminal(ask: Ask) -> None:
    assert "entry 1" in ask(proof_of(0), "--show").stdout
    assert verify_proof.shown(b"a\x1b[2J\nb\xff") == "a\\x1b[2J\nb\ufffd"


def refused(told: Told, why: str) -> None:
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("Not proven: ")
    assert why in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_a_changed_byte_is_not_proven(ask: Ask) -> None:
    other = base64.b64encode(STATEMENT.replace(b"Ada", b"Adb")).decode()
    refused(ask(changed(canonical=other)), "do not climb to the sealed root")


@pytest.mark.parametrize("index", [0, 1, 3, 4, 5, 6])
def test_a_wrong_index_is_not_proven(ask: Ask, index: int) -> None:
    refused(ask(changed(index=index)), "do not climb" if index < 6 else "the path")


def test_an_index_outside_the_tree_is_not_proven(ask: Ask) -> None:
    refused(ask(changed(index=7)), "no leaf 7 among 7")


@pytest.mark.parametrize("removed", [0, 3, 6])
def test_a_tree_with_a_leaf_removed_does_not_bear_the_head(ask: Ask, removed: int) -> None:
    left = [merkle.leaf_hash(leaf) for place, leaf in enumerate(LEAVES) if place != removed]
    tree, index = merkle.grow(left), 2 - (removed < 2)
    path = [sibling.hex() for sibling in tree.inclusion_proof(index)]
    forged = changed(index=index, path=path, tree_size=6, root=tree.root().hex())
    refused(ask(forged), "the head of 2025-10 is not made of")


def test_a_step_removed_from_the_path_is_not_proven(ask: Ask) -> None:
    path = json.loads(proof_of(2))["path"]
    refused(ask(changed(path=path[:-1])), "the path is not as long")
    refused(ask(changed(path=[*path, path[0]])), "the path is not as long")


def test_another_months_head_is_not_proven(ask: Ask) -> None:
    refused(ask(changed(head=SEPTEMBER.digest.hex())), "the head of 2025-10 is not made of")
    refused(ask(changed(month="2025-11")), "the head of 2025-11 is not made of")
    refused(ask(proof_of(2), "--head", SEPTEMBER.digest.hex()), "the published head is neither")
    refused(ask(proof_of(2), "--head", NOVEMBER.digest.hex()), "the published head is neither")


def test_a_chain_with_a_missing_or_misplaced_month_is_not_proven(ask: Ask) -> None:
    december = Head("2025-12", 1, bytes(32), NOVEMBER.digest)
    refused(ask(proof_of(2, december)), "the head of 2025-12 does not stand on the head of 2025-10")
    early = Head("2025-08", 1, bytes(32), OCTOBER.digest)
    refused(ask(proof_of(2, early)), "the head of 2025-08 does not stand on")
    document = json.loads(proof_of(2, NOVEMBER))
    refused(ask(json.dumps(document | {"heads": document["heads"][1:]}).encode()), "does not begin with")


def test_another_pdf_is_not_the_sealed_one(ask: Ask) -> None:
    refused(ask(proof_of(2), "--pdf", "other.pdf"), "the PDF is not the one that was sealed")
    refused(ask(proof_of(0), "--pdf", "statement.pdf"), "this proof is of an entry")


def test_a_statement_sealed_without_its_pdf_says_what_to_compare() -> None:
    proof = verify_proof.read(changed(canonical=base64.b64encode(b'{"number": 1}').decode()))
    with pytest.raises(verify_proof.NotProven, match="compare the leaf hash"):
        verify_proof.check_pdf(proof, PDF)


def test_a_digest_hidden_in_a_name_or_given_twice_does_not_pass_for_the_pdfs() -> None:
    other = sha256(b"other").hexdigest()
    twice = f'{{"pdf_sha256": "{other}", "pdf_sha256": "{sha256(PDF).hexdigest()}"}}'.encode()
    hidden = json.dumps({"payee": sha256(PDF).hexdigest(), "pdf_sha256": other}).encode()
    for canonical in (twice, hidden):
        proof = verify_proof.read(changed(canonical=base64.b64encode(canonical).decode()))
        with pytest.raises(verify_proof.NotProven):
            verify_proof.check_pdf(proof, PDF)


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (b"", "not readable JSON"),
        (b"\xff\xfe", "not readable JSON"),
        (b"[" * 100_000, "not readable JSON"),
        (b"[]", "not a JSON object"),
        (b'{"schema": "henrei-proof/1", "schema": "henrei-proof/1"}', "stands twice"),
        (changed(schema="henrei-proof/2"), "the schema is not henrei-proof/1"),
        (changed(kind="receipt"), "no kind"),
        (changed(canonical="@@"), "not base64"),
        (changed(index=-1), "no index"),
        (changed(index=True), "no index"),
        (changed(index="2"), "no index"),
        (changed(index=10**30), "no index"),
        (changed(tree_size=0), "no leaf 2 among 0"),
        (changed(path="0"), "no path"),
        (changed(path=[1]), "no path"),
        (changed(path=["00"]), "no path"),
        (changed(root="A" * 64), "no root"),
        (changed(month="2025-1O"), "no month"),
        (changed(heads=[{}]), "the list of heads has no root"),
    ],
)
def test_a_broken_file_is_not_proven_and_says_why(ask: Ask, proof: bytes, why: str) -> None:
    refused(ask(proof), why)


@pytest.mark.parametrize(
    "options", [("--head", "12"), ("--pdf", "nowhere.pdf"), ("--no-such-option",), ("second-file",)]
)
def test_a_wrong_call_is_told_apart_from_a_failed_proof(ask: Ask, options: tuple[str, ...]) -> None:
    told = ask(proof_of(2), *options)
    assert (told.returncode, told.stdout) == (2, "")


def test_the_same_proof_is_written_with_the_same_bytes() -> None:
    assert proof_of(2, NOVEMBER) == proof_of(2, NOVEMBER)
    assert list(json.loads(proof_of(2))) == sorted(json.loads(proof_of(2)))


@settings(deadline=None)
@given(st.integers(0, 7 * 8 - 1), st.integers(0, 1_000))
def test_no_bit_of_a_leaf_may_change(place: int, size: int) -> None:
    leaf = b"payment" + b"." * size
    tree = merkle.grow([merkle.leaf_hash(leaf), merkle.leaf_hash(b"other")])
    other = (int.from_bytes(leaf) ^ (1 << (size * 8 + place))).to_bytes(len(leaf))
    sealed = Head("2025-10", 2, tree.root(), GENESIS)
    document = heads.proof_document(Proof("entry", other, 0, tree.inclusion_proof(0), sealed, "origin"))
    with pytest.raises(verify_proof.NotProven, match="do not climb"):
        verify_proof.check(verify_proof.read(document))


@settings(deadline=None)
@given(st.integers(1, 40), st.data())
def test_the_script_agrees_with_the_tree_about_every_place(size: int, dice: st.DataObject) -> None:
    hashes = [merkle.leaf_hash(bytes([place])) for place in range(size)]
    index, claimed = dice.draw(st.integers(0, size - 1)), dice.draw(st.integers(0, size - 1))
    tree = merkle.grow(hashes)
    path = tree.inclusion_proof(index)
    sealed = Head("2025-10", size, tree.root(), GENESIS)
    document = heads.proof_document(Proof("entry", bytes([index]), claimed, path, sealed, "origin"))
    try:
        verify_proof.check(verify_proof.read(document))
        proven = True
    except verify_proof.NotProven:
        proven = False
    assert proven == merkle.verify_inclusion(hashes[index], claimed, size, path, tree.root())
    assert proven == (index == claimed)
