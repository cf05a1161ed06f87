"""What public pages are made from, in few words that change whenever a page would, and the last such moment.

For conditional requests: cheap to ask, and never silent about a name that was taken back. Language, visitor and
house are left to the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Max

from contributors.models import Contributor, CreditChoice, Source
from credits import figures
from credits.models import Edition
from ledger.models import Policy, Seal, WeightComparison

# Ids are given before rows are committed, so that a choice may appear behind a newer one: we look back so far.
LOOK_BACK = 1_000


@dataclass(frozen=True, slots=True)
class State:
    """``words`` differ whenever the page would; ``changed_at`` is the newest moment known among them."""

    words: Sequence[str]
    changed_at: datetime | None

    def and_of(self, other: "State") -> "State":
        """Both together."""
        moments = [moment for moment in (self.changed_at, other.changed_at) if moment is not None]
        return State((*self.words, *other.words), max(moments, default=None))


def of_names() -> State:
    """Every choice of a name, and everybody who left."""
    newest = CreditChoice.objects.order_by("-id").values_list("id", "chosen_at")[:LOOK_BACK]
    ids = ",".join(str(key) for key, _chosen_at in newest)
    left = Contributor.objects.aggregate(at=Max("left_at"), count=Count("left_at"))
    moments = [moment for moment in (left["at"], *(chosen_at for _key, chosen_at in newest)) if moment is not None]
    words = (sha256(ids.encode()).hexdigest(), str(left["count"]))
    return State(words, max(moments, default=None))


def of_edition(edition: Edition | None) -> State:
    """One edition, or that there is none."""
    if edition is None:
        return State(("no edition",), None)
    return State((str(edition.number), bytes(edition.content_sha256).hex()), edition.published_at)


def of_run(run: figures.RunFigures) -> State:
    """One published run."""
    matching = run.matching
    drawers = f"{matching.run_id} {matching.exposures} {matching.credited} {matching.source} {matching.refused}"
    told = State((drawers, matching.run.purpose, matching.run.frozen_at.isoformat()), matching.matched_at)
    return told.and_of(of_edition(run.edition))


def of_weights() -> State:
    """Every comparison of weights that was recorded."""
    newest = WeightComparison.objects.order_by("-id").first()
    return State((f"weights {newest.pk if newest else 0}",), newest.compared_at if newest else None)


def of_sources() -> State:
    """Every source as it is told of; few, and a licence may be mended."""
    told = Source.objects.order_by("id").values_list("name", "licence", "address", "note")
    return State((sha256(repr(list(told)).encode()).hexdigest(),), None)


def of_policies() -> State:
    """Every policy written."""
    newest = Policy.objects.order_by("-id").first()
    return State((f"policy {newest.pk if newest else 0}",), newest.written_at if newest else None)


def of_seals() -> State:
    """Every month sealed."""
    newest = Seal.objects.order_by("-closing_id").first()
    return State((f"head {bytes(newest.head).hex() if newest else ''}",), newest.sealed_at if newest else None)
