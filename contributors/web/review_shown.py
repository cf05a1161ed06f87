"""What the review pages show: a picture of the queue, what the checks found, and all that was decided and said.

Takes rows; gives what the templates print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from contributors import queue, recording, review, sweeps, wording
from contributors.guidelines.rules import OURS, Settings
from contributors.models import Finding, Image, Message, Review, User
from contributors.models.reviews import Level
from contributors.web import review_forms, review_words

LAST, LAST_SWEEP = "last_decided", "last_sweep"
GRAVITY = ("fail", "warn", "pass")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One picture of the queue."""

    image: Image
    why: str
    width_px: int
    height_px: int
    url: str = ""

    @property
    def title(self) -> str:
        """What it is called, or where it lies."""
        return self.image.title or self.image.path


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as the page says it; ``passed``: nothing speaks against the picture."""

    passed: bool
    sentence: str
    level: str
    kind: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that happened to a picture: a decision, or a message. ``by_staff``: not by its giver."""

    at: datetime
    by: User
    what: str
    told: str
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was decided at once, and how many of those decisions can be undone."""

    sweep: UUID
    pictures: int


def waiting(image: Image, settings: Settings = OURS, chosen: queue.Chosen | None = None) -> Waiting:
    """A picture of the queue, with the address that keeps what is chosen."""
    known = image.fingerprint
    width_px, height_px = (known.width_px, known.height_px) if known else (1, 1)
    url = review_forms.address("review-picture", chosen or queue.Chosen(), image.pk)
    return Waiting(image, wording.why(image.state, image.reason, settings), width_px, height_px, url)


def findings(image: Image, settings: Settings) -> Sequence[Found]:
    """What the last examination found: what speaks against the picture first, else in order."""
    rows = sorted(recording.last_findings(image), key=lambda finding: GRAVITY.index(finding.level))
    return [_found(finding, settings) for finding in rows]


def past(image: Image, settings: Settings) -> Sequence[Past]:
    """All that was decided and said about a picture, in order."""
    giver_id = image.contributor.user_id if image.contributor else None
    decisions = [_decision(row, giver_id, settings) for row in image.reviews.select_related("by").order_by("id")]
    messages = [_message(row, giver_id) for row in image.messages.select_related("by").order_by("id")]
    return sorted([*decisions, *messages], key=attrgetter("at"))


def remember(session: SessionBase, image: Image) -> None:
    """Keep which picture this sitting decided last, so that one key leads to undoing it."""
    forget(session)
    session[LAST] = image.pk


def remember_sweep(session: SessionBase, sweep: UUID) -> None:
    """Keep what this sitting decided at once, where that was the last."""
    forget(session)
    session[LAST_SWEEP] = str(sweep)


def forget(session: SessionBase) -> None:
    """After something was undone there is no last decision."""
    session.pop(LAST, None)
    session.pop(LAST_SWEEP, None)


def last_decided(session: SessionBase) -> Image | None:
    """The picture this sitting decided last, where a new decision can undo that."""
    image = Image.objects.filter(pk=session.get(LAST, 0)).first()
    if image is None:
        return None
    return image if review.can_be_undone(image.reviews.order_by("id").last(), image) else None


def last_sweep(session: SessionBase) -> Sweep | None:
    """What this sitting decided at once and last, where anything of it can be undone."""
    kept = session.get(LAST_SWEEP)
    try:
        ready = sweeps.preview(UUID(kept)).ready if kept else ()
    except sweeps.SweepUnknown:
        return None
    return Sweep(UUID(kept), len(ready)) if ready else None


def _found(finding: Finding, settings: Settings) -> Found:
    return Found(
        finding.level == Level.PASS,
        review_words.found(finding.check_name, settings),
        finding.get_level_display(),
        review_words.LEVELS[finding.level],
        review_words.evidence(finding.evidence),
    )


def _decision(row: Review, giver_id: int | None, settings: Settings) -> Past:
    told = wording.why("declined", row.reason, settings) if row.reason else row.category
    return Past(row.at, row.by, review_words.decided(row.decision), told, row.by_id != giver_id)


def _message(row: Message, giver_id: int | None) -> Past:
    return Past(row.at, row.by, row.get_kind_display(), row.words, row.by_id != giver_id)
