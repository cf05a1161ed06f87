"""What was decided and said about a picture stays as written, as the book does: by right and by trigger."""

import pytest

from tests.refusals.attacks import NO_RIGHT, Book, Who

REFUSED_BY: dict[Who, str] = {"application": NO_RIGHT, "owner": "review_is_append_only"}
FORMS = (
    "UPDATE {} SET at = now()",
    "UPDATE {} SET at = at WHERE false",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
    "WITH gone AS (DELETE FROM {} RETURNING *) SELECT count(*) FROM gone",
    "MERGE INTO {0} kept USING {0} other ON kept.id = other.id WHEN MATCHED THEN DELETE",
)


@pytest.mark.parametrize("who", ["application", "owner"])
@pytest.mark.parametrize("table", ["contributors_review", "contributors_message"])
def test_nobody_rewrites_what_was_decided_and_said(book: Book, table: str, who: Who) -> None:
    answers = book.each_tried([form.format(table) for form in FORMS], who)
    assert answers == [REFUSED_BY[who]] * len(FORMS)
    assert book.changed() == []
