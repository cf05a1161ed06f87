"""Kept windows: the table's sub-windows once more in files of this machine, so that no question has to read 5 kB for
each picture out of PostgreSQL.

The table says in two numbers what all its windows come to (`windows_mark`, which PostgreSQL makes of them). Where the
files come to anything else they are brought up to the table before they are searched, so nothing in them is trusted
for its age: rows that committed late are noticed, a restored database and another one, too.
"""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from contributors import known, scan
from contributors.kin import Hashes
from contributors.window_files import Found, Kept, Numbers, WindowFiles

CHUNK = 4_000

log = logging.getLogger(__name__)


def bring_up() -> None:
    """Let the next question find the files ready, where files can be kept."""
    try:
        with _opened():
            pass
    except OSError as error:
        log.warning("sub-windows cannot be kept in files (%s)", error)


def near(asked: Hashes, radius_bits: int) -> Iterator[Found]:
    """Give the windows under today's load rule that are at most so far from any asking hash, shape (n, 32)."""
    words = np.ascontiguousarray(asked).view(np.uint64)
    try:
        with _opened() as kept:
            yield from kept.near(words, radius_bits)
    except OSError as error:
        for windows in _read(error):
            places = scan.near(words, windows.words, radius_bits)
            yield Found(windows.ids[places], windows.words[places])


def every() -> Iterator[Found]:
    """Give all windows under today's load rule, some hundred thousand at a time."""
    try:
        with _opened() as kept:
            yield from kept.all()
    except OSError as error:
        yield from _read(error)


@contextmanager
def _opened() -> Iterator[Kept]:
    files = WindowFiles(settings.VAR / "kin")
    with files.held():
        if _come_to(files.rows()) != known.windows_come_to():
            _bring_up(files)
        kept = files.opened()
    with closing(kept):
        yield kept


def _read(error: OSError) -> Iterator[Found]:
    """Where no file can be kept the table itself is read: the same answer, ten times slower, and it is said."""
    log.warning("sub-windows cannot be kept in files (%s): each question reads them out of the database", error)
    for windows in known.windows():
        yield Found(np.repeat(windows.ids, windows.counts), windows.words)


def _bring_up(files: WindowFiles) -> None:
    """Add what is missing, some thousand pictures at a time; killed between two, the next call goes on from there.

    Rows are only ever added to the table. Files that hold anything else are another table's, and begin anew.
    """
    ids, marks = known.window_marks()
    rows = files.rows()
    if not _among(rows, ids, marks).all():
        files.empty()
        rows = rows[:0]
    missing = ids[~np.isin(ids, rows[:, 0])]
    for at in range(0, len(missing), CHUNK):
        files.add(known.windows_of(missing[at : at + CHUNK]))


def _come_to(rows: Numbers) -> tuple[int, int]:
    return len(rows), int(np.bitwise_xor.reduce(rows[:, 1]))


def _among(rows: Numbers, ids: Numbers, marks: Numbers) -> NDArray[np.bool_]:
    """Which rows are pictures of the table, with the windows they have there."""
    if not len(ids):
        return np.zeros(len(rows), np.bool_)
    places = np.searchsorted(ids, rows[:, 0]).clip(max=len(ids) - 1)
    same: NDArray[np.bool_] = (ids[places] == rows[:, 0]) & (marks[places] == rows[:, 1])
    return same
