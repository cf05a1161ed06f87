"""The one font of a statement, IPAex Gothic: which signs it can draw, how wide they are, where lines break.

Takes text that anybody may have typed; gives text whose every sign is seen. What the font lacks becomes 〓
(geta, the printer's mark for a missing sort), never an empty box and never nothing. The file comes from the
package matplotlib_fontja, which is found but not imported: importing it would need matplotlib.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category, normalize

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NAME = "IPAexGothic"
GETA = "\N{GETA MARK}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
JOINER = "\N{ZERO WIDTH JOINER}"
NOT_AT_LINE_START = frozenset("、。，．・：；？！）」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…,.:;?!)]}")
PIECES = re.compile(r"[!-\u2e7f]+|\s+|.", re.DOTALL)


class FontMissing(Exception):
    """The font file is not where its package should have put it."""

    def __init__(self) -> None:
        super().__init__("no IPAex Gothic: install the package matplotlib-fontja (without its dependencies)")


@cache
def widths() -> dict[int, float]:
    """Code point to width in thousandths of the size; the font is read and registered once per process.

    reportlab is told to begin pages with this font, not Helvetica, and to write streams as they are.
    """
    font = TTFont(NAME, str(_file()), asciiReadable=False)
    pdfmetrics.registerFont(font)
    rl_config.canvas_basefontname, rl_config.useA85 = NAME, 0
    known: dict[int, float] = font.face.charWidths
    return {code: known[code] for code in known if category(chr(code)) not in ("Co", "Cf", "Mn")}


def _file() -> Path:
    found = find_spec("matplotlib_fontja")
    for folder in (found.submodule_search_locations if found else None) or ():
        path = Path(folder) / "fonts" / "ipaexg.ttf"
        if path.is_file():
            return path
    raise FontMissing


@lru_cache(maxsize=8192)
def drawable(text: str) -> str:
    """The text as it can be drawn, on one line, every missing sign a 〓.

    A letter with marks is drawn where the font has it in one piece; otherwise the whole of it becomes one 〓,
    so that no tower of marks can rise over its neighbours. What is invisible by nature (controls, direction
    overrides, joiners, variation selectors) is left out; any run of blanks becomes one.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return "".join(map(_drawn, _clusters(_visible(text)))).strip(" ")


def _visible(text: str) -> str:
    spaced = re.sub(r"[^\S\u3000]+", " ", text)
    return "".join(sign for sign in spaced if sign == JOINER or not _is_invisible(sign))


def _is_invisible(sign: str) -> bool:
    selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return selector or category(sign) in ("Cc", "Cf")


def _clusters(text: str) -> Iterator[str]:
    """A sign with what hangs on it: marks, skin tones, and what a joiner ties to it."""
    cluster = ""
    for sign in text:
        tied = category(sign).startswith("M") or sign == JOINER or "\U0001f3fb" <= sign <= "\U0001f3ff"
        if cluster and not tied and not cluster.endswith(JOINER):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


def _drawn(cluster: str) -> str:
    # Only a letter with marks is composed: NFC would turn U+FA19, as its owner writes it, into plain 神.
    sign = cluster.replace(JOINER, "")
    if len(sign) > 1:
        sign = normalize("NFC", sign)
    return sign if not sign or (len(sign) == 1 and ord(sign) in widths()) else GETA


def width(text: str, size: float) -> float:
    """The width in points of drawable text."""
    known = widths()
    return sum([known[ord(sign)] for sign in text]) * size / 1000


def fitted(text: str, size: float, limit: float) -> float:
    """The size, smaller where the text would be wider than `limit` points."""
    wide = width(text, size)
    return size if wide <= limit else size * limit / wide


def cut(text: str, size: float, limit: float) -> str:
    """The text within `limit` points, a visible … where something had to go."""
    if width(text, size) <= limit:
        return text
    while text and width(text + ELLIPSIS, size) > limit:
        text = text[:-1]
    return text + ELLIPSIS


def wrapped(text: str, size: float, limit: float, most: int) -> list[str]:
    """The text in lines of at most `limit` points; what `most` lines cannot hold ends in a visible …."""
    lines = [""]
    for piece in _pieces(text, size, limit):
        if width(lines[-1] + piece.rstrip(" "), size) > limit:
            if len(lines) == most:
                lines[-1] = cut(lines[-1] + piece, size, limit)
                break
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip(" ")
    return [line.strip(" ") for line in lines]


def _pieces(text: str, size: float, limit: float) -> Iterator[str]:
    """What must stay together: words, single kanji, a sign with the stop that follows it."""
    held = ""
    for found in PIECES.finditer(text):
        piece = found[0]
        if held and piece[0] not in NOT_AT_LINE_START:
            yield held
            held = ""
        held += piece
        if width(held, size) > limit:
            yield from held
            held = ""
    yield held
