"""How much may be sent over HTTP: the organiser's settings HENREI_PART_..., as README lists them."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """One part as it comes, all that a run has on its way, and how long something unfinished is kept."""

    part_bytes: int
    open_files: int
    open_bytes: int
    kept_for: timedelta


def in_force() -> Limits:
    """The limits as they are set now."""
    return Limits(
        part_bytes=settings.HENREI_PART_BYTES,
        open_files=settings.HENREI_PART_OPEN_FILES,
        open_bytes=settings.HENREI_PART_OPEN_BYTES,
        kept_for=timedelta(hours=settings.HENREI_PART_OPEN_HOURS),
    )
