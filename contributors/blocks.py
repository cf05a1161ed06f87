"""Blocked pictures: what was taken down or is somebody else's is not taken again, in whatever disguise it comes.

A block keeps newcomers out; a picture that stands already is withdrawn by `review`. What resembles a blocked
picture is found by `duplicates`.
"""

from datetime import datetime

from django.db import transaction

from contributors import fingerprints, recording
from contributors.models import Block, BlockedBecause, Fingerprint, Image, User


class NotRecognised(Exception):
    """The picture cannot be blocked, because nothing has read its file."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"{image.path} cannot be blocked: its file was never read. Block it by the file itself")
        self.image = image


class LiftedTooEarly(Exception):
    """A block cannot end, because it begins only then or later."""

    def __init__(self, block: Block, at: datetime) -> None:
        super().__init__(f"the block of {block.fingerprint} began at {block.blocked_at:%Y-%m-%d %H:%M}; lift it later")
        self.block, self.at = block, at


@transaction.atomic
def block(picture: Fingerprint | Image, *, because: BlockedBecause, by: User, at: datetime, note: str = "") -> Block:
    """Block a picture from ``at`` on. Asked twice, done once: the block that stands is given, as it was written.

    Raises NotRecognised.
    """
    standing, _is_new = Block.objects.get_or_create(
        fingerprint=_recognised(picture) if isinstance(picture, Image) else picture,
        lifted_at=None,
        defaults={"because": because, "note": note[:500], "blocked_by": by, "blocked_at": at},
    )
    return standing


def block_file(content: bytes, *, because: BlockedBecause, by: User, at: datetime, note: str = "") -> Block:
    """Block a picture that was never given, by its file. The file is not kept. Raises PictureRefused."""
    seen = fingerprints.read(content, with_windows=True).fingerprint
    row = recording.fingerprint_rows([seen])[seen.sha256]
    return block(row, because=because, by=by, at=at, note=note)


@transaction.atomic
def lift(block: Block, *, at: datetime) -> Block:
    """End a block at ``at`` and keep its row. Asked twice, done once. Raises LiftedTooEarly."""
    held = Block.objects.select_for_update().get(pk=block.pk)
    if held.lifted_at is None:
        if at <= held.blocked_at:
            raise LiftedTooEarly(held, at)
        held.lifted_at = at
        held.save(update_fields=["lifted_at"])
    return held


def standing(sha256: bytes) -> Block | None:
    """The block in force of the file with this digest, under whichever load rule."""
    return Block.objects.filter(fingerprint__sha256=sha256, lifted_at__isnull=True).order_by("id").first()


def _recognised(image: Image) -> Fingerprint:
    if image.fingerprint is None:
        raise NotRecognised(image)
    return image.fingerprint
