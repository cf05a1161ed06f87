"""What stands beside a run's usage on its page: its alarm, likenesses, what others declared, and tables to take."""

from dataclasses import dataclass

from django.db.models import Count

from ledger.models import CatalogueReading, DeclaredUse, LikenessSearch, Matching, Run
from ledger.training import alarms, likenesses


@dataclass(frozen=True, slots=True)
class Beside:
    """The counts that lead to pages of their own. ``search`` is None where nothing was searched yet."""

    alarm: alarms.Alarm | None
    is_matched: bool
    search: LikenessSearch | None
    likenesses: int
    catalogues: int
    folders: int


def of(run: Run) -> Beside:
    """What stands beside this run's usage."""
    search = LikenessSearch.objects.filter(run=run).first()
    return Beside(
        alarm=alarms.standing(run),
        is_matched=Matching.objects.filter(run=run).exists(),
        search=search,
        likenesses=_found(run) if search else 0,
        catalogues=CatalogueReading.objects.filter(run=run).count(),
        folders=DeclaredUse.objects.filter(run=run).aggregate(folders=Count("folder", distinct=True))["folders"],
    )


def _found(run: Run) -> int:
    return likenesses.standing(run).values("sha256").distinct().order_by().count()
