"""Usage: what a run's counted parts say, matched with accepted images and consents as of the freeze moment.

The parts are grouped out of core; only the grouped counts enter the database (`drawers`). The drawers add up to the
parts, by constraint. A settled run is not matched again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from ledger.models import Drawer, Matching, Part, PartState, Run, Settlement, Usage
from ledger.training import completeness, drawers, grouping, storage

# What must not be in a run: its giver had taken it back, or it was blocked after a claim. An alarm until resolved.
WITHDRAWN = ("consent_withdrawn", "image_withdrawn", "blocked_after_claim")


class RunIncomplete(Exception):
    """Parts are missing."""

    def __init__(self, run: Run, missing: Sequence[str]) -> None:
        super().__init__(f"run {run.name} is not complete: missing {_shown(missing)}")
        self.run = run
        self.missing = missing


class PartsHeld(RunIncomplete):
    """Parts of one identity differ, and nobody has decided yet which of them counts."""

    def __init__(self, run: Run, held: Sequence[Part]) -> None:
        super().__init__(run, [_held_words(part) for part in held])
        self.held = held

    def __str__(self) -> str:
        return f"run {self.run.name} has held parts: {_shown(self.missing)}; decide them with resolve_part first"


@dataclass(frozen=True, slots=True)
class SampleUsage:
    """One sample of a run: how often it was seen, and in which drawer its digest ended."""

    stage: str
    component: str
    sample_id: str
    sha256: bytes
    exposures: int
    drawer: str
    reason: str


def standings(run: Run) -> tuple[completeness.Standing, ...]:
    """Per stage and component: which parts count, which are superseded, and what is missing."""
    return completeness.judge(storage.header_of(part) for part in run.parts.filter(state="received"))


def missing(run: Run) -> list[str]:
    """What is missing before the run is complete, in words; a run without any part misses all of them."""
    now = standings(run)
    return [_gap_words(one, gap) for one in now for gap in one.missing] if now else ["every part"]


def counted_parts(run: Run) -> list[Part]:
    """The parts whose rows count: measured, of the effective attempts. Raises RunIncomplete, PartsHeld."""
    _refuse_held(run)
    gaps = missing(run)
    if gaps:
        raise RunIncomplete(run, gaps)
    counted = {header for one in standings(run) for header in one.counted}
    parts = run.parts.filter(state="received", count_basis="measured").select_related("run").order_by("id")
    return [part for part in parts if storage.header_of(part) in counted]


@transaction.atomic
def match(run: Run, *, at: datetime) -> Matching:
    """Put every digest of the run into its drawer and return the totals. Raises RunIncomplete, PartsHeld.

    A run that is settled keeps the usage it was settled on.
    """
    Run.objects.select_for_update().get(pk=run.pk)
    if Settlement.objects.filter(run=run).exists():
        return Matching.objects.get(run=run)
    parts = counted_parts(run)
    Matching.objects.filter(run=run).delete()
    with storage.local_copies(parts) as paths:
        drawers.fill(run, grouping.digest_batches(paths))
    return _total(run, parts, at)


def agreed(run: Run) -> Matching | None:
    """The totals of the run's usage, where its parts still say what they said then.

    None where the run was never matched or is to be matched anew. Raises RunIncomplete, PartsHeld.
    """
    matching = Matching.objects.filter(run=run).first()
    if matching is None or matching.parts_exposures != sum(part.exposures for part in counted_parts(run)):
        return None
    return matching


def forget(run: Run) -> None:
    """What was matched holds no more, because the run's parts have changed."""
    Matching.objects.filter(run=run).delete()
    drawers.empty(run)


def samples(run: Run) -> Iterator[SampleUsage]:
    """Every sample of the run with its count and drawer, in order of stage, component, sample and digest.

    Raises RunIncomplete where a sample's digest was not matched.
    """
    with storage.local_copies(counted_parts(run)) as paths:
        for row in grouping.by_ended_sample(paths, partial(drawers.ended, run)):
            seen = row.counted
            if row.drawer is None or row.reason is None:
                raise RunIncomplete(run, [f"usage of {seen.sample_id}: match the run anew"])
            yield SampleUsage(
                seen.stage, seen.component, seen.sample_id, seen.sha256, seen.exposures, row.drawer, row.reason
            )


def refusals(run: Run) -> dict[str, int]:
    """Refused exposures by reason."""
    sums = Usage.objects.filter(run=run, drawer=Drawer.REFUSED).values_list("reason").annotate(shown=Sum("exposures"))
    return dict(sums.order_by("reason"))


def _refuse_held(run: Run) -> None:
    """A settled run keeps what it was settled on, whatever was held beside it."""
    held = list(run.parts.filter(state=PartState.HELD).order_by("id"))
    if held and not Settlement.objects.filter(run=run).exists():
        raise PartsHeld(run, held)


def _shown(words: Sequence[str]) -> str:
    return ", ".join(words[:5]) + (f" and {len(words) - 5} more" if len(words) > 5 else "")


def _held_words(part: Part) -> str:
    return f"{part.stage}/{part.component} attempt {part.attempt} rank {part.rank} part {part.part}, held as {part.pk}"


def _gap_words(one: completeness.Standing, gap: completeness.Gap) -> str:
    parts = f"part {gap.first_part}" + (f" to {gap.last_part}" if gap.last_part > gap.first_part else "")
    return f"{one.stage}/{one.component} attempt {gap.attempt} rank {gap.rank} {parts}"


def _total(run: Run, parts: Sequence[Part], at: datetime) -> Matching:
    by_drawer = {drawer: Coalesce(Sum("exposures", filter=Q(drawer=drawer)), 0) for drawer in Drawer.values}
    withdrawn = Coalesce(Sum("exposures", filter=Q(reason__in=WITHDRAWN)), 0)
    sums = Usage.objects.filter(run=run).aggregate(seen=Coalesce(Sum("exposures"), 0), gone=withdrawn, **by_drawer)
    return Matching.objects.create(
        run=run,
        parts_exposures=sum(part.exposures for part in parts),
        counted_parts=[part.pk for part in parts],
        exposures=sums["seen"],
        credited=sums["credited"],
        source=sums["source"],
        refused=sums["refused"],
        withdrawn_inside=sums["gone"],
        matched_at=at,
    )
