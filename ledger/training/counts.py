"""What a run's usage comes to: distinct pictures, samples and exposures by drawer, contributor and source.

Summed in one statement, by the worker or command that matched or where it is first asked for, and kept until the next
matching: the pages of a run with millions of rows of usage read a few thousand.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from ledger.models import Matching, Run, UsageCount
from ledger.training import usage

WHOLE = 10_000

DRAW_UP = """
INSERT INTO ledger_usagecount
    (run_id, matching_number, drawer, reason, contributor_id, source_id, images, samples, exposures)
SELECT %(run)s, %(matching)s, used.drawer, used.reason, image.contributor_id, image.source_id,
       {pictures}, sum(used.samples), sum(used.exposures)
FROM ledger_usage used
LEFT JOIN contributors_image image ON image.id = used.image_id AND used.drawer <> 'refused'
WHERE used.run_id = %(run)s
GROUP BY used.drawer, used.reason, image.contributor_id, image.source_id
"""
# A digest ends in one drawer of a run, whatever stage used it. Where there is one stage and component each digest
# has one row, and counting rows takes a third less time than telling digests apart.
OF_ONE_CHAIN = DRAW_UP.format(pictures="count(*)")
OF_SEVERAL = DRAW_UP.format(pictures="count(DISTINCT used.sha256)")


@dataclass(frozen=True, slots=True)
class Sums:
    """So many distinct pictures, samples and exposures."""

    images: int
    samples: int
    exposures: int


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """One drawer, and for refused ones the reason, with its share of all exposures."""

    drawer: str
    reason: str
    sums: Sums
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Compliance:
    """What a run used, judged: each drawer and reason, all together, and whose consent had been taken back."""

    drawers: tuple[DrawerCount, ...]
    together: Sums
    opted_out: Sums


def of(run: Run) -> QuerySet[UsageCount]:
    """The sums of the run as matched last; none where it is not matched."""
    matching = Matching.objects.filter(run=run).first()
    if matching is None:
        return UsageCount.objects.none()
    standing = UsageCount.objects.filter(run=run, matching_number=matching.pk)
    if not standing.exists():
        _draw_up(run)
    return standing


def compliance(run: Run) -> Compliance:
    """The compliance figures of a run, computed from its usage."""
    rows = of(run)
    told = [
        (drawer, reason, Sums(*sums))
        for drawer, reason, *sums in rows.values_list("drawer", "reason")
        .annotate(pictures=Sum("images"), seen=Sum("samples"), shown=Sum("exposures"))
        .order_by("drawer", "reason")
    ]
    together = _together([sums for _drawer, _reason, sums in told])
    return Compliance(
        drawers=tuple(DrawerCount(*one, percent(one[2].exposures, together.exposures)) for one in told),
        together=together,
        opted_out=_together([sums for _drawer, reason, sums in told if reason in usage.WITHDRAWN]),
    )


def contributors(run: Run) -> QuerySet[UsageCount]:
    """The sums of each contributor."""
    return of(run).filter(contributor__isnull=False).select_related("contributor")


def sources(run: Run) -> QuerySet[UsageCount]:
    """The sums of each rewardless source, by name."""
    return of(run).filter(source__isnull=False).select_related("source").order_by("source__name")


def together(rows: QuerySet[UsageCount]) -> tuple[int, int]:
    """The pictures and exposures of several sums."""
    sums = rows.aggregate(pictures=Sum("images", default=0), shown=Sum("exposures", default=0))
    return sums["pictures"], sums["shown"]


def percent(part: int, whole: int) -> Decimal:
    """The share in percent with two places, cut off: 100 only where it is all."""
    return Decimal(part * WHOLE // whole if whole else 0).scaleb(-2)


@transaction.atomic
def _draw_up(run: Run) -> None:
    """Sum anew. Whoever asks at the same time waits, and finds it done."""
    Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    matching = Matching.objects.filter(run=run).first()
    if matching is None or UsageCount.objects.filter(run=run, matching_number=matching.pk).exists():
        return
    UsageCount.objects.filter(run=run).delete()
    chains = run.parts.values("stage", "component").distinct().count()
    with connection.cursor() as cursor:
        cursor.execute(OF_ONE_CHAIN if chains == 1 else OF_SEVERAL, {"run": run.pk, "matching": matching.pk})


def _together(sums: list[Sums]) -> Sums:
    return Sums(sum(one.images for one in sums), sum(one.samples for one in sums), sum(one.exposures for one in sums))
