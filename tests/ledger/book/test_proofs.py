"""Seals over a month's entries and statements, and the proof file that the stand-alone script accepts."""

import json
from datetime import date, datetime

import pytest

from ledger import months
from ledger.book import heads, proofs, verify_proof
from ledger.models import Seal, SealLeaf, Statement
from tests import story
from tests.ledger.april import April

JUNE = datetime(2026, 6, 10, tzinfo=story.TOKYO)


def test_a_month_is_sealed_over_its_entries_and_then_its_statements(april: April) -> None:
    end = april.closed()
    leaves = SealLeaf.objects.filter(seal=end.seal).order_by("index")
    assert [(leaf.index, leaf.kind) for leaf in leaves] == [(0, "entry"), (1, "statement"), (2, "statement")]
    assert end.seal.tree_size == 3
    assert [leaf.subject_id for leaf in leaves[1:]] == list(
        Statement.objects.order_by("number").values_list("pk", flat=True)
    )


def test_asked_twice_a_month_is_sealed_once(april: April) -> None:
    end = april.closed()
    assert proofs.seal(end.seal.closing, at=JUNE) == end.seal
    assert Seal.objects.get().sealed_at == story.NOON


def test_each_head_follows_the_one_before(april: April) -> None:
    april.approved()
    months.close(date(2026, 5, 1), by=april.cy, at=JUNE)
    first, second = proofs.heads_in_order()
    assert (first.month, second.month) == ("2026-04", "2026-05")
    assert first.previous_head == heads.GENESIS
    assert second.previous_head == first.digest
    assert [bytes(seal.head) for seal in Seal.objects.order_by("closing_id")] == [first.digest, second.digest]


def test_a_statements_proof_passes_the_stand_alone_script(april: April) -> None:
    april.closed()
    statement = Statement.objects.order_by("number")[0]
    document = proofs.proof_of_statement(statement)
    proof = verify_proof.read(document)
    newest = proofs.heads_in_order()[-1].digest.hex()
    assert verify_proof.check(proof, newest)
    assert (proof.kind, proof.sealed.month, proof.canonical) == ("statement", "2026-04", bytes(statement.canonical))


def test_a_proof_leads_to_the_newest_head(april: April) -> None:
    april.approved()
    months.close(date(2026, 5, 1), by=april.cy, at=JUNE)
    document = json.loads(proofs.proof_of_statement(Statement.objects.order_by("number")[0]))
    assert [head["month"] for head in document["heads"]] == ["2026-04", "2026-05"]


def test_a_changed_figure_fails_its_proof(april: April) -> None:
    april.closed()
    document = proofs.proof_of_statement(Statement.objects.order_by("number")[0])
    other = proofs.proof_of_statement(Statement.objects.order_by("number")[1])
    mixed = json.loads(document) | {"canonical": json.loads(other)["canonical"]}
    with pytest.raises(verify_proof.NotProven):
        verify_proof.check(verify_proof.read(json.dumps(mixed).encode()))


def test_a_statement_before_its_seal_has_no_proof(april: April) -> None:
    april.closed()
    statement = Statement(pk=123_456, number=9)
    with pytest.raises(proofs.NotSealed, match="statement 9"):
        proofs.proof_of_statement(statement)
