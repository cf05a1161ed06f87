"""Gathering a run's card: as its newest edition counts it, or, before there is one, as it was matched last.

Both name only those who are public today, by the same rule as the roll. The formats are `cards`' to write.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime

from contributors.models import Contributor, Source
from credits import figures, leaves, roll
from credits.cards.card import Card, DrawerTold, SimilarityTold, SourceTold
from credits.models import Credit
from ledger.models import Matching, Run, UsageCount, WeightComparison
from ledger.training import alarms, counts, evidence, runs

CREDITED = "Accepted pictures of people whose consent was in force; thanked, and rewarded."
SOURCE = "Pictures of public-domain or licensed collections; thanked, without reward."
REFUSED = "All others, such as copies, unknown pictures or those outside of a consent; not rewarded."


class RunNotMatched(Exception):
    """The run's usage is not judged yet, so that nothing can be told of it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"run {name} is not matched yet: match it with usage before writing its card")
        self.name = name


def of(name: str) -> Card:
    """The card that the public may read where there is one, else the one in preparation.

    Raises RunUnknown, RunNotMatched, alarms.AlarmOpen, alarms.NotToBePublished.
    """
    try:
        return published(name)
    except figures.RunNotPublished:
        return prepared(name)


def published(name: str) -> Card:
    """The card of a run that an edition thanks for. Raises figures.RunNotPublished."""
    told = figures.run(name)
    credits = Credit.objects.filter(edition=told.edition, run=told.matching.run)
    people = Contributor.objects.filter(credits__edition=told.edition, credits__run=told.matching.run)
    return _card(
        told.matching,
        people=people,
        given=(told.count.images, told.count.exposures),
        sources=_sources(credits.filter(source__isnull=False).select_related("source")),
        edition=told.edition.number,
        told_on=localtime(told.edition.published_at).date().isoformat(),
    )


def prepared(name: str) -> Card:
    """The card of any matched run, for those who prepare its publication.

    Raises RunUnknown, RunNotMatched, alarms.AlarmOpen, alarms.NotToBePublished.
    """
    run = runs.named(name)
    matching = Matching.objects.filter(run=run).select_related("run").first()
    if matching is None:
        raise RunNotMatched(name)
    alarms.refuse_kept_back(run)
    givers = counts.contributors(run)
    images, exposures = counts.together(givers)
    return _card(
        matching,
        people=Contributor.objects.filter(pk__in=givers.values("contributor_id")),
        given=(images, exposures),
        sources=_sources(counts.sources(run)),
        edition=None,
        told_on=localtime(matching.matched_at).date().isoformat(),
    )


def _card(
    matching: Matching,
    *,
    people: QuerySet[Contributor],
    given: tuple[int, int],
    sources: Sequence[SourceTold],
    edition: int | None,
    told_on: str,
) -> Card:
    run = matching.run
    names = roll.shown(people).values_list(F("shown_name"), F("shown_reading"))
    named = [one.name for one in leaves.printed((name, reading) for name, reading in names)]
    return Card(
        run=run.name,
        purpose=_in_english(run),
        frozen_at=localtime(run.frozen_at).isoformat(),
        told_on=told_on,
        address=f"{settings.HENREI_SITE_URL}{reverse('run', kwargs={'name': run.name})}",
        publisher=settings.HENREI_ISSUER_NAME,
        edition=edition,
        images=given[0],
        exposures=given[1],
        names=named,
        unnamed=people.count() - len(named),
        sources=sources,
        drawers=_drawers(matching),
        shown=matching.exposures,
        opted_out_shown=matching.withdrawn_inside,
        similarity=[_similarity(one) for one in (*evidence.of_run(run), *evidence.beside(run))],
    )


def _in_english(run: Run) -> str:
    with translation.override("en"):
        return str(run.get_purpose_display())


def _sources(rows: Iterable[Credit] | Iterable[UsageCount]) -> list[SourceTold]:
    told = [_source(row.source, row.images, row.exposures) for row in rows if row.source is not None]
    return sorted(told, key=lambda one: one.name)


def _source(source: Source, images: int, exposures: int) -> SourceTold:
    return SourceTold(source.name, source.licence, source.address, source.note, images, exposures)


def _drawers(matching: Matching) -> list[DrawerTold]:
    told = (
        ("credited", CREDITED, matching.credited),
        ("rewardless source", SOURCE, matching.source),
        ("refused", REFUSED, matching.refused),
    )
    return [
        DrawerTold(name, sentence, shown, counts.percent(shown, matching.exposures)) for name, sentence, shown in told
    ]


def _similarity(one: WeightComparison) -> SimilarityTold:
    return SimilarityTold(
        label=one.label,
        first_name=one.first_name,
        second_name=one.second_name,
        first_sha256=bytes(one.first_sha256).hex(),
        second_sha256=bytes(one.second_sha256).hex(),
        cosines={part.part: part.cosine for part in one.parts.all()},
    )
