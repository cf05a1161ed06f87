"""What tests of uploads stand on: Ada, verified and consenting, Bo the reviewer, and files she may send."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contributors import consents, people, uploading
from contributors.models import Contributor, Image, Purpose, Scope, Upload
from contributors.pieces import Pieces
from tests import story
from tests.contributors.archive_scene import painted, png

NOON = story.NOON
PASSWORD = "a pass phrase"


@dataclass(frozen=True)
class House:
    """Bo, and two people who give."""

    staff: story.Staff
    ada: Contributor
    ann: Contributor


def house() -> House:
    """Ada and Ann are verified, have agreed, and can sign in."""
    staff = story.staff()
    newcomers = [people.Newcomer(handle=f"test:{name}", name=name, language="en") for name in ("Ada", "Ann")]
    known = people.welcome(newcomers, terms_version="terms-1", by=staff.bo, at=story.CLEARED_AT)
    consents.grant(
        known.values(),
        scope=Scope.PAST_IMAGES_TOO,
        purposes=[Purpose.OPEN_MODEL],
        terms_version="terms-1",
        at=story.CLEARED_AT,
    )
    for person in known.values():
        people.sign_in_as(person, person.name.lower(), password=PASSWORD)
    return House(staff, known["test:Ada"], known["test:Ann"])


def drawing(seed: str = "a cat") -> bytes:
    """A picture that no other seed resembles, as a PNG."""
    return png(painted(seed))


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def begun(person: Contributor, content: bytes, name: str = "cat.png") -> Upload:
    """A file announced, nothing of it there."""
    return uploading.begin(person, name=name, size_bytes=len(content), own_work=True, at=NOON)


def arrived(upload: Upload, content: bytes, pieces: Sequence[tuple[int, int]] = ()) -> Upload:
    """Pieces (from, until) of the file received; all of it at once where none are named."""
    for first, last in pieces or [(0, len(content))]:
        uploading.receive(upload, offset=first, piece=content[first:last], at=NOON)
    upload.refresh_from_db()
    return upload


def sent(person: Contributor, content: bytes, name: str = "cat.png") -> Upload:
    """A whole file sent and finished."""
    return uploading.finish(arrived(begun(person, content, name), content), at=NOON)


def image_of(upload: Upload) -> Image:
    """The image that an upload became."""
    upload.refresh_from_db()
    assert upload.image is not None
    return upload.image


def on_disk(upload: Upload) -> Pieces:
    """The pieces of an upload."""
    return uploading.pieces_of(upload)
