"""Where a name stands in the index: under its kana row, its Latin letter, or with the others.

Takes a name and its reading as chosen; gives the initial and the key it is sorted and found by. Hiragana and
katakana are one, voiced and small kana stand with their plain ones, accents are folded.
"""

import unicodedata
from dataclasses import dataclass

ROWS = {
    "あ": "あいうえおぁぃぅぇぉゔ",
    "か": "かきくけこゕゖ",
    "さ": "さしすせそ",
    "た": "たちつてとっ",
    "な": "なにぬねの",
    "は": "はひふへほ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わゐゑをんゎ",
}
ANCHORS = dict(zip(ROWS, ("a", "ka", "sa", "ta", "na", "ha", "ma", "ya", "ra", "wa"), strict=True))
ROW_OF = {kana: row for row, kanas in ROWS.items() for kana in kanas}
KATAKANA_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
# Letters that Unicode does not take apart into a letter and its accent.
WHOLE = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
OTHER = ""
VOICED = ("\u3099", "\u309a")
ORDER: tuple[str, ...] = (*ROWS, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER)
PLACE = {initial: place for place, initial in enumerate(ORDER)}


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """Where a name stands: by the initial's place, then by ``key``."""

    place: int
    key: str

    @property
    def initial(self) -> str:
        """The kana row (あ to わ), the capital letter (A to Z), or OTHER."""
        return ORDER[self.place]


def standing(name: str, reading: str) -> Standing:
    """Where the name stands; its reading decides where it can."""
    read = fold(reading)
    initial = _initial(read)
    if initial != OTHER:
        return Standing(PLACE[initial], read)
    told = fold(name)
    return Standing(PLACE[_initial(told)], told)


def fold(text: str) -> str:
    """The text as it is searched: width, case, kana and accents are one; voiced kana stay what they are."""
    if text.isascii():
        return " ".join(text.casefold().split())
    wide = unicodedata.normalize("NFKC", text).casefold().translate(KATAKANA_TO_HIRAGANA)
    apart = unicodedata.normalize("NFD", wide.translate(WHOLE))
    return " ".join(unicodedata.normalize("NFC", "".join(_kept(apart))).split())


def anchor(initial: str) -> str:
    """A word for addresses: kana-ka, latin-b, other."""
    if initial in ANCHORS:
        return f"kana-{ANCHORS[initial]}"
    return f"latin-{initial.lower()}" if initial else "other"


def _initial(folded: str) -> str:
    """The initial of the first letter or digit; what stands before it is decoration."""
    letter = next((sign for sign in folded if sign.isalnum()), "")
    first = unicodedata.normalize("NFD", letter)[:1]
    if first in ROW_OF:
        return ROW_OF[first]
    return first.upper() if "a" <= first <= "z" else OTHER


def _kept(apart: str) -> list[str]:
    return [sign for sign in apart if sign in VOICED or not unicodedata.combining(sign)]
