"""Lines of UTF-8 text from a stream of bytes, each of bounded length.

Takes an open stream and gives (line number from 1, text); raises `BadPart` for a line that is
too long or not UTF-8. What a line means is left to the form that reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from ledger.training.manifest import BadPart

MOST_LINE_BYTES: Final = 65_536


def numbered(stream: BinaryIO, *, file: str, start: int = 1) -> Iterator[tuple[int, str]]:
    """Every line without its line feed; the last one may lack the feed."""
    number = start
    while line := stream.readline(MOST_LINE_BYTES + 1):
        if len(line) > MOST_LINE_BYTES:
            raise BadPart(file, number, f"line is longer than {MOST_LINE_BYTES} bytes")
        try:
            yield number, line.decode("utf-8").removesuffix("\n")
        except UnicodeDecodeError as error:
            raise BadPart(file, number, f"not UTF-8 at byte {error.start + 1} of the line") from None
        number += 1
