"""Reads many pictures at once on all processors of the machine; plain, so that its workers need no Django."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import current_process, get_context

from contributors import credentials, fingerprints, pictures


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file could not be read: the refusal's stable code, and its sentence."""

    code: str
    told: str


Answer = fingerprints.Reading | Unread

# Starting processes takes longer than reading so few pictures.
FEW_PICTURES = 48


class Readers:
    """A pool of worker processes; each answer comes in the order of its question."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        """Use ``pool`` for reading; without one, this process reads by itself."""
        self._pool = pool

    def read(self, contents: Iterable[bytes]) -> Iterator[Answer]:
        """Read each file; what is no whole picture is answered with its refusal, never raised."""
        return map(answer, contents) if self._pool is None else self._pool.map(answer, contents, chunksize=4)


@contextmanager
def readers(*, count: int) -> Iterator[Readers]:
    """Workers for as long as the block lasts, where ``count`` pictures are worth it.

    They start afresh, without this process's connections.

    A daemonic process may have no children: Celery's workers are such, and read by themselves, many side by side.
    """
    if count <= FEW_PICTURES or current_process().daemon:
        yield Readers(None)
        return
    # There is a process for each processor; threads of their own would only wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield Readers(pool)


def answer(content: bytes) -> Answer:
    """Read one file in this process; what is no whole picture is answered with its refusal, never raised."""
    try:
        return replace(fingerprints.read(content, with_windows=True), claims=credentials.read(content))
    except pictures.PictureRefused as refusal:
        return Unread(refusal.code, str(refusal))
