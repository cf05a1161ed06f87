"""Names as Japanese banks spell them: JIS X 0201, a voicing mark being a byte of its own.

Takes text in full-width or half-width kana, hiragana or Latin letters; gives bytes and what was lost on the
way. Refuses kanji and all else a field may not hold: nothing is guessed, the account holder spells it.
Padding and the place in a record are the writer's.
"""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

FieldKind = Literal["bank name", "party name", "edi"]
Loss = Literal["small kana", "long mark", "lower case", "old kana", "cut"]


class KanaNotAllowed(ValueError):
    """Cannot be spelled, because a character has no place in this field."""

    def __init__(self, text: str, character: str, kind: FieldKind) -> None:
        self.text, self.character, self.kind = text, character, kind
        super().__init__(
            f"{character!r} in {text!r} cannot stand in a {kind}: "
            "write the name in kana, Latin letters or digits, as the bank book shows it"
        )


class LoneVoicingMark(ValueError):
    """Cannot be spelled, because a dakuten or handakuten follows a character that has no voiced form."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"a voicing mark in {text!r} follows no kana that takes one: correct the spelling")


class NothingToSpell(ValueError):
    """Cannot be spelled, because the name is empty or blank."""

    def __init__(self) -> None:
        super().__init__("the name is empty: give the name in kana, as the bank book shows it")


@dataclass(frozen=True)
class Spelling:
    """The bytes of a name, at most the width asked for, and each kind of loss the payee should confirm."""

    content: bytes
    losses: tuple[Loss, ...]


# The 46 plain kana, each at the byte JIS X 0201 gives it (0xB1 onward, wo at 0xA6).
_PLAIN = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_VOICED = dict(zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷ", "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳﾜ", strict=True))
_HALF_VOICED = dict(zip("パピプペポ", "ﾊﾋﾌﾍﾎ", strict=True))
_SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ", strict=True))
_SMALL_HALF = dict(zip("ｧｨｩｪｫｯｬｭｮ", "ｱｲｳｴｵﾂﾔﾕﾖ", strict=True))
_OLD = {"ヰ": "ｲ", "ヱ": "ｴ"}
_LONG_MARKS = "ーｰ"
_HYPHENS = "-－‐‑‒–—―−"
_DAKUTEN, _HANDAKUTEN = "ﾞ゛\u3099", "ﾟ゜\u309a"
_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_SYMBOLS: dict[FieldKind, str] = {"bank name": "", "party name": "().", "edi": "().\\/｢｣ｦ"}
_LONE_MARK = re.compile("(?<![ｳｶ-ﾄﾊ-ﾎﾜ])ﾞ|(?<![ﾊ-ﾎ])ﾟ")


def spell(text: str, *, kind: FieldKind, width: int) -> Spelling:
    """`text` as at most `width` bytes, and what was lost; a voicing mark is never parted from its kana.

    Raises KanaNotAllowed, LoneVoicingMark or NothingToSpell. Sets of characters: Japanese Bankers
    Association, appendix 1 of its record formats; wo only in EDI text, because not every bank takes it
    elsewhere.
    """
    half = _half_width(text, kind)
    whole = half.encode("cp932")
    content = _cut(whole, width)
    if not content:
        raise NothingToSpell
    return Spelling(content, _losses(text, cut=len(content) < len(whole)))


def to_zengin_kana(text: str, *, width: int, kind: FieldKind = "party name") -> bytes:
    """The bytes of `spell` alone, not padded. For files; a form shows the losses too."""
    content = _cut(_half_width(text, kind).encode("cp932"), width)
    if not content:
        raise NothingToSpell
    return content


def _half_width(text: str, kind: FieldKind) -> str:
    try:
        half = text.translate(_TABLES[kind]).strip(" ")
    except _Refused as refused:
        raise KanaNotAllowed(text, refused.character, kind) from None
    if _LONE_MARK.search(half):
        raise LoneVoicingMark(text)
    return half


def _cut(whole: bytes, width: int) -> bytes:
    if len(whole) <= width:
        return whole
    parts_a_mark = whole[width] in b"\xde\xdf"
    return whole[: width - parts_a_mark].rstrip(b" ")


def _losses(text: str, *, cut: bool) -> tuple[Loss, ...]:
    signs: dict[Loss, bool] = {
        "small kana": bool(_SMALL_SIGNS.search(text)),
        "long mark": bool(_LONG_SIGNS.search(text)),
        "lower case": bool(_LOWER_SIGNS.search(text)),
        "old kana": bool(_OLD_SIGNS.search(text)),
        "cut": cut,
    }
    return tuple(loss for loss, found in signs.items() if found)


def _hiragana(katakana: str) -> str:
    """The same kana in hiragana: Unicode lays both rows out alike, 0x60 apart (none for the rare ヷ)."""
    return "".join(chr(ord(one) - 0x60) for one in katakana if one != "ヷ")


def _full_width(ascii_text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in ascii_text)


_SMALL_SIGNS = re.compile(f"[{''.join(_SMALL)}{_hiragana(''.join(_SMALL))}{''.join(_SMALL_HALF)}]")
_LONG_SIGNS = re.compile(f"[{_LONG_MARKS}]")
_LOWER_SIGNS = re.compile("[a-zａ-ｚ]")
_OLD_SIGNS = re.compile("[ヰヱゐゑ]")


def _kana_pairs() -> dict[str, str]:
    katakana = dict(zip(_PLAIN, _HALF, strict=True)) | _SMALL | _OLD
    katakana |= {one: base + "ﾞ" for one, base in _VOICED.items()}
    katakana |= {one: base + "ﾟ" for one, base in _HALF_VOICED.items()}
    hiragana = {_hiragana(one): half for one, half in katakana.items() if one != "ヷ"}
    return katakana | hiragana | _SMALL_HALF | {one: one for one in _HALF}


def _mark_pairs() -> dict[str, str]:
    hyphens = dict.fromkeys(_LONG_MARKS + _HYPHENS, "-")
    marks = dict.fromkeys(_DAKUTEN, "ﾞ") | dict.fromkeys(_HANDAKUTEN, "ﾟ")
    return hyphens | marks | {" ": " ", "\u3000": " "}


def _latin_pairs(letters: str) -> dict[str, str]:
    same = {one: one for one in letters}
    return same | {_full_width(one): one for one in letters}


def _symbol_pairs(kind: FieldKind) -> dict[str, str]:
    allowed = _SYMBOLS[kind]
    pairs = {one: one for one in allowed} | _latin_pairs("".join(filter(str.isascii, allowed)))
    edi_only = {"￥": "\\", "¥": "\\", "「": "｢", "」": "｣", "ヲ": "ｦ", "を": "ｦ"}
    return pairs | {one: half for one, half in edi_only.items() if half in allowed}


class _Refused(Exception):
    """Carries the one character out of the translation, which cannot know the whole text."""

    def __init__(self, character: str) -> None:
        self.character = character


class _SpellingTable(dict[int, str]):
    """A translation table that refuses what it does not hold, where `str.translate` would let it through."""

    def __missing__(self, code: int) -> NoReturn:
        raise _Refused(chr(code))

    @classmethod
    def of(cls, kind: FieldKind) -> "_SpellingTable":
        lower = {one.lower(): one for one in _LETTERS}
        wide_lower = {_full_width(one): half for one, half in lower.items()}
        latin = _latin_pairs(_LETTERS + _DIGITS) | lower | wide_lower
        return cls(str.maketrans(_kana_pairs() | _mark_pairs() | latin | _symbol_pairs(kind)))


_TABLES: dict[FieldKind, _SpellingTable] = {
    "bank name": _SpellingTable.of("bank name"),
    "party name": _SpellingTable.of("party name"),
    "edi": _SpellingTable.of("edi"),
}
