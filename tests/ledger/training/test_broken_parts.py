"""Whatever happens to a part's bytes, it is read whole and true, or refused; nothing else is raised."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.training import parts
from ledger.training.manifest import BadPart
from tests.ledger.training import part_cast as cast

ROWS = [cast.row(f"bird-{number}", number + 1) for number in range(40)]


def damaged(whole: bytes, drawn: Random) -> bytes:
    """One of: a byte changed, a stretch cut out, a stretch doubled, the end cut off, bytes put in."""
    at = drawn.randrange(len(whole))
    until = min(len(whole), at + drawn.randrange(1, 40))
    return drawn.choice(
        [
            whole[:at] + bytes([drawn.randrange(256)]) + whole[at + 1 :],
            whole[:at] + whole[until:],
            whole[:until] + whole[at:],
            whole[:at],
            whole[:at] + drawn.randbytes(8) + whole[at:],
        ]
    )


@settings(max_examples=400, deadline=None)
@given(write=st.sampled_from(cast.WRITERS), drawn=st.randoms(use_true_random=False))
def test_a_damaged_part_is_refused_or_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, write: cast.Writer, drawn: Random
) -> None:
    path = write(tmp_path_factory.mktemp("damaged"), ROWS)
    path.write_bytes(damaged(path.read_bytes(), drawn))
    try:
        header = parts.verify(path)
    except BadPart as refused:
        assert str(refused).startswith(path.name)
        assert "\n" not in str(refused)
        return
    assert header.rows_sha256 == cast.header_over(ROWS).rows_sha256
    assert [(row.sample_id, row.sha256, row.exposures) for row in parts.read_rows(path)] == [
        (row.sample_id, row.sha256, row.exposures) for row in ROWS
    ]


@settings(max_examples=200, deadline=None)
@given(
    content=st.binary(max_size=400),
    name=st.sampled_from(["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"]),
)
def test_any_other_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    path: Path = tmp_path_factory.mktemp("noise") / name
    path.write_bytes(content)
    with pytest.raises(BadPart):
        parts.verify(path)
