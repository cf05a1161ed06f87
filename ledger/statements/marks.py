"""What a page is made of before it is drawn: words, hairlines, seal, code; and their sizes and tones.

Plain values in points, the origin at the page's lower left as in PDF. `composing` places marks, `paper` draws
them. The tones are those of the web pages' style sheet on paper; vermilion stands for one thing: sealed.
"""

from dataclasses import dataclass, field

PAGE_WIDTH = 595.276
PAGE_HEIGHT = 841.890
LEFT = 56.0
RIGHT = PAGE_WIDTH - LEFT
TOP = PAGE_HEIGHT - 56.0
FLOOR = 64.0
STEP = 8.0

SMALL = 7.0
TEXT = 9.0
LARGE = 11.5
HEADING = 15.0
TITLE = 22.0

Tone = tuple[float, float, float]


def _tone(red: int, green: int, blue: int) -> Tone:
    return round(red / 255, 3), round(green / 255, 3), round(blue / 255, 3)


PAPER = _tone(0xFD, 0xFB, 0xF7)
INK = _tone(0x21, 0x1D, 0x18)
SOFT = _tone(0x5D, 0x56, 0x4B)
HAIRLINE = _tone(0xD8, 0xD0, 0xC0)
EDGE = _tone(0x84, 0x7A, 0x6B)
VERMILION = _tone(0xB4, 0x33, 0x1B)


@dataclass(frozen=True, slots=True)
class Words:
    """Drawable text from `x` on its baseline `y`; `apart` is extra space between signs."""

    x: float
    y: float
    text: str
    size: float
    tone: Tone
    apart: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line from `left` to `right`."""

    left: float
    right: float
    y: float
    weight: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal mark; `x`, `y` its lower left."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with the link it stands for; `x`, `y` its lower left, without the quiet zone."""

    x: float
    y: float
    side: float
    url: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in the outline; level 0 is the statement itself."""

    title: str
    level: int
    y: float


@dataclass(slots=True)
class Page:
    """The marks of one page, words in reading order."""

    words: list[Words] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
