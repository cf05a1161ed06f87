"""Publishing an edition: who is thanked, for which run, with how many images.

An edition holds every matched run's credited contributors and sources, save runs whose model must not be published
because of withdrawn pictures inside; those are named. Publishing what the last edition already says adds nothing.
Who may see which name is asked when the page is read.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, Max, Sum

from contributors.models import User
from credits.models import Credit, Edition
from ledger.models import Run, Usage
from ledger.training import alarms

MOST_NAMED = 5


class NothingToThank(Exception):
    """No run has credited usage yet."""

    def __init__(self) -> None:
        super().__init__("no run has a credited image yet: ingest and match one before publishing")


class EveryRunKeptBack(Exception):
    """Nothing is left to publish, because of withdrawn pictures inside the runs."""

    def __init__(self, runs: Sequence[Run]) -> None:
        named = ", ".join(run.name for run in runs[:MOST_NAMED])
        super().__init__(
            f"no edition can be published: {named} used withdrawn images; resolve that with resolve_alarm first"
        )
        self.runs = runs


@dataclass(frozen=True, slots=True)
class Published:
    """The edition, whether it is new, and the runs that it leaves out because of withdrawn pictures inside."""

    edition: Edition
    is_new: bool
    kept_back: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Thanks:
    """One credit to be: images are distinct, exposures add up."""

    run_id: int
    contributor_id: int | None
    source_id: int | None
    images: int
    exposures: int


@transaction.atomic
def publish(*, by: User, at: datetime) -> Published:
    """Publish the credits as they stand. Asked twice, done once. Raises NothingToThank, EveryRunKeptBack."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('credits edition', 0))")
    kept_back = alarms.kept_back()
    owed = thanks(without=kept_back)
    if not owed:
        raise EveryRunKeptBack(kept_back) if kept_back else NothingToThank
    digest = _digest(owed)
    last = Edition.objects.order_by("-number").first()
    if last is not None and bytes(last.content_sha256) == digest:
        return Published(last, is_new=False, kept_back=kept_back)
    return Published(_write(owed, digest, by, at), is_new=True, kept_back=kept_back)


def thanks(*, without: Sequence[Run] = ()) -> list[Thanks]:
    """What an edition would say that leaves these runs out, in order of run, contributor and source."""
    rows = (
        Usage.objects.filter(drawer__in=["credited", "source"])
        .exclude(run__in=without)
        .values("run_id", contributor=F("image__contributor_id"), source=F("image__source_id"))
        .annotate(images=Count("image_id", distinct=True), shown=Sum("exposures"))
        .order_by("run_id", "contributor", "source")
    )
    return [Thanks(row["run_id"], row["contributor"], row["source"], row["images"], row["shown"]) for row in rows]


def _digest(owed: Sequence[Thanks]) -> bytes:
    told = [f"{one.run_id}\t{one.contributor_id}\t{one.source_id}\t{one.images}\t{one.exposures}" for one in owed]
    return hashlib.sha256("\n".join(told).encode()).digest()


def _write(owed: Sequence[Thanks], digest: bytes, by: User, at: datetime) -> Edition:
    number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(number=number, published_at=at, published_by=by, content_sha256=digest)
    edition.runs.set(Run.objects.filter(pk__in={one.run_id for one in owed}))
    Credit.objects.bulk_create(
        (
            Credit(
                edition=edition,
                run_id=one.run_id,
                contributor_id=one.contributor_id,
                source_id=one.source_id,
                images=one.images,
                exposures=one.exposures,
            )
            for one in owed
        ),
        batch_size=5_000,
    )
    return edition
