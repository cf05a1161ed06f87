"""Figures that anyone may see: what an edition counts by run and by source, and what one run used.

Counts of pictures and of how often they were shown, never those of one person. Names are left to the roll.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from credits.models import Credit, Edition
from ledger.models import Matching, Run

GIVEN = Q(contributor__isnull=False)
SOURCED = Q(source__isnull=False)


class RunNotPublished(Exception):
    """No edition thanks for a run of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no published run is named {name!r}: publish an edition first, or name another run")
        self.name = name


@dataclass(frozen=True, slots=True)
class RunCount:
    """What an edition counts for one run; images are distinct, exposures how often they were shown."""

    run: Run
    contributors: int
    images: int
    exposures: int
    source_images: int
    source_exposures: int


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What an edition counts for one rewardless source; images are distinct in each run and added up over runs."""

    name: str
    licence: str
    address: str
    images: int
    exposures: int

    @property
    def leads_somewhere(self) -> bool:
        """Whether the address is one that a browser may follow."""
        return self.address.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class RunFigures:
    """One published run: its three drawers, and what its newest edition counts."""

    matching: Matching
    edition: Edition
    count: RunCount


def runs(edition: Edition) -> list[RunCount]:
    """The runs of an edition, by name."""
    counted = {count.run.pk: count for count in _counts(edition)}
    return [counted[run.pk] for run in edition.runs.order_by("name")]


def sources(edition: Edition, *, run: Run | None = None) -> list[SourceCount]:
    """The sources of an edition, or of one of its runs, by name."""
    credited = Credit.objects.filter(SOURCED, edition=edition)
    rows = (
        (credited if run is None else credited.filter(run=run))
        .values_list("source__name", "source__licence", "source__address")
        .annotate(pictures=Sum("images"), shown=Sum("exposures"))
        .order_by("source__name")
    )
    return [SourceCount(*told) for told in rows]


def run(name: str) -> RunFigures:
    """The figures of a published run. Raises RunNotPublished."""
    matching = Matching.objects.filter(run__name=name).select_related("run").first()
    edition = Edition.objects.filter(runs__name=name).order_by("-number").first()
    if matching is None or edition is None:
        raise RunNotPublished(name)
    count = next(count for count in _counts(edition) if count.run.pk == matching.run_id)
    return RunFigures(matching, edition, count)


def _counts(edition: Edition) -> list[RunCount]:
    known = {run.pk: run for run in edition.runs.all()}
    rows = (
        Credit.objects.filter(edition=edition)
        .values_list("run_id")
        .annotate(
            people=Count("contributor"),
            given=Sum("images", filter=GIVEN, default=0),
            given_shown=Sum("exposures", filter=GIVEN, default=0),
            sourced=Sum("images", filter=SOURCED, default=0),
            sourced_shown=Sum("exposures", filter=SOURCED, default=0),
        )
    )
    return [RunCount(known[run_id], *counts) for run_id, *counts in rows]
