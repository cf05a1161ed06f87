"""Japanese banks and branches by their codes, and searching them by name or code.

Takes codes and words a person types; gives frozen values whose kana a bank file can carry.
The directory is the JSON that zengin-code brings. It is read as JSON, one bank's branches at a time:
importing the package would build every branch of Japan, without types.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, TypeVar

_LARGE_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_LONG_MARKS = str.maketrans(dict.fromkeys("ー－‐‑–—―−", "-"))
_TITLES = re.compile("(銀行|信用金庫|支店|ギンコウ|シテン)$")


class UnknownBank(LookupError):
    """Cannot be found, because no bank has this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"no bank has the code {code!r}: search by name, codes have four digits")


class UnknownBranch(LookupError):
    """Cannot be found, because the bank has no branch with this code."""

    def __init__(self, bank_code: str, code: str) -> None:
        self.bank_code, self.code = bank_code, code
        super().__init__(f"bank {bank_code} has no branch {code!r}: search by name, codes have three digits")


class NoDirectory(RuntimeError):
    """Cannot look up banks, because the directory is missing or not in the shape this module reads."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(f"the bank directory has no readable {part}: install zengin-code as requirements.lock has it")


@dataclass(frozen=True)
class Bank:
    """A bank: four digits, its short name, and kana and Latin spellings for bank files and for searching."""

    code: str
    name: str
    kana: str
    latin: str


@dataclass(frozen=True)
class Branch:
    """A branch: three digits within its bank, its short name, kana and Latin spellings."""

    bank_code: str
    code: str
    name: str
    kana: str
    latin: str


class _Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kana(self) -> str: ...
    @property
    def latin(self) -> str: ...


_Found = TypeVar("_Found", Bank, Branch)


def bank(code: str) -> Bank:
    """The bank with this code of four digits. Raises UnknownBank."""
    found = _banks().get(code)
    if found is None:
        raise UnknownBank(code)
    return found


def branch(bank_code: str, branch_code: str) -> Branch:
    """The branch with this code of three digits. Raises UnknownBank, UnknownBranch."""
    found = _branches(bank(bank_code).code).get(branch_code)
    if found is None:
        raise UnknownBranch(bank_code, branch_code)
    return found


def search(text: str, *, limit: int = 20) -> tuple[Bank, ...]:
    """Banks whose code or name, in any spelling, holds `text`: whole names first, then beginnings."""
    return _ranked(_banks().values(), text, limit)


def search_branches(bank_code: str, text: str, *, limit: int = 20) -> tuple[Branch, ...]:
    """Branches of one bank, found and ordered as `search` does. Raises UnknownBank."""
    return _ranked(_branches(bank(bank_code).code).values(), text, limit)


def _ranked(among: Iterable[_Found], text: str, limit: int) -> tuple[_Found, ...]:
    wanted = _folded(text)
    if not wanted:
        return ()
    near = [(nearness, one.code, one) for one in among if (nearness := _nearness(one, wanted)) is not None]
    near.sort(key=lambda found: found[:2])
    return tuple(one for _, _, one in near[:limit])


def _nearness(one: _Named, wanted: str) -> int | None:
    """0 for the very name or code, 1 where one begins so, 2 where a name holds it, else None."""
    if wanted.isdigit():
        return _first_that_holds(wanted, (one.code,), (str.__eq__, str.startswith))
    words = (_folded(one.name), _folded(one.kana), _folded(one.latin))
    return _first_that_holds(wanted, words, (str.__eq__, str.startswith, str.__contains__))


def _first_that_holds(wanted: str, words: tuple[str, ...], tests: tuple[Callable[[str, str], bool], ...]) -> int | None:
    return next((rank for rank, holds in enumerate(tests) if any(holds(word, wanted) for word in words)), None)


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    """One spelling for all: katakana, large kana, hyphens for long marks, lower case, no title, no blanks."""
    plain = unicodedata.normalize("NFKC", text)
    katakana = "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in plain)
    even = katakana.translate(_LARGE_KANA).translate(_LONG_MARKS).lower()
    bare = "".join(even.split())
    return _TITLES.sub("", bare) or bare


@cache
def _banks() -> dict[str, Bank]:
    rows = _rows(_directory() / "banks.json")
    return {row.code: Bank(row.code, row.name, row.kana, row.latin) for row in rows}


@cache
def _branches(bank_code: str) -> dict[str, Branch]:
    rows = _rows(_directory() / "branches" / f"{bank_code}.json")
    return {row.code: Branch(bank_code, row.code, row.name, row.kana, row.latin) for row in rows}


def _directory() -> Path:
    spec = find_spec("zengin_code")
    if spec is None or spec.origin is None:
        raise NoDirectory("package")
    return Path(spec.origin).parent / "source-data" / "data"


@dataclass(frozen=True)
class _Row:
    code: str
    name: str
    kana: str
    latin: str


def _rows(path: Path) -> list[_Row]:
    try:
        parsed: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoDirectory(path.name) from None
    if not isinstance(parsed, dict):
        raise NoDirectory(path.name)
    return [_row(entry, path.name) for entry in parsed.values()]


def _row(entry: object, part: str) -> _Row:
    if not isinstance(entry, dict):
        raise NoDirectory(part)
    code, name, kana, roma = (entry.get(key) for key in ("code", "name", "kana", "roma"))
    if not (isinstance(code, str) and isinstance(name, str) and isinstance(kana, str) and isinstance(roma, str)):
        raise NoDirectory(part)
    return _Row(code, unicodedata.normalize("NFKC", name), _writable(kana), roma)


def _writable(kana: str) -> str:
    """Full stops, which foreign banks' kana has, become blanks: a bank file's name field takes none."""
    return kana.replace("．", "\u3000")
