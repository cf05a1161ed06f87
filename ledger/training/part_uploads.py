"""Parts on their way over HTTP: begun, gone on with where they broke off, taken in once they are whole.

The bytes lie in a folder of this machine until then: web machines that share the work share VAR as well. A part that
is refused leaves nothing. One that is taken leaves its answer, which its key is given again whatever comes later.
"""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ledger.models import Part, PartState, PartUpload, Run, RunToken
from ledger.training import arrivals, ingestion, part_limits, parts
from ledger.training import upload_folder as folders
from ledger.training.manifest import BadPart
from ledger.training.upload_folder import TooLarge, UploadFolder
from ledger.training.upload_refusals import (
    Announced,
    AnnouncementUnfit,
    BodyCutShort,
    DigestDiffers,
    FormUnknown,
    KeyUsedOtherwise,
    OffsetMismatch,
    TooMuchOpen,
    UploadTaken,
    UploadUnknown,
)

FOLDER = "part-uploads"
MOST_NAME_BYTES = 200
MOST_KEY_CHARACTERS = 255


def begin(token: RunToken, announced: Announced, *, at: datetime) -> PartUpload:
    """An upload to send bytes to; under a known key the one begun before, which may be taken already.

    Raises AnnouncementUnfit, FormUnknown, KeyUsedOtherwise, TooMuchOpen.
    """
    _refuse_unfit(announced)
    _give_up_old(at)
    facts = {
        "token": token,
        "file_name": announced.file_name,
        "sidecar": announced.sidecar,
        "announced_sha256": announced.sha256,
        "begun_at": at,
        "touched_at": at,
    }
    known = PartUpload.objects.filter(run=token.run, key=announced.key).first() if announced.key else None
    if known is None:
        _refuse_too_much(token.run)
    if not announced.key:
        return PartUpload.objects.create(run=token.run, **facts)
    upload, is_new = PartUpload.objects.get_or_create(run=token.run, key=announced.key, defaults=facts)
    if not is_new:
        _refuse_other(upload, announced)
    return upload


def send_whole(token: RunToken, announced: Announced, chunks: Iterable[bytes], *, at: datetime) -> PartUpload:
    """A file in one go. The same again under its key gives the first answer. Raises what begin and receive raise."""
    upload = begin(token, announced, at=at)
    if upload.taken_at is None:
        return receive(upload, chunks, offset=None, complete=True, at=at)
    if folders.digest_of(chunks) != bytes(upload.body_sha256 or b""):
        raise KeyUsedOtherwise(upload)
    return upload


def receive(
    upload: PartUpload, chunks: Iterable[bytes], *, offset: int | None, complete: bool, at: datetime
) -> PartUpload:
    """Add bytes at ``offset``, None being the beginning whatever came before; take the part in where that is all.

    Raises OffsetMismatch, UploadTaken, UploadUnknown, BodyCutShort, folders.Busy, TooLarge, DigestDiffers, BadPart,
    ingestion.RunSettled.
    """
    folder = folder_of(upload)
    with folder.locked():
        upload = _still_open(upload, folder)
        _stand_at(folder, offset)
        PartUpload.objects.filter(pk=upload.pk).update(touched_at=at)
        try:
            folder.append(chunks, most_bytes=part_limits.in_force().part_bytes)
            return _taken(upload, folder, at) if complete else upload
        except (TooLarge, DigestDiffers, BadPart, ingestion.RunSettled):
            _give_up(upload)
            raise
        except BodyCutShort:
            if not upload.key and offset is None:  # nobody could ask for it again
                _give_up(upload)
            raise


def came_bytes(upload: PartUpload) -> int:
    """How much of it has come."""
    return folder_of(upload).size_bytes


def give_up(upload: PartUpload) -> None:
    """Throw away what came. Raises UploadTaken, folders.Busy."""
    folder = folder_of(upload)
    with folder.locked():
        _give_up(_still_open(upload, folder))


def folder_of(upload: PartUpload) -> UploadFolder:
    """Where its bytes lie."""
    return UploadFolder(Path(settings.VAR) / FOLDER / upload.pk.hex, upload.file_name)


def _taken(upload: PartUpload, folder: UploadFolder, at: datetime) -> PartUpload:
    if upload.sidecar:
        folder.lay_beside(upload.sidecar)
    upload.body_sha256 = folder.sha256()
    if upload.announced_sha256 is not None and bytes(upload.announced_sha256) != upload.body_sha256:
        raise DigestDiffers(upload, upload.body_sha256)
    checked = ingestion.check(upload.run, folder.path)
    with transaction.atomic():
        taken = ingestion.take(upload.run, [checked], at=at)
        upload.part = ingestion.recorded(upload.run, checked.header)
        upload.answer = arrivals.answer(upload.part, _outcome(taken, upload.part))
        upload.taken_at = at
        upload.save(update_fields=["body_sha256", "part", "answer", "taken_at"])
    folder.remove()
    return upload


def _outcome(taken: ingestion.Taken, part: Part) -> str:
    if part.state == PartState.HELD:
        return "held"
    return "new" if taken.new else "known"


def _still_open(upload: PartUpload, folder: UploadFolder) -> PartUpload:
    """The upload as it is now that nobody else writes."""
    now = PartUpload.objects.filter(pk=upload.pk).select_related("run").first()
    if now is not None and now.taken_at is None:
        return now
    folder.remove()
    if now is None:
        raise UploadUnknown
    raise UploadTaken(now)


def _stand_at(folder: UploadFolder, offset: int | None) -> None:
    if offset is None:
        folder.empty()
    elif offset != folder.size_bytes:
        raise OffsetMismatch(folder.size_bytes, offset)


def _give_up(upload: PartUpload) -> None:
    PartUpload.objects.filter(pk=upload.pk).delete()
    folder_of(upload).remove()


def _refuse_unfit(announced: Announced) -> None:
    name = announced.file_name
    if not name.isprintable() or {"/", "\\"} & set(name) or not 1 <= len(name.encode()) <= MOST_NAME_BYTES:
        raise AnnouncementUnfit(f"a file's name is 1 to {MOST_NAME_BYTES} printable bytes without / and \\: rename it")
    form = parts.form_of(Path(name))
    if form is None or name.startswith("."):
        raise FormUnknown(name)
    if (form == "csv") != bool(announced.sidecar):
        raise AnnouncementUnfit(
            "a CSV, and no other form, comes with its header: send the content of NAME.header.json as Manifest-Header"
        )
    if len(announced.key) > MOST_KEY_CHARACTERS or not announced.key.isprintable():
        raise AnnouncementUnfit(f"an Idempotency-Key is 1 to {MOST_KEY_CHARACTERS} printable characters: give another")


def _refuse_other(upload: PartUpload, announced: Announced) -> None:
    """What is known of both before the body is read; the body itself is compared where it is read."""
    digests = {bytes(one) for one in (upload.announced_sha256, upload.body_sha256, announced.sha256) if one}
    same = (upload.file_name, upload.sidecar) == (announced.file_name, announced.sidecar)
    if not same or len(digests) > 1:
        raise KeyUsedOtherwise(upload)


def _refuse_too_much(run: Run) -> None:
    limits = part_limits.in_force()
    waiting = list(run.part_uploads.filter(taken_at__isnull=True)[: limits.open_files])
    if len(waiting) >= limits.open_files or sum(map(came_bytes, waiting)) >= limits.open_bytes:
        raise TooMuchOpen(run)


def _give_up_old(at: datetime) -> None:
    """Uploads that nobody went on with, and folders that lost their row."""
    too_old = at - part_limits.in_force().kept_for
    for upload in PartUpload.objects.filter(taken_at__isnull=True, touched_at__lt=too_old):
        _give_up(upload)
    place = Path(settings.VAR) / FOLDER
    for folder in place.iterdir() if place.is_dir() else ():
        if folder.stat().st_mtime < too_old.timestamp():
            shutil.rmtree(folder, ignore_errors=True)
