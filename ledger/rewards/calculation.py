"""From usage to rewards: plain integers in, plain integers out, one rounding point per contributor.

Units are images (or exposures) times content weight times stage weight, in basis points of basis points; a fixed
pool is shared by units with the largest remainder, ties to the lower contributor id. Each reward comes with the
lines it adds up from, so that anyone can compute it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ledger.book import money

WHOLE_BASIS_POINTS = 10_000
UNITS_OF_ONE = WHOLE_BASIS_POINTS * WHOLE_BASIS_POINTS

Mode = Literal["fixed_pool", "per_unit"]
Counting = Literal["distinct", "exposures"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy as plain values. ``amount_minor`` is the pool, or the rate of one whole image at full weight."""

    mode: Mode
    counting: Counting
    amount_minor: int
    category_weights: Mapping[str, int] = field(default_factory=dict)
    stage_weights: Mapping[str, int] = field(default_factory=dict)

    def content_weight_basis_points(self, category: str) -> int:
        """The weight of a category; one that no weight names counts whole."""
        return self.category_weights.get(category, WHOLE_BASIS_POINTS)

    def stage_weight_basis_points(self, stage: str) -> int:
        """The weight of a stage; one that no weight names counts whole."""
        return self.stage_weights.get(stage, WHOLE_BASIS_POINTS)


@dataclass(frozen=True, slots=True)
class Used:
    """How many distinct images of one contributor and category one stage used, and how often in all."""

    contributor_id: int
    category: str
    stage: str
    images: int
    exposures: int


@dataclass(frozen=True, slots=True)
class Line:
    """One reason: ``counted`` images (or exposures) times both weights are ``units``, and a part of the amount."""

    category: str
    stage: str
    images: int
    counted: int
    content_weight_basis_points: int
    stage_weight_basis_points: int
    units: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Reward:
    """What one contributor earns: the sum of its lines, to the unit."""

    contributor_id: int
    images: int
    units: int
    amount_minor: int
    lines: Sequence[Line]


def rewards(used: Iterable[Used], rule: Rule) -> list[Reward]:
    """Compute every contributor's reward, in order of contributor id.

    Raises money.NothingToShare where a pool is to be shared and nothing has units.
    """
    lines = _lines_by_contributor(used, rule)
    contributors = sorted(lines)
    shares = [money.Share(key, sum(line.units for line in lines[key])) for key in contributors]
    amounts = _amounts(shares, rule)
    return [_reward(key, lines[key], amount) for key, amount in zip(contributors, amounts, strict=True)]


def _lines_by_contributor(used: Iterable[Used], rule: Rule) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in sorted(used, key=lambda row: (row.contributor_id, row.category, row.stage)):
        lines[row.contributor_id].append(_line(row, rule))
    return lines


def _line(row: Used, rule: Rule) -> Line:
    counted = row.images if rule.counting == "distinct" else row.exposures
    content, stage = rule.content_weight_basis_points(row.category), rule.stage_weight_basis_points(row.stage)
    return Line(row.category, row.stage, row.images, counted, content, stage, counted * content * stage, 0)


def _amounts(shares: Sequence[money.Share], rule: Rule) -> list[int]:
    if rule.mode == "fixed_pool":
        return money.allocate(rule.amount_minor, shares)
    return [rule.amount_minor * share.units // UNITS_OF_ONE for share in shares]


def _reward(contributor_id: int, lines: Sequence[Line], amount_minor: int) -> Reward:
    units = sum(line.units for line in lines)
    parts = money.allocate(amount_minor, [money.Share(place, line.units) for place, line in enumerate(lines)])
    told = [replace(line, amount_minor=part) for line, part in zip(lines, parts, strict=True)]
    return Reward(contributor_id, sum(line.images for line in lines), units, amount_minor, told)
