"""Rulebook: an organiser's versions of the guidelines. Reads the one in force, sets a new one, tells of those before.

A version is whole and never changed; what it means for pictures that wait is `foresight`'s to say before, and
`examining`'s to carry out after.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from contributors import turns
from contributors.guidelines.findings import Bounds
from contributors.guidelines.rules import OURS, RULES, Ruling, Settings
from contributors.models import Guidelines, User
from contributors.models import Ruling as RulingRow


class SetInBetween(Exception):
    """Somebody set a newer version while this one was being written."""

    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} was set in between: look at it and decide anew; nothing was set")
        self.number = number


class NothingChanged(Exception):
    """The new version says what the one in force says."""

    def __init__(self, number: int) -> None:
        super().__init__(f"all is as in version {number}: nothing was set")
        self.number = number


def in_force() -> Settings:
    """The newest version, or ours where nobody set one."""
    newest = history().first()
    return OURS if newest is None else settings_of(newest)


def history() -> QuerySet[Guidelines]:
    """All versions with who set them, newest first."""
    return Guidelines.objects.select_related("decided_by").prefetch_related("rulings").order_by("-number")


def settings_of(version: Guidelines) -> Settings:
    """A version as the plain value that checks work with."""
    bounds = Bounds(
        least_edge_px=version.least_edge_px,
        good_edge_px=version.good_edge_px,
        most_bytes=version.most_bytes,
        most_ratio=version.most_ratio,
        least_quality=version.least_quality,
        public_domain=tuple(version.public_domain),
    )
    # A rule of an older edition that nothing checks any more stays in its version and is asked for by nobody.
    rulings = {row.rule: _ruling(row) for row in version.rulings.all() if row.rule in RULES}
    return Settings(version.number, bounds, rulings)


@transaction.atomic
def decide(settings: Settings, *, note: str, by: User, at: datetime) -> Settings:
    """Set a new version from ``at`` on. ``settings.number`` is the version it was written from.

    Raises SetInBetween, NothingChanged.
    """
    turns.hold("guidelines", "decide")
    standing = in_force()
    if settings.number != standing.number:
        raise SetInBetween(standing.number)
    if _said(settings) == _said(standing):
        raise NothingChanged(standing.number)
    version = _written(settings, standing.number + 1, note, by, at)
    rulings = [(code, settings.ruling(code)) for code in RULES]
    RulingRow.objects.bulk_create(
        RulingRow(guidelines=version, rule=code, weight=one.weight, text_ja=one.text_ja, text_en=one.text_en)
        for code, one in rulings
    )
    return settings_of(version)


def _written(settings: Settings, number: int, note: str, by: User, at: datetime) -> Guidelines:
    bounds = settings.bounds
    return Guidelines.objects.create(
        number=number,
        least_edge_px=bounds.least_edge_px,
        good_edge_px=bounds.good_edge_px,
        most_bytes=bounds.most_bytes,
        most_ratio=bounds.most_ratio,
        least_quality=bounds.least_quality,
        public_domain=list(bounds.public_domain),
        note=note,
        decided_by=by,
        decided_at=at,
    )


def _ruling(row: RulingRow) -> Ruling:
    weight = next(one for one in ("off", "warn", "fail") if one == row.weight)
    return Ruling(weight, row.text_ja, row.text_en)


def _said(settings: Settings) -> tuple[Bounds, list[Ruling]]:
    """All that a version says, whatever its number."""
    return settings.bounds, [settings.ruling(code) for code in RULES]
