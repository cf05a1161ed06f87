"""The digest over rows is the same in whatever order and however many stretches they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.training import batches, ordering
from ledger.training.formats.columns import Columns
from ledger.training.manifest import Row, rows_sha256
from tests.ledger.training import part_cast as cast


def in_batches(rows: Sequence[Row], size: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), size):
        stretch = rows[start : start + size]
        yield batches.from_columns(
            Columns(
                [row.sample_id for row in stretch],
                b"".join(row.sha256 for row in stretch),
                [row.exposures for row in stretch],
            )
        )


rows_in_any_order = st.lists(
    st.builds(
        Row,
        st.sampled_from(["a", "ab", "b", "ß", "é", "鳥", "🦢", "\U0001f9a2x"]),
        st.sampled_from([cast.digest(name) for name in "abcdef"]),
        st.integers(1, 2**63 - 1),
    ),
    unique_by=lambda row: (row.sample_id, row.sha256),
)


@given(rows=rows_in_any_order, size=st.integers(1, 5), stretch_bytes=st.sampled_from([1, 200, 10**6]))
def test_the_digest_is_that_of_the_plain_definition(rows: list[Row], size: int, stretch_bytes: int) -> None:
    assert ordering.rows_sha256(in_batches(rows, size), stretch_bytes=stretch_bytes) == rows_sha256(rows)


@given(
    rows=rows_in_any_order.filter(bool),
    size=st.integers(1, 5),
    stretch_bytes=st.sampled_from([1, 200, 10**6]),
    drawn=st.randoms(use_true_random=False),
)
def test_a_double_is_found_at_its_later_place(rows: list[Row], size: int, stretch_bytes: int, drawn: Random) -> None:
    twice = drawn.choice(rows)
    place = drawn.randint(rows.index(twice) + 1, len(rows))
    with pytest.raises(ordering.TwiceInPart) as refused:
        ordering.rows_sha256(in_batches([*rows[:place], twice, *rows[place:]], size), stretch_bytes=stretch_bytes)
    assert (refused.value.place, refused.value.sample_id) == (place, twice.sample_id)


def test_stretches_that_follow_each_other_need_no_merging() -> None:
    rows = [cast.row(f"{number:05d}") for number in range(2_000)]
    assert ordering.rows_sha256(in_batches(rows, 100), stretch_bytes=10_000) == rows_sha256(rows)
