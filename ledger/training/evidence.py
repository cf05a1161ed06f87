"""Evidence that a run began from scratch: comparisons of weight files, recorded once and never changed.

A comparison under a label is of a known fine-tune, for setting beside; without one it is of the run's own weights.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from contributors.models import User
from ledger.models import Run, WeightComparison, WeightPart
from ledger.training.similarity import Comparison

MOST_LABEL_CHARACTERS = 200
MOST_NAME_CHARACTERS = 300


class LabelUnfit(ValueError):
    """A label says on one line which fine-tune was compared."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"{label[:60]!r} is no label: give 1 to {MOST_LABEL_CHARACTERS} characters on one line, such as"
            " 'known fine-tune of NAME'"
        )
        self.label = label


class NothingToRecordUnder(ValueError):
    """A comparison is kept with a run, under a label, or both."""

    def __init__(self) -> None:
        super().__init__("a comparison is recorded with a run or under a label: name one of them")


@dataclass(frozen=True, slots=True)
class Recorded:
    """The comparison as it stands, and whether it is new."""

    comparison: WeightComparison
    is_new: bool


def refuse_unfit(label: str) -> None:
    """Raise LabelUnfit where nothing can be recorded under that label; an empty one is none."""
    if label and (not label.strip() or not label.isprintable() or len(label) > MOST_LABEL_CHARACTERS):
        raise LabelUnfit(label)


@transaction.atomic
def record(
    seen: Comparison, *, first_name: str, second_name: str, run: Run | None, label: str, by: User, at: datetime
) -> Recorded:
    """Keep a comparison with its run, under its label. Asked twice, done once: what stands is given back.

    Raises LabelUnfit, NothingToRecordUnder.
    """
    refuse_unfit(label)
    if run is None and not label:
        raise NothingToRecordUnder
    comparison, is_new = WeightComparison.objects.get_or_create(
        run=run,
        label=label.strip(),
        first_sha256=seen.first_sha256,
        second_sha256=seen.second_sha256,
        defaults={
            "first_name": first_name[:MOST_NAME_CHARACTERS],
            "second_name": second_name[:MOST_NAME_CHARACTERS],
            "only_in_first": len(seen.only_in_first),
            "only_in_second": len(seen.only_in_second),
            "other_shape": len(seen.other_shape),
            "not_weights": len(seen.not_weights),
            "compared_at": at,
            "compared_by": by,
        },
    )
    if is_new:
        WeightPart.objects.bulk_create(
            WeightPart(
                comparison=comparison, part=one.part, tensors=one.tensors, numbers=one.numbers, cosine=one.cosine
            )
            for one in seen.parts
        )
    return Recorded(comparison, is_new)


def of_run(run: Run) -> QuerySet[WeightComparison]:
    """The run's own comparisons with their parts, the first first."""
    return _with_parts(WeightComparison.objects.filter(run=run, label=""))


def beside(run: Run) -> QuerySet[WeightComparison]:
    """What known fine-tunes came to: those recorded for this run, and those for every run."""
    return _with_parts(WeightComparison.objects.exclude(label="").filter(Q(run=run) | Q(run__isnull=True)))


def _with_parts(comparisons: QuerySet[WeightComparison]) -> QuerySet[WeightComparison]:
    return comparisons.select_related("compared_by").prefetch_related("parts").order_by("compared_at", "id")
