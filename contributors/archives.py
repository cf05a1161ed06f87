"""Reads a cleared archive: a folder of pictures and its index, checked whole before anything is taken.

Plain: takes paths, gives rows; refuses with the file, the line and what to do. What becomes of the pictures is
``intake``'s.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from contributors import pictures

NEEDED = ("path", "contributor", "licence")
MOST_PATH_CHARACTERS = 500
MOST_TEXT_CHARACTERS = {"contributor": 300, "title": 500, "category": 100, "licence": 100}


class ArchiveRefused(Exception):
    """The archive is not as its index says; nothing of it was taken."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}; nothing was imported")
        self.where = where
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Offered:
    """One row of the index: a picture, whose it is said to be, and what its header already rules out."""

    path: str
    file: Path
    contributor: str
    title: str
    category: str
    licence: str
    sha256: bytes
    size_bytes: int


def index_rows(index: Path) -> int:
    """How many pictures an index names, for a progress bar. Raises ArchiveRefused."""
    with _opened(index) as lines, _as_csv(index, rows := csv.DictReader(lines, strict=True)):
        return sum(1 for _row in rows)


def read(folder: Path, index: Path) -> Iterator[Offered]:
    """Every picture of the index, in its order, each file read and checked against its row.

    Raises ArchiveRefused: no such folder or index, a needed column missing, a file that is not there or outside
    the folder or no picture at all, a digest that differs, the same path twice.
    """
    if not folder.is_dir():
        raise ArchiveRefused(str(folder), "there is no such folder")
    with _opened(index) as lines, _as_csv(index, rows := csv.DictReader(lines, strict=True)):
        _refuse_columns(index, rows.fieldnames or ())
        yield from _each(folder, index, rows)


def _each(folder: Path, index: Path, rows: csv.DictReader[str]) -> Iterator[Offered]:
    seen: set[str] = set()
    for row in rows:
        where = f"{index.name}:{rows.line_num}"
        offered = _offered(folder, row, where)
        if offered.path in seen:
            raise ArchiveRefused(where, f"{offered.path!r} is named twice")
        seen.add(offered.path)
        yield offered


@contextmanager
def _as_csv(index: Path, rows: csv.DictReader[str]) -> Iterator[None]:
    try:
        yield
    except (csv.Error, UnicodeDecodeError) as error:
        raise ArchiveRefused(f"{index.name}:{rows.line_num + 1}", f"is not CSV in UTF-8 ({error})") from error


def _offered(folder: Path, row: dict[str, str], where: str) -> Offered:
    words = {name: (row.get(name) or "").strip() for name in (*NEEDED, "title", "category", "sha256")}
    for name, most in MOST_TEXT_CHARACTERS.items():
        if len(words[name]) > most or "\x00" in words[name]:
            raise ArchiveRefused(where, f"the {name} is longer than {most} characters or holds a zero byte")
    content, file = _content(folder, words["path"], where)
    digest = hashlib.sha256(content)
    if words["sha256"] and words["sha256"].lower() != digest.hexdigest():
        raise ArchiveRefused(where, f"{words['path']} is not the file whose SHA-256 the index gives")
    _refuse_no_picture(content, words["path"], where)
    return Offered(
        path=words["path"],
        file=file,
        contributor=words["contributor"],
        title=words["title"],
        category=words["category"],
        licence=words["licence"],
        sha256=digest.digest(),
        size_bytes=len(content),
    )


def _content(folder: Path, path: str, where: str) -> tuple[bytes, Path]:
    if not path or len(path) > MOST_PATH_CHARACTERS or "\x00" in path:
        raise ArchiveRefused(where, "the path is empty, or longer than a path can be")
    file = folder / path
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise ArchiveRefused(where, f"{path} lies outside the folder")
        if not file.is_file():
            raise ArchiveRefused(where, f"{path} is not in the folder")
        return file.read_bytes(), file
    except (OSError, RuntimeError) as error:  # the latter for links in a circle, up to Python 3.12
        why = error.strerror if isinstance(error, OSError) else "links that lead in a circle"
        raise ArchiveRefused(where, f"{path[:80]} cannot be read ({why})") from error


def _refuse_no_picture(content: bytes, path: str, where: str) -> None:
    """A file that is none of our picture formats is a mistake of the index; what is too large is declined later."""
    try:
        pictures.opened(content)
    except (pictures.EmptyFile, pictures.NotAPicture) as error:
        raise ArchiveRefused(where, f"{path} is no picture ({error.code})") from error
    except pictures.PictureRefused:
        return


def _refuse_columns(index: Path, columns: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise ArchiveRefused(f"{index.name}:1", f"the column {missing[0]!r} is missing")


def _opened(index: Path) -> TextIO:
    if not index.is_file():
        raise ArchiveRefused(str(index), "there is no such index")
    return index.open(encoding="utf-8-sig", newline="")
