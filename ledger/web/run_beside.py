"""What stands beside a run's usage on its page: its alarm, likenesses, what others declared, and tables to take."""

from dataclasses import dataclass

from django.db.models import Count

from ledger.models import CatalogueReading, DeclaredUse, LikenessSearch, Matching, Run
from ledger.training import alarms


@dataclass(frozen=True, slots=True)
class Beside:
    """The counts that lead to pages of their own. ``search`` is None where nothing was searched yet."""

    alarm: alarms.Alarm | None
    is_matched: bool
    search: LikenessSearch | None
    catalogues: int
    folders: int


def of(run: Run) -> Beside:
    """What stands beside this run's usage."""
    return Beside(
        alarm=alarms.standing(run),
        is_matched=Matching.objects.filter(run=run).exists(),
        search=LikenessSearch.objects.filter(run=run).first(),
        catalogues=CatalogueReading.objects.filter(run=run).count(),
        folders=DeclaredUse.objects.filter(run=run).aggregate(folders=Count("folder", distinct=True))["folders"],
    )
