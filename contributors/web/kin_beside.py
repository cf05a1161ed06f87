"""The picture given before that a waiting one resembles, as the search wrote it down: ``PATH (BITS bits, WHY)``.

Shown beside the waiting one, turned or mirrored so that both lie the same way.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contributors import alignment, wording
from contributors.models import Image, ImageState
from contributors.web import kin_words

_WRITTEN = re.compile(r"(?P<path>.+) \((?P<bits>\d{1,3}) bits, (?P<why>[a-z_]+)\)", re.DOTALL)
OTHERWISE_LAID = ("turned", "mirrored")


@dataclass(frozen=True, slots=True)
class Beside:
    """The kin as the page shows it. ``laid`` says how it was turned for that; empty where it lies as it was given."""

    image: Image
    why: str
    distance: str
    turn: alignment.Turn
    laid: str
    state_kind: str
    width_px: int
    height_px: int

    @property
    def title(self) -> str:
        """What it is called, or where it lies."""
        return self.image.title or self.image.path


def of(image: Image) -> Beside | None:
    """The picture given before that this one resembles, where the search named one that is still there."""
    facts = _WRITTEN.fullmatch(image.reason_facts)
    given = image.duplicate_of or _given(facts["path"] if facts else image.reason_facts, image)
    if given is None or given.fingerprint is None:
        return None
    why, bits = (facts["why"], int(facts["bits"])) if facts else ("same_file", 0)
    turn = alignment.turn(given, beside=image) if why in OTHERWISE_LAID else "upright"
    return Beside(
        image=given,
        why=kin_words.by_word(why),
        distance=_("%(bits)s of 256 bits differ.") % {"bits": bits} if bits else "",
        turn=turn,
        laid="" if turn == "upright" else _("It is shown turned or mirrored, so that both lie the same way."),
        state_kind=wording.KINDS[given.state],
        width_px=given.fingerprint.width_px,
        height_px=given.fingerprint.height_px,
    )


def _given(path: str, image: Image) -> Image | None:
    """By path, since that is what was written: in the same collection, or else the first given that still stands."""
    if not path:
        return None
    found = Image.objects.filter(path=path).exclude(pk=image.pk).select_related("contributor", "fingerprint")
    standing = found.exclude(state=ImageState.DECLINED)
    return (
        found.filter(collection=image.collection).first()
        or standing.order_by("id").first()
        or found.order_by("id").first()
    )
