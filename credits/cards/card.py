"""A run's card: what may be told in public of what a model learned from, before any format.

People are names as each chose today, without any count of their own; the others are a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SourceTold:
    """One rewardless source, and what of it was used; images are distinct."""

    name: str
    licence: str
    address: str
    note: str
    images: int
    exposures: int


@dataclass(frozen=True, slots=True)
class DrawerTold:
    """How often pictures of one drawer were shown, and the share in all, in percent cut off at two places."""

    name: str
    meaning: str
    exposures: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class SimilarityTold:
    """A comparison of weights; without a label it is of the run's own. Cosines by part, None where there is none."""

    label: str
    first_name: str
    second_name: str
    first_sha256: str
    second_sha256: str
    cosines: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Card:
    """One run. ``edition`` is the number of the edition that thanks for it, None before there is one."""

    run: str
    purpose: str
    frozen_at: str
    told_on: str
    address: str
    publisher: str
    edition: int | None
    images: int
    exposures: int
    names: Sequence[str]
    unnamed: int
    sources: Sequence[SourceTold]
    drawers: Sequence[DrawerTold]
    shown: int
    opted_out_shown: int
    similarity: Sequence[SimilarityTold]

    @property
    def people(self) -> int:
        """How many gave, named or not."""
        return len(self.names) + self.unnamed
