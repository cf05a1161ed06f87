"""Slips: files laid out to be read, by whichever process of whichever machine comes next.

A process takes a slip by locking its row: two never take the same one, and whoever is killed lets go of it. Taking
and answering are a transaction each, so a killed reader costs the reading of one file. Slips last only until
whoever laid them out has made use of them; the table is not logged, and losing it costs reading again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from contributors import fingerprints, jobs, notation, originals, recognition
from contributors.models import AskedBy, Image, ImageState, Slip

BUNCH = 16
BUNCH_BYTES = 256_000_000

# So many workers may come to no end over a file before the next is left to whoever laid it out, and then to a person.
MOST_BEGUN = 2


class ReadersLost(Exception):
    """Cannot be read, because every worker that began ended in the middle of it."""

    def __init__(self, sha256: bytes, begun: int) -> None:
        super().__init__(
            f"reading the file {sha256.hex()} ended {begun} workers: give workers more memory or decline its picture,"
            " then ask again"
        )
        self.sha256 = sha256


@dataclass(frozen=True, slots=True)
class File:
    """A kept original, by its digest."""

    sha256: bytes
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a process read in one go: how many slips it took, and why it could not read the last that it could not."""

    taken: int
    trouble: str = ""


def lay_out(files: Iterable[File], *, asked_by: AskedBy) -> None:
    """Ask for files to be read, in this order; what is laid out already stays as it is."""
    rule = fingerprints.LOAD_RULE
    Slip.objects.bulk_create(
        [Slip(sha256=one.sha256, load_rule=rule, size_bytes=one.size_bytes, asked_by=asked_by) for one in files],
        ignore_conflicts=True,
    )


def read_some() -> Stretch:
    """Take slips and read, up to a bunch of files or of bytes; fewer where no more are left."""
    taken, size_bytes, trouble = 0, 0, ""
    while taken < BUNCH and size_bytes < BUNCH_BYTES and (slip := read_next()):
        taken, size_bytes, trouble = taken + 1, size_bytes + slip.size_bytes, slip.trouble or trouble
    return Stretch(taken, trouble)


def read_next() -> Slip | None:
    """Take the next slip that nobody has taken, read its file, and write down the answer; none where none is left."""
    slip = _taken()
    if slip is not None:
        _answer(slip)
    return slip


def answers(wanted: Sequence[bytes]) -> Mapping[bytes, recognition.Answer]:
    """What was read so far of the files asked for, by digest."""
    rows = _of(wanted).filter(answer__isnull=False).values_list("sha256", "answer")
    told = ((bytes(sha256), _told(bytes(answer))) for sha256, answer in rows if answer is not None)
    return {sha256: answer for sha256, answer in told if answer is not None}


def read_ourselves(sha256: bytes) -> recognition.Answer:
    """Read a file whoever else is at it, and wait for nobody. Raises FileNotFoundError and ReadersLost."""
    slip = _counted(sha256)
    try:
        return recognition.answer(originals.content_of(sha256))
    finally:
        if slip is not None:
            _ended(slip)


def tear_up(used: Sequence[bytes]) -> None:
    """Remove slips that were made use of, in the transaction that did; not where a waiting picture is the same file.

    What another process is still at is left for `sweep`.
    """
    waiting = Image.objects.filter(
        sha256=OuterRef("sha256"), state=ImageState.WAITING, fingerprint__isnull=True, decided_at__isnull=True
    )
    _remove(_of(used).filter(~Exists(waiting)))


def sweep(asked_by: AskedBy) -> None:
    """Remove whatever is left of slips once the work is done that laid them out."""
    _remove(Slip.objects.filter(asked_by=asked_by))


def _of(wanted: Sequence[bytes]) -> QuerySet[Slip]:
    return Slip.objects.filter(load_rule=fingerprints.LOAD_RULE, sha256__in=wanted)


@transaction.atomic
def _taken() -> Slip | None:
    """Counted before it is read, so that the count outlives its reader."""
    unread = Slip.objects.filter(answer__isnull=True, trouble="", load_rule=fingerprints.LOAD_RULE)
    slip = unread.filter(begun__lt=MOST_BEGUN).order_by("id").select_for_update(skip_locked=True).first()
    if slip is not None:
        Slip.objects.filter(pk=slip.pk).update(begun=F("begun") + 1)
    return slip


@transaction.atomic
def _answer(slip: Slip) -> None:
    """Where somebody else took the slip a moment before, it is theirs."""
    if not _is_free(slip, answer__isnull=True):
        return
    try:
        answer = recognition.answer(originals.content_of(bytes(slip.sha256)))
    except Exception as error:
        # Whoever laid it out tries once more, and fails itself where it cannot read it either.
        slip.trouble = jobs.why(error)[:500]
        Slip.objects.filter(pk=slip.pk).update(trouble=slip.trouble, begun=0)
        return
    Slip.objects.filter(pk=slip.pk).update(answer=notation.write(answer), begun=0)


def _counted(sha256: bytes) -> Slip | None:
    """Count one more reader of a slip. Raises ReadersLost, and lets the file be tried anew when asked again."""
    with transaction.atomic():
        slip = _of([sha256]).select_for_update(skip_locked=True).first()
        if slip is None:
            return None
        if slip.begun <= MOST_BEGUN:
            Slip.objects.filter(pk=slip.pk).update(begun=F("begun") + 1)
            return slip
        slip.delete()
    raise ReadersLost(sha256, slip.begun)


@transaction.atomic
def _ended(slip: Slip) -> None:
    """Reading came to an end, well or not, and killed nobody."""
    if _is_free(slip):
        Slip.objects.filter(pk=slip.pk).update(begun=0)


def _is_free(slip: Slip, **still: bool) -> bool:
    """Lock the slip, unless another process has it or it is no longer as it was."""
    free = Slip.objects.filter(pk=slip.pk, **still).select_for_update(skip_locked=True)
    return free.first() is not None


@transaction.atomic
def _remove(slips: QuerySet[Slip]) -> None:
    free = list(slips.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Slip.objects.filter(pk__in=free).delete()


def _told(written: bytes) -> recognition.Answer | None:
    """What another version of this program wrote counts as unread."""
    try:
        return notation.read(written)
    except notation.NotationUnknown:
        return None
