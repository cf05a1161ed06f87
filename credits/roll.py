"""The roll of names: who an edition thanks, as each of them wishes to be shown today.

Names come from a person's newest choice, never from the edition, so that a name withdrawn now is gone from
every past page now. People without a name are counted, not listed.
"""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from contributors.models import Contributor, CreditChoice, ShownAs
from credits.models import Credit, Edition


@dataclass(frozen=True, slots=True)
class Thanked:
    """One name of the roll."""

    contributor_id: int
    name: str
    reading: str
    images: int


def shown(people: QuerySet[Contributor]) -> QuerySet[Contributor]:
    """Those of the people who are shown today, with ``shown_name`` and ``shown_reading``."""
    newest = CreditChoice.objects.filter(contributor=OuterRef("pk")).order_by("-chosen_at", "-id")
    return (
        people.annotate(
            shown_as=Subquery(newest.values("shown_as")[:1]),
            shown_name=Subquery(newest.values("name")[:1]),
            shown_reading=Subquery(newest.values("reading")[:1]),
        )
        .exclude(shown_as__isnull=True)
        .exclude(shown_as=ShownAs.ANONYMOUS)
        .filter(left_at__isnull=True)
    )


def thanked(edition: Edition) -> QuerySet[Contributor]:
    """The edition's contributors who are shown, with ``images_used`` besides."""
    images = Sum("credits__images", filter=Q(credits__edition=edition))
    return shown(Contributor.objects.filter(credits__edition=edition).annotate(images_used=images))


def names(edition: Edition) -> list[Thanked]:
    """The names of an edition, ordered by reading and then by name."""
    rows = thanked(edition).values_list("id", F("shown_name"), F("shown_reading"), F("images_used"))
    people = [Thanked(key, name, reading, images) for key, name, reading, images in rows]
    return sorted(people, key=lambda person: ((person.reading or person.name).casefold(), person.contributor_id))


def names_in(edition: Edition) -> int:
    """How many names an edition shows today."""
    return thanked(edition).count()


def unnamed_in(edition: Edition) -> int:
    """How many contributors an edition thanks without a name."""
    everybody = Credit.objects.filter(edition=edition, contributor__isnull=False)
    return everybody.values("contributor").distinct().count() - names_in(edition)


def current() -> Edition | None:
    """The newest edition, if one was published."""
    return Edition.objects.order_by("-number").first()
