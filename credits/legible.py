"""Names fit to print, whatever somebody wrote into them: the letters stay, what steers a page or a file goes.

Takes a name as it was chosen and gives it without control characters, without marks that turn the direction of
the text around it (Unicode UAX #9), and with at most three marks above or below one letter. Escaping for HTML,
XML or CSV is left to whoever writes there.
"""

import unicodedata

MOST_MARKS = 3
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# XML 1.0 takes none of these, and no font shows them.
NOWHERE = frozenset("\ufeff\ufff9\ufffa\ufffb\ufffe\uffff")
SPACES = frozenset(("Cc", "Zl", "Zp", "Zs"))
MARKS = frozenset(("Mn", "Me"))


def name(text: str) -> str:
    """The name on one line; empty where nothing that can be seen is left."""
    composed = unicodedata.normalize("NFC", text)
    if composed.replace(" ", "").isalpha():
        return " ".join(composed.split())
    told = " ".join("".join(_without_towers(_without_turning(composed))).split())
    return told if any(_is_seen(sign) for sign in told) else ""


def _without_turning(composed: str) -> list[str]:
    return [
        " " if unicodedata.category(sign) in SPACES else sign
        for sign in composed
        if sign not in TURNING and sign not in NOWHERE and not "\ud800" <= sign <= "\udfff"
    ]


def _without_towers(letters: list[str]) -> list[str]:
    kept: list[str] = []
    marks = 0
    for sign in letters:
        marks = marks + 1 if unicodedata.category(sign) in MARKS else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return kept


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNPS"
