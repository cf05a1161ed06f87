"""Why a part's upload is not begun, not gone on with, or not taken; and what its sender said of it.

What is wrong inside the part itself is `manifest.BadPart`'s.
"""

from dataclasses import dataclass

from ledger.models import PartUpload, Run


class AnnouncementUnfit(Exception):
    """A part's file cannot be taken under what was said of it, because."""


class FormUnknown(Exception):
    """The file is of no form that parts come in."""

    def __init__(self, told: str) -> None:
        super().__init__(
            f"{told[:100]!r} is no form of part: name the file .jsonl, .parquet or .csv, the first and last also with"
            " .gz or .zst"
        )


class KeyUsedOtherwise(Exception):
    """The same key belongs to another body."""

    def __init__(self, upload: PartUpload) -> None:
        super().__init__(
            f"the Idempotency-Key {upload.key!r} was used for {upload.file_name} with other content: give another key"
        )
        self.upload = upload


class UploadUnknown(Exception):
    """No such upload is on its way."""

    def __init__(self) -> None:
        super().__init__("no such upload is on its way: begin it anew")


class UploadTaken(Exception):
    """The upload is whole and was taken."""

    def __init__(self, upload: PartUpload) -> None:
        super().__init__(f"{upload.file_name} was taken already: nothing can be added to it")
        self.upload = upload


class OffsetMismatch(Exception):
    """Bytes before these are missing, or are there already."""

    def __init__(self, expected: int, provided: int) -> None:
        super().__init__(f"{expected:,} bytes have come: send on from there, not from {provided:,}")
        self.expected, self.provided = expected, provided


class DigestDiffers(Exception):
    """What came is not what was announced."""

    def __init__(self, upload: PartUpload, found: bytes) -> None:
        super().__init__(f"{upload.file_name} arrived with SHA-256 {found.hex()}, not as announced: send it again")


class TooMuchOpen(Exception):
    """As much as may be is on its way already."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} has too many parts on their way: finish those, or give them up")


class BodyCutShort(Exception):
    """The sender went away before the end; what came is kept where it can be gone on with."""

    def __init__(self, came_bytes: int, announced_bytes: int) -> None:
        super().__init__(f"the body ended after {came_bytes:,} of {announced_bytes:,} bytes: send the rest")


@dataclass(frozen=True, slots=True)
class Announced:
    """What a sender says of a file: its name, the sender's key for it, a CSV's header, its SHA-256 (32 bytes)."""

    file_name: str
    key: str = ""
    sidecar: str = ""
    sha256: bytes | None = None
