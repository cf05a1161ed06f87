"""What became of each file a contributor sent, in sentences: on its way, taken in, or why not.

Takes rows, gives what the page shows. Why a picture stands as it does is said by `wording`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributors import rulebook, wording
from contributors.guidelines.rules import Settings
from contributors.models import ImageState, Upload, UploadState

MOST_NAMED = 200
NONE = (0, 0)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One file of an archive that was not taken, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as the page shows it. ``changes_yet``: a worker will soon have more to say of it."""

    upload: Upload
    word: str
    kind: str
    sentence: str
    not_taken: Sequence[NotTaken]
    not_named: int
    changes_yet: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive held: pictures taken in, how many of them fell out since, and files not taken, some by name."""

    taken: int = 0
    fell_out: int = 0
    refused: int = 0
    named: Sequence[NotTaken] = ()


def told(uploads: Sequence[Upload]) -> list[Sent]:
    """Each file in sentences, with as many questions for all of them as for one."""
    contents, settings = _contents(uploads), rulebook.in_force()
    return [_sent(upload, contents.get(upload.pk, Contents()), settings) for upload in uploads]


def of(upload: Upload) -> str:
    """What became of one file, as one sentence."""
    return told([upload])[0].sentence


def megabytes(size_bytes: int) -> str:
    """A limit as a person reads it."""
    if size_bytes >= 1_000_000_000:
        return f"{size_bytes // 1_000_000_000:,} GB"
    return f"{size_bytes // 1_000_000:,} MB" if size_bytes >= 1_000_000 else f"{size_bytes:,} B"


def _contents(uploads: Sequence[Upload]) -> Mapping[int, Contents]:
    inside = Upload.objects.filter(inside__in=[upload.pk for upload in uploads])
    fell_out = Count("id", filter=Q(image__state__in=(ImageState.DUPLICATE, ImageState.DECLINED)))
    counted = inside.values_list("inside_id", "state").annotate(n=Count("id"), fell_out=fell_out).order_by()
    counts = {(parent, state): (n, out) for parent, state, n, out in counted}
    refused = inside.filter(state=UploadState.REFUSED).order_by("inside_id", "id")
    rows = list(refused.values_list("inside_id", "name", "reason")[:MOST_NAMED])
    return {
        parent: Contents(
            taken=counts.get((parent, UploadState.TAKEN), NONE)[0],
            fell_out=counts.get((parent, UploadState.TAKEN), NONE)[1],
            refused=counts.get((parent, UploadState.REFUSED), NONE)[0],
            named=[NotTaken(name, wording.not_taken(why)) for of_zip, name, why in rows if of_zip == parent],
        )
        for parent in {parent for parent, _state in counts if parent is not None}
    }


def _sent(upload: Upload, contents: Contents, settings: Settings) -> Sent:
    word, kind, sentence = _state(upload, contents, settings)
    not_named = contents.refused - len(contents.named)
    return Sent(upload, word, kind, sentence, contents.named, not_named, _changes_yet(upload))


def _state(upload: Upload, contents: Contents, settings: Settings) -> tuple[str, str, str]:
    """Word, kind of components/state.html, and sentence."""
    if upload.state == UploadState.RECEIVING:
        return upload.get_state_display(), "waiting", _on_its_way(upload)
    if upload.state == UploadState.REFUSED:
        return upload.get_state_display(), "refused", wording.not_taken(upload.reason)
    image = upload.image
    if image is None:
        return upload.get_state_display(), "done", _unpacked(contents)
    if _changes_yet(upload):
        return image.get_state_display(), "waiting", _("It has arrived. Next it is compared with all other pictures.")
    told = wording.why(image.state, image.reason, settings)
    return image.get_state_display(), wording.KINDS[image.state], told


def _on_its_way(upload: Upload) -> str:
    if _is_whole(upload):
        return _("It has arrived and is being unpacked.")
    share = upload.received_bytes * 100 // upload.size_bytes if upload.size_bytes else 0
    told = _("%(share)s %% has arrived. Choose the same file again, and it goes on from there.")
    return told % {"share": share}


def _unpacked(contents: Contents) -> str:
    told = ngettext("One picture of it was taken in.", "%(taken)s pictures of it were taken in.", contents.taken)
    if not contents.fell_out:
        return told % {"taken": f"{contents.taken:,}"}
    whole = _("%(taken)s pictures of it were taken in; %(out)s of them were given before, unreadable or declined.")
    return whole % {"taken": f"{contents.taken:,}", "out": f"{contents.fell_out:,}"}


def _changes_yet(upload: Upload) -> bool:
    image = upload.image
    if image is not None:
        return image.state == ImageState.WAITING and image.fingerprint_id is None
    return upload.state == UploadState.RECEIVING and _is_whole(upload)


def _is_whole(upload: Upload) -> bool:
    return upload.received_bytes == upload.size_bytes > 0
