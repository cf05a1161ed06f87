"""Where a name stands in the index: under its kana row, its Latin letter, or with the others.

Takes a name and its reading as chosen; gives the initial and the key it is sorted and found by. Hiragana and
katakana are one, voiced and small kana stand with their plain ones, accents are folded.
"""

import unicodedata
from typing import Literal

Kind = Literal["kana", "latin", "other"]

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
ORDER = (*ROWS, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER)
PLACE = {initial: place for place, initial in enumerate(ORDER)}


def of(name: str, reading: str) -> str:
    """The kana row (あ to わ), the capital letter (A to Z), or OTHER; the reading decides where it can."""
    return next((found for text in (reading, name) if (found := _initial(text)) != OTHER), OTHER)


def fold(text: str) -> str:
    """The text as it is searched: width, case, kana and accents are one; voiced kana stay what they are."""
    wide = unicodedata.normalize("NFKC", text).casefold().translate(KATAKANA_TO_HIRAGANA)
    apart = unicodedata.normalize("NFD", wide.translate(WHOLE))
    return " ".join(unicodedata.normalize("NFC", "".join(_kept(apart))).split())


def order(name: str, reading: str) -> tuple[int, str]:
    """What the roll is sorted by: the initial's place, then the reading or the name."""
    initial = of(name, reading)
    told = reading if _initial(reading) == initial != OTHER else name
    return PLACE[initial], fold(told)


def anchor(initial: str) -> str:
    """A word for addresses: kana-ka, latin-b, other."""
    if initial in ANCHORS:
        return f"kana-{ANCHORS[initial]}"
    return f"latin-{initial.lower()}" if initial else "other"


def _initial(text: str) -> str:
    """The initial of the first letter or digit; what stands before it is decoration."""
    first = next((sign for sign in unicodedata.normalize("NFD", fold(text)) if sign.isalnum()), "")
    if first in ROW_OF:
        return ROW_OF[first]
    return first.upper() if "a" <= first <= "z" else OTHER


def _kept(apart: str) -> list[str]:
    return [sign for sign in apart if sign in VOICED or not unicodedata.combining(sign)]
