"""A sealed tree is grown once for many proofs, and each database has its own."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.book import merkle, proofs, verify_proof
from ledger.models import SealLeaf, Statement
from tests import story
from tests.ledger.april import April


def test_the_leaves_are_read_once_for_many_proofs(april: April) -> None:
    april.closed()
    documents, counted = [], []
    for statement in Statement.objects.order_by("number"):
        with CaptureQueriesContext(connection) as queries:
            documents.append(proofs.proof_of_statement(statement))
        counted.append(sum("ORDER BY index" in query["sql"] for query in queries))
    assert counted == [1, 0]
    for document in documents:
        assert verify_proof.check(verify_proof.read(document))


def test_the_database_hashes_a_leaf_as_we_do(april: April) -> None:
    seal = april.closed().seal
    contents = SealLeaf.objects.filter(seal=seal).order_by("index").values_list("canonical", flat=True)
    hashes = tuple(merkle.leaf_hash(bytes(content)) for content in contents)
    assert proofs.tree_of(seal).levels[0] == hashes
    assert proofs.tree_of(seal).root() == bytes(seal.root)


def test_a_month_sealed_otherwise_elsewhere_has_its_own_tree(april: April) -> None:
    """Two databases of one process: the same month under another root is another tree."""
    april.settled(pool_yen=7_777)
    seal = story.closed(april.house).seal
    assert proofs.tree_of(seal).root() == bytes(seal.root)
