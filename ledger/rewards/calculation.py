"""From usage to rewards: plain integers in, plain integers out, one rounding point per contributor.

Units are images (or exposures) times content weight times stage weight, in basis points of basis points; a fixed
pool is shared by units with the largest remainder, ties to the lower contributor id, within the minimum and the cap
that a policy may set for each contributor. Each reward comes with the lines it adds up from, so that anyone can
compute it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ledger.book import money
from ledger.rewards.bounds import Bounds, share

WHOLE_BASIS_POINTS = 10_000
UNITS_OF_ONE = WHOLE_BASIS_POINTS * WHOLE_BASIS_POINTS

Mode = Literal["fixed_pool", "per_unit"]
Counting = Literal["distinct", "exposures"]
HeldAt = Literal["", "minimum", "cap"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy as plain values. ``amount_minor`` is the pool, or the rate of one whole image at full weight.

    ``minimum_minor`` and ``cap_minor`` bound what one contributor with units gets for a run; ``run_cap_minor`` is the
    most that a run gives at a rate, and is shared like a pool where the rate would give more. None is no cap.
    """

    mode: Mode
    counting: Counting
    amount_minor: int
    category_weights: Mapping[str, int] = field(default_factory=dict)
    stage_weights: Mapping[str, int] = field(default_factory=dict)
    minimum_minor: int = 0
    cap_minor: int | None = None
    run_cap_minor: int | None = None

    @property
    def bounds(self) -> Bounds:
        """What one contributor gets at least and at most."""
        return Bounds(self.minimum_minor, self.cap_minor)

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
    """What one contributor earns: the sum of its lines, to the unit. ``held_at`` is the bound that made the amount."""

    contributor_id: int
    images: int
    units: int
    amount_minor: int
    lines: Sequence[Line]
    held_at: HeldAt = ""


def rewards(used: Iterable[Used], rule: Rule) -> list[Reward]:
    """Compute every contributor's reward, in order of contributor id.

    Raises money.NothingToShare where a pool is to be shared and nothing has units, and bounds.PoolTooSmall where it
    does not hold the minimum for everyone.
    """
    lines = _lines_by_contributor(used, rule)
    contributors = sorted(lines)
    shares = [money.Share(key, sum(line.units for line in lines[key])) for key in contributors]
    granted = amounts(shares, rule)
    return [_reward(key, lines[key], amount, rule) for key, amount in zip(contributors, granted, strict=True)]


def amounts(shares: Sequence[money.Share], rule: Rule) -> list[int]:
    """What each share of units earns, in their order. Raises as `rewards` does."""
    if rule.mode == "fixed_pool":
        return share(rule.amount_minor, shares, rule.bounds)
    by_rate = [rule.bounds.held(rule.amount_minor * one.units // UNITS_OF_ONE) if one.units else 0 for one in shares]
    if rule.run_cap_minor is None or sum(by_rate) <= rule.run_cap_minor:
        return by_rate
    return share(rule.run_cap_minor, shares, rule.bounds)


def _lines_by_contributor(used: Iterable[Used], rule: Rule) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in sorted(used, key=lambda row: (row.contributor_id, row.category, row.stage)):
        lines[row.contributor_id].append(_line(row, rule))
    return lines


def _line(row: Used, rule: Rule) -> Line:
    counted = row.images if rule.counting == "distinct" else row.exposures
    content, stage = rule.content_weight_basis_points(row.category), rule.stage_weight_basis_points(row.stage)
    return Line(row.category, row.stage, row.images, counted, content, stage, counted * content * stage, 0)


def _reward(contributor_id: int, lines: Sequence[Line], amount_minor: int, rule: Rule) -> Reward:
    units = sum(line.units for line in lines)
    parts = money.allocate(amount_minor, [money.Share(place, line.units) for place, line in enumerate(lines)])
    told = [replace(line, amount_minor=part) for line, part in zip(lines, parts, strict=True)]
    images = sum(line.images for line in lines)
    return Reward(contributor_id, images, units, amount_minor, told, _held_at(amount_minor, rule))


def _held_at(amount_minor: int, rule: Rule) -> HeldAt:
    if amount_minor and amount_minor == rule.minimum_minor:
        return "minimum"
    return "cap" if amount_minor == rule.cap_minor else ""
