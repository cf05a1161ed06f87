"""Other people's words inside Markdown and YAML, so that none of them is read as markup.

Sources: CommonMark 0.31, "Backslash escapes" (any ASCII punctuation may be escaped); YAML 1.2, "Double-quoted style",
of which JSON strings are a part.
"""

import json
import re
import string
from collections.abc import Iterable, Sequence

_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}]")
_SPACES = re.compile(r"\s+")


def text(words: str) -> str:
    """The words on one line, every sign of punctuation meaning itself."""
    return _PUNCTUATION.sub(lambda sign: f"\\{sign[0]}", _SPACES.sub(" ", words).strip())


def link(words: str, address: str) -> str:
    """A link where the address is one that a browser may follow; else the words alone."""
    if not address.startswith(("https://", "http://")) or re.search(r"[\s<>]", address):
        return text(words)
    return f"[{text(words)}](<{address.replace('|', '%7C')}>)"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers_from: int) -> list[str]:
    """A table's lines; columns from ``numbers_from`` on stand to the right."""
    rule = ["---" if place < numbers_from else "---:" for place in range(len(head))]
    return [_line(head), _line(rule), *(_line(row) for row in rows)]


def yaml(words: str) -> str:
    """One YAML scalar."""
    return json.dumps(words, ensure_ascii=False)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
