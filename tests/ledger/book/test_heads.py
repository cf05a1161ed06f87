"""Heads are defined to the byte, chained, and refuse what no month can have."""

from hashlib import sha256

import pytest

from ledger.book import heads
from ledger.book.heads import GENESIS, Head

ROOT = bytes(range(32))


def test_a_head_is_the_digest_of_five_lines() -> None:
    lines = f"henrei-head/1\n{'0' * 64}\n2025-10\n8\n{ROOT.hex()}\n"
    assert heads.head(GENESIS, "2025-10", 8, ROOT) == sha256(lines.encode()).digest()


def test_a_head_changes_with_each_of_its_parts() -> None:
    october = Head("2025-10", 8, ROOT, GENESIS)
    others = [
        Head("2025-11", 8, ROOT, GENESIS),
        Head("2025-10", 9, ROOT, GENESIS),
        Head("2025-10", 8, GENESIS, GENESIS),
        Head("2025-10", 8, ROOT, ROOT),
    ]
    assert len({october.digest, *(other.digest for other in others)}) == 5


@pytest.mark.parametrize("month", ["2025-13", "2025-1", "2025-10\n", "25-10", "\uff12\uff10\uff12\uff15-10"])
def test_a_month_of_another_shape_has_no_head(month: str) -> None:
    with pytest.raises(heads.CannotBeHead, match="YYYY-MM"):
        heads.head(GENESIS, month, 8, ROOT)


def test_a_short_digest_or_a_negative_size_has_no_head() -> None:
    for previous, size, root in [(b"", 8, ROOT), (GENESIS, 8, ROOT[:31]), (GENESIS, -1, ROOT)]:
        with pytest.raises(heads.CannotBeHead, match="32 bytes"):
            heads.head(previous, "2025-10", size, root)
