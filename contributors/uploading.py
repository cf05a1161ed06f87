"""Uploading: a contributor's file comes in pieces and becomes an image that waits for a reviewer.

A piece stands at its offset or is refused with the offset wanted, so that a broken connection goes on where it
stopped. A ZIP archive is left to `unzipping` once it is whole; what a picture is recognised by is `weighing`'s.
The pieces lie in a folder of this machine: web machines that share the work share VAR as well.
"""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Sum

from contributors import giving, originals, pictures, upload_limits
from contributors.models import Contributor, Image, Upload, UploadState
from contributors.pieces import Pieces

COLLECTION = "upload:"
PIECE_BYTES = 1 << 20
GIVEN_UP_AFTER = timedelta(days=7)
NAME_CHARACTERS = 200
UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
ZIP_BEGINS = b"PK"


class UploadRefused(Exception):
    """The file or piece cannot be taken, because; ``code`` is stable."""

    code = "upload_refused"


class OwnWorkNotDeclared(UploadRefused):
    """Cannot, because the sender did not say that the pictures are their own work."""

    code = "own_work_not_declared"

    def __init__(self) -> None:
        super().__init__("the pictures were not declared as own work; tick the declaration and send them again")


class FileTooLarge(UploadRefused):
    """Cannot, because the file is larger than one file may be."""

    code = "file_too_large"

    def __init__(self, name: str, size_bytes: int, most_bytes: int) -> None:
        super().__init__(f"{name} has {size_bytes:,} bytes; at most {most_bytes:,} are taken: send it smaller")
        self.name, self.size_bytes, self.most_bytes = name, size_bytes, most_bytes


class TooMuchOpen(UploadRefused):
    """Cannot, because as much as may be is on its way already."""

    code = "too_much_open"

    def __init__(self, contributor: Contributor) -> None:
        super().__init__(f"contributor {contributor.pk} has too much on its way: let it arrive first")


class PieceOutOfPlace(UploadRefused):
    """Cannot, because bytes before this piece are missing; ``wanted_offset`` is where to go on."""

    code = "piece_out_of_place"

    def __init__(self, upload: Upload, wanted_offset: int) -> None:
        super().__init__(f"{upload.name} goes on at byte {wanted_offset}: send the piece that begins there")
        self.wanted_offset = wanted_offset


class PieceTooLong(UploadRefused):
    """Cannot, because the piece leads beyond the end that was announced."""

    code = "piece_too_long"

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"{upload.name} was announced with {upload.size_bytes} bytes: begin it anew")


class PieceDiffers(UploadRefused):
    """Cannot, because other bytes stand there already: it is another file under the same name."""

    code = "piece_differs"

    def __init__(self, upload: Upload, offset: int) -> None:
        super().__init__(f"{upload.name} has other bytes at {offset}: begin the changed file anew")
        self.offset = offset


def begin(contributor: Contributor, *, name: str, size_bytes: int, own_work: bool, at: datetime) -> Upload:
    """Announce a file; its ``token`` is where its pieces go.

    Raises OwnWorkNotDeclared, FileTooLarge, TooMuchOpen, giving.AccountNotVerified, giving.ConsentMissing.
    """
    if not own_work:
        raise OwnWorkNotDeclared
    name, limits = plain_name(name), upload_limits.in_force()
    if size_bytes > limits.most_bytes(name):
        raise FileTooLarge(name, size_bytes, limits.most_bytes(name))
    barred = giving.bar(contributor, at=at)
    if barred is not None:
        raise barred
    _give_up_old(contributor, at)
    _refuse_too_much(contributor, size_bytes, limits)
    return Upload.objects.create(contributor=contributor, token=uuid4(), name=name, size_bytes=size_bytes, begun_at=at)


def receive(upload: Upload, *, offset: int, piece: bytes, at: datetime) -> Upload:
    """Let a piece stand at its offset; what is there already is not written again.

    Raises PieceOutOfPlace, PieceTooLong, PieceDiffers; and where the person may give no longer, giving.MayNotGive:
    then all that came is thrown away.
    """
    with transaction.atomic():
        kept = _held(upload)
        barred = giving.bar(kept.contributor, at=at)
        if barred is None:
            _append(kept, offset, piece)
        else:
            refuse(kept, barred.code)
    if barred is not None:
        raise barred
    return kept


def finish(upload: Upload, *, at: datetime) -> Upload:
    """Let a whole file become an image, or say why not. Asked twice, done once; a ZIP waits to be unpacked.

    Raises PieceOutOfPlace where bytes are missing, and giving.MayNotGive as ``receive`` does.
    """
    with transaction.atomic():
        kept = _held(upload)
        if kept.state != UploadState.RECEIVING:
            return kept
        if wanted_offset(kept) < kept.size_bytes:
            raise PieceOutOfPlace(kept, wanted_offset(kept))
        barred = giving.bar(kept.contributor, at=at, is_held=True)
        if barred is not None:
            refuse(kept, barred.code)
        elif not is_archive(kept):
            take(kept, pieces_of(kept).content(), at=at)
    if barred is not None:
        raise barred
    return kept


def take(upload: Upload, content: bytes, *, at: datetime) -> None:
    """Keep a whole file as given and write its image; what is no picture by its header is refused instead."""
    if len(content) > upload_limits.in_force().picture_bytes:
        return refuse(upload, FileTooLarge.code)
    try:
        pictures.opened(content)
    except pictures.PictureRefused as refusal:
        return refuse(upload, refusal.code, str(refusal))
    digest = hashlib.sha256(content).digest()
    originals.keep(digest, content)
    upload.image = Image.objects.create(
        contributor_id=upload.contributor_id,
        collection=f"{COLLECTION}{upload.contributor_id}",
        path=f"{upload.token}/{upload.name}",
        sha256=digest,
        size_bytes=len(content),
        offered_at=at,
    )
    return close(upload, UploadState.TAKEN)


def refuse(upload: Upload, reason: str, facts: str = "") -> None:
    """End an upload that is on its way, with a stable word and the facts behind it."""
    if upload.state == UploadState.RECEIVING:
        upload.reason, upload.reason_facts = reason, facts[:500]
        close(upload, UploadState.REFUSED)


def close(upload: Upload, state: UploadState) -> None:
    """End an upload; its pieces go once that is committed."""
    upload.state = state
    upload.save()
    transaction.on_commit(pieces_of(upload).remove)


def wanted_offset(upload: Upload) -> int:
    """Where the next piece begins, by what really lies on the disk."""
    if upload.state != UploadState.RECEIVING:
        return upload.size_bytes
    return min(upload.received_bytes, pieces_of(upload).size_bytes)


def sent(contributor: Contributor) -> QuerySet[Upload]:
    """What a person sent, newest first, without what lay inside archives."""
    mine = Upload.objects.filter(contributor=contributor, inside__isnull=True)
    return mine.select_related("image", "image__duplicate_of").order_by("-begun_at", "-id")


def of(contributor: Contributor, token: UUID) -> Upload | None:
    """The person's own upload of that token; whoever else's is not found."""
    return sent(contributor).filter(token=token).first()


def is_archive(upload: Upload) -> bool:
    """Whether a whole upload is a ZIP, by its name and its first bytes."""
    return upload_limits.is_zip_name(upload.name) and pieces_of(upload).starts_with(ZIP_BEGINS)


def pieces_of(upload: Upload) -> Pieces:
    """Where the pieces lie."""
    return Pieces(settings.VAR / "uploads" / f"{upload.token}.part")


def plain_name(name: str) -> str:
    """A file's own name, without folders and signs that cannot be seen; a long one keeps its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN).strip()
    stem, dot, ending = seen.rpartition(".")
    if len(seen) > NAME_CHARACTERS and 0 < len(ending) <= 10:
        return stem[: NAME_CHARACTERS - len(ending) - 1] + dot + ending
    return seen[:NAME_CHARACTERS] or "picture"


def _append(upload: Upload, offset: int, piece: bytes) -> None:
    if upload.state != UploadState.RECEIVING:
        return
    there = wanted_offset(upload)
    if offset > there:
        raise PieceOutOfPlace(upload, there)
    if offset + len(piece) > upload.size_bytes:
        raise PieceTooLong(upload)
    known, fresh = piece[: there - offset], piece[there - offset :]
    if known and not pieces_of(upload).holds(offset, known):
        raise PieceDiffers(upload, offset)
    if fresh:
        pieces_of(upload).write(there, fresh)
    upload.received_bytes = there + len(fresh)
    upload.save(update_fields=["received_bytes"])


def _held(upload: Upload) -> Upload:
    return Upload.objects.select_related("contributor").select_for_update(of=("self",)).get(pk=upload.pk)


def _give_up_old(contributor: Contributor, at: datetime) -> None:
    """What nobody went on with for a week is thrown away when its sender comes again."""
    old = Upload.objects.filter(contributor=contributor, state=UploadState.RECEIVING, begun_at__lt=at - GIVEN_UP_AFTER)
    for upload in old.exclude(received_bytes=F("size_bytes"), name__iendswith=".zip"):
        with transaction.atomic():
            refuse(_held(upload), "never_finished")


def _refuse_too_much(contributor: Contributor, size_bytes: int, limits: upload_limits.Limits) -> None:
    under_way = Upload.objects.filter(contributor=contributor, state=UploadState.RECEIVING)
    open_bytes = under_way.aggregate(total=Sum("size_bytes"))["total"] or 0
    if under_way.count() >= limits.open_files or open_bytes + size_bytes > limits.open_bytes:
        raise TooMuchOpen(contributor)
