"""Rows by COPY: taken whole or refused whole."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ledger.book import copying, refusals

SHEET = "CREATE TEMPORARY TABLE sheet (id int8 PRIMARY KEY, word text, day date, mark bytea, yes bool) ON COMMIT DROP"
COPY = "COPY sheet (id, word, day, mark, yes) FROM STDIN (FORMAT BINARY)"
TYPES = ["int8", "text", "date", "bytea", "bool"]
ROWS = [(1, "返礼\t\n", date(2026, 4, 1), b"\x00\xff", True), (2**63 - 1, "", None, None, False)]


def stored() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, word, day, mark, yes FROM sheet ORDER BY id")
        return [tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in cursor]


@pytest.fixture
def sheet(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHEET)


@pytest.mark.usefixtures("sheet")
def test_every_kind_of_cell_arrives_as_it_was() -> None:
    copying.copy_rows(COPY, TYPES, ROWS)
    assert stored() == ROWS


@pytest.mark.usefixtures("sheet")
def test_rows_may_be_none_at_all() -> None:
    copying.copy_rows(COPY, TYPES, iter(()))
    assert stored() == []


@pytest.mark.usefixtures("sheet")
def test_one_bad_row_refuses_them_all_under_the_constraints_name() -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        copying.copy_rows(COPY, TYPES, [*ROWS, ROWS[0]])
    assert refusals.constraint_of(refused.value) == "sheet_pkey"
    assert stored() == []


@pytest.mark.usefixtures("sheet")
def test_rows_that_fail_while_they_are_made_copy_nothing() -> None:
    def rows() -> Iterator[tuple[int, str, None, None, bool]]:
        yield 1, "", None, None, True
        raise ValueError("the source broke off")

    with pytest.raises((ValueError, DatabaseError)), transaction.atomic():
        copying.copy_rows(COPY, TYPES, rows())
    assert stored() == []
