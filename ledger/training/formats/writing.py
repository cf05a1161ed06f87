"""What a form must bring so that the recorder can write parts in it.

Standard library only. `jsonl.FORM` and `parquet.FORM` are the two there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ledger.training.manifest import Header, Row


@dataclass(frozen=True)
class WrittenForm:
    """The end of the file's name, how a part is written, and how its header is read back."""

    suffix: str
    write: Callable[[BinaryIO, Header, Iterable[Row]], None]
    header_of: Callable[[Path], Header]
