"""block_picture: keep a picture out, in whatever disguise it comes again, or let it in again."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import blocks, fingerprints, people
from contributors.management import door
from contributors.models import Block, BlockedBecause, Image, Role, User

DIGEST_DIGITS = 64


class Command(door.Door):
    """Asked twice, done once. A picture that stands already is not withdrawn by this."""

    help = "Block a picture, named by a file or by the SHA-256 of a given one; or lift its block."
    refusals: ClassVar = (
        blocks.LiftedTooEarly,
        blocks.NotRecognised,
        fingerprints.PictureRefused,
        people.RoleMissing,
        people.UserUnknown,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which picture, why, and who answers for it."""
        super().add_arguments(parser)
        parser.add_argument("picture", help="a file, or the SHA-256 of a given picture as 64 hexadecimal digits")
        parser.add_argument("--because", choices=BlockedBecause.values, help="why it is blocked")
        parser.add_argument("--note", default="", help="what else there is to know, at most 500 characters")
        parser.add_argument("--by", required=True, metavar="USER", help="the reviewer who decides it")
        parser.add_argument("--lift", action="store_true", help="end the block that stands")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Block it, or lift its block."""
        by = people.staff(str(options["by"]), Role.REVIEWER)
        named = str(options["picture"])
        if options["lift"]:
            return _told(blocks.lift(_standing(named), at=now()))
        if not options["because"]:
            raise CommandError(f"say why with --because {' or '.join(BlockedBecause.values)}; nothing was blocked")
        return _told(_blocked(named, BlockedBecause(str(options["because"])), str(options["note"]), by))


def _blocked(named: str, because: BlockedBecause, note: str, by: User) -> Block:
    if not _is_digest(named):
        return blocks.block_file(Path(named).read_bytes(), because=because, note=note, by=by, at=now())
    image = Image.objects.filter(sha256=bytes.fromhex(named), fingerprint__isnull=False).order_by("id").first()
    if image is None:
        raise CommandError(f"no picture {named} was given and read: block it by its file")
    return blocks.block(image, because=because, note=note, by=by, at=now())


def _standing(named: str) -> Block:
    sha256 = bytes.fromhex(named) if _is_digest(named) else hashlib.sha256(Path(named).read_bytes()).digest()
    block = blocks.standing(sha256)
    if block is None:
        raise CommandError(f"{named} is not blocked: nothing to lift")
    return block


def _is_digest(named: str) -> bool:
    return len(named) == DIGEST_DIGITS and all(sign in "0123456789abcdef" for sign in named)


def _told(block: Block) -> door.Words:
    return {
        "sha256": bytes(block.fingerprint.sha256).hex(),
        "because": block.because,
        "note": block.note,
        "blocked_at": block.blocked_at.isoformat(),
        "blocked_by": block.blocked_by.username,
        "lifted_at": block.lifted_at.isoformat() if block.lifted_at else None,
    }
