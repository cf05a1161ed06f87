"""Where files are read before anything is decided of them: by this process's pool, or by many workers.

Deciding goes on in order, by one. `Shared` lays slips out ahead of it and invites workers to read them; it reads
beside them and waits for none, so that the work ends with many workers, with one, and when all others are killed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import Protocol, TypeVar

from django.db.models import QuerySet

from contributors import originals, recognition, slips
from contributors.models import AskedBy, Fingerprint, Image
from contributors.recognition import Answer

# So few are read before a worker has heard of them.
WORTH_SHARING = 32
AHEAD = 2_048

Row = TypeVar("Row", Image, Fingerprint)
Upcoming = QuerySet[Image] | QuerySet[Fingerprint]
# Asks so many workers to come and read; whoever cannot ask says so elsewhere and returns.
Invite = Callable[[int], None]


class Readers(Protocol):
    """Whoever reads files."""

    def answers(self, wanted: Sequence[bytes]) -> Mapping[bytes, Answer]:
        """What each file holds, by digest."""


class Alone:
    """Files are read on this machine, by the processes of one pool."""

    def __init__(self, pool: recognition.Readers, *, may_lack: bool) -> None:
        """Use ``pool``; with ``may_lack`` a file that is not kept is left out, else FileNotFoundError is raised."""
        self._pool, self._may_lack = pool, may_lack

    def answers(self, wanted: Sequence[bytes]) -> Mapping[bytes, Answer]:
        """Read each file once, however often it was given."""
        kept: list[bytes] = []
        answers = list(self._pool.read(self._contents(wanted, kept)))
        return dict(zip(kept, answers, strict=True))

    def _contents(self, wanted: Sequence[bytes], kept: list[bytes]) -> Iterator[bytes]:
        for digest in dict.fromkeys(wanted):
            try:
                content = originals.content_of(digest)
            except FileNotFoundError:
                if not self._may_lack:
                    raise
                continue
            kept.append(digest)
            yield content


class Shared:
    """Files are read by every worker that comes, and by this process as long as something is left to read."""

    def __init__(self, upcoming: Upcoming, *, asked_by: AskedBy, invite: Invite, may_lack: bool) -> None:
        """Lay out ``upcoming``, in the order of its ids, so far ahead as AHEAD says."""
        self._upcoming, self._asked_by, self._invite, self._may_lack = upcoming, asked_by, invite, may_lack
        self._laid_until = 0
        self._ahead: dict[bytes, int] = {}

    def answers(self, wanted: Sequence[bytes]) -> Mapping[bytes, Answer]:
        """Read on beside the others until all of this is read; what others do not finish is read here as well."""
        self.lay_out()
        told: dict[bytes, Answer | None] = dict(slips.answers(wanted))
        patience = 2 * len(wanted)
        while missing := [digest for digest in wanted if digest not in told]:
            if patience == 0 or slips.read_next() is None:
                told[missing[0]] = self._read_ourselves(missing[0])
            patience = max(0, patience - 1)
            told |= slips.answers(missing)
        self._pass(wanted)
        return {digest: answer for digest, answer in told.items() if answer is not None}

    def lay_out(self) -> None:
        """Half of what lies ahead may be used up before more is laid out, so that invitations go in bunches."""
        if len(self._ahead) > AHEAD // 2:
            return
        rows = self._upcoming.filter(pk__gt=self._laid_until).values_list("pk", "sha256", "size_bytes")
        more = list(rows[: AHEAD - len(self._ahead)])
        if not more:
            return
        files = [slips.File(bytes(sha256), size_bytes) for _pk, sha256, size_bytes in more]
        slips.lay_out(files, asked_by=self._asked_by)
        self._laid_until = more[-1][0]
        self._ahead.update({bytes(sha256): pk for pk, sha256, _size_bytes in more})
        self._invite(_bunches(files))

    def _pass(self, wanted: Sequence[bytes]) -> None:
        """What came before is behind us, also what somebody decided meanwhile; what was never laid out lies beyond."""
        reached = max((self._ahead.get(digest, self._laid_until) for digest in wanted), default=0)
        self._ahead = {digest: pk for digest, pk in self._ahead.items() if pk > reached}

    def _read_ourselves(self, digest: bytes) -> Answer | None:
        try:
            return slips.read_ourselves(digest)
        except FileNotFoundError:
            if not self._may_lack:
                raise
            return None


@contextmanager
def at_hand(
    upcoming: Upcoming, *, asked_by: AskedBy, invite: Invite | None, may_lack: bool = False
) -> Iterator[Readers]:
    """Readers for as long as the block lasts: workers where they can be invited and it is worth it.

    What was laid out and not used is removed at the end, and kept where the work broke off.
    """
    count = upcoming.count()
    if invite is None or count <= WORTH_SHARING:
        with recognition.readers(count=count) as pool:
            yield Alone(pool, may_lack=may_lack)
    else:
        shared = Shared(upcoming, asked_by=asked_by, invite=invite, may_lack=may_lack)
        shared.lay_out()
        yield shared
    slips.sweep(asked_by)


def bounded(found: QuerySet[Row], *, most_bytes: int = slips.BUNCH_BYTES) -> list[Row]:
    """The first of these rows whose files are read at once: no more bytes than memory bears, but always one."""
    rows = list(found)
    ends = accumulate(row.size_bytes for row in rows)
    return [row for row, end in zip(rows, ends, strict=True) if end - row.size_bytes < most_bytes]


def _bunches(files: Sequence[slips.File]) -> int:
    """How many times `slips.read_some` has to go to read all of them."""
    bunches, count, size_bytes = 1, 0, 0
    for file in files:
        if count == slips.BUNCH or size_bytes >= slips.BUNCH_BYTES:
            bunches, count, size_bytes = bunches + 1, 0, 0
        count, size_bytes = count + 1, size_bytes + file.size_bytes
    return bunches
