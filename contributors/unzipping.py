"""Unzipping: a ZIP archive that came whole; each picture in it becomes an upload and an image of its own.

Killed between two pictures, the next call goes on where it stopped: each place in the archive has one token.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.db.models import F, QuerySet

from contributors import giving, upload_limits, uploading, zip_members
from contributors.models import Upload, UploadState
from contributors.zip_members import Member


def unopened() -> QuerySet[Upload]:
    """Archives that came whole and are not unpacked yet."""
    whole = Upload.objects.filter(state=UploadState.RECEIVING, received_bytes=F("size_bytes"), size_bytes__gt=0)
    return whole.filter(name__iendswith=".zip", inside__isnull=True).select_related("contributor").order_by("id")


def unpack_all(clock: Callable[[], datetime]) -> Iterator[int]:
    """Unpack every archive; after each say that it is one."""
    for upload in unopened():
        unpack(upload, at=clock())
        yield 1


def unpack(upload: Upload, *, at: datetime) -> Upload:
    """Take in what an archive holds, file by file, each taken or refused with its reason. Asked twice, done once."""
    if not uploading.is_archive(upload):
        return _closed(upload, "zip_broken")
    try:
        with uploading.pieces_of(upload).path.open("rb") as file:
            for member in zip_members.read(file, _bounds()):
                _take(upload, member, at)
    except zip_members.ZipRefused as refusal:
        return _closed(upload, refusal.code, str(refusal))
    except giving.MayNotGive as refusal:
        return _closed(upload, refusal.code)
    has_pictures = upload.contents.filter(state=UploadState.TAKEN).exists()
    return _closed(upload, "" if has_pictures else "zip_without_pictures")


@transaction.atomic
def _take(upload: Upload, member: Member, at: datetime) -> None:
    token = uuid5(upload.token, str(member.place))
    if Upload.objects.filter(token=token).exists():
        return
    barred = giving.bar(upload.contributor, at=at, is_held=True)
    if barred is not None:
        raise barred
    part = Upload.objects.create(
        contributor=upload.contributor,
        token=token,
        name=uploading.plain_name(member.name),
        size_bytes=member.size_bytes,
        received_bytes=member.size_bytes,
        inside=upload,
        begun_at=at,
    )
    if member.fault:
        uploading.refuse(part, member.fault)
    else:
        uploading.take(part, member.content, at=at)


@transaction.atomic
def _closed(upload: Upload, reason: str, facts: str = "") -> Upload:
    kept = Upload.objects.select_for_update().get(pk=upload.pk)
    if kept.state != UploadState.RECEIVING:
        return kept
    if reason:
        uploading.refuse(kept, reason, facts)
    else:
        uploading.close(kept, UploadState.TAKEN)
    return kept


def _bounds() -> zip_members.Bounds:
    limits = upload_limits.in_force()
    return zip_members.Bounds(limits.zip_files, limits.picture_bytes, limits.unpacked_bytes)
