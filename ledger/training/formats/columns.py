"""A stretch of rows as three plain lists: what the line-wise forms give to whoever checks a part.

Standard library only. Values in it are lawful one by one; what holds between rows is not known yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ROWS_PER_STRETCH: Final = 65_536


@dataclass(frozen=True)
class Columns:
    """Rows in the file's order. `sha256s` holds 32 bytes per row, end to end."""

    sample_ids: list[str]
    sha256s: bytes
    exposures: list[int]
