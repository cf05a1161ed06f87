"""What a correction would post: pictures given to, or taken from, contributors, priced as the settlement was.

Computes and writes nothing. A picture's units are what the frozen policy makes of it; its price is what a unit brought
in the settlement, so that nobody else's reward moves.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Sum

from contributors.models import Contributor, Image
from ledger.models import AdjustmentLine, AdjustmentReason, Reward, Settlement, Usage
from ledger.rewards import explaining, policies
from ledger.rewards.calculation import UNITS_OF_ONE, Rule
from ledger.rewards.prices import Price

Way = Literal["give", "take"]


class PictureNotUsed(Exception):
    """Only a picture that the run was shown can be corrected in its settlement."""

    def __init__(self, image: Image, settlement: Settlement) -> None:
        super().__init__(
            f"run {settlement.run.name} did not use {image.path}: there is nothing to correct; look for its file in"
            " the run's usage"
        )
        self.image = image


class PictureOfNobody(Exception):
    """A picture without a contributor earns nothing, so there is nobody to correct it for."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"{image.path} has no contributor: name the one to give it to or to take it from")
        self.image = image


class NotCredited(Exception):
    """What was not credited to somebody cannot be taken from them."""

    def __init__(self, contributor: Contributor, image: Image) -> None:
        super().__init__(f"{image.path} was not credited to {contributor.name} in this run: nothing was changed")
        self.contributor = contributor
        self.image = image


class AlreadyCredited(Exception):
    """What earned its giver a reward already is not given to them again."""

    def __init__(self, contributor: Contributor, image: Image) -> None:
        super().__init__(f"{image.path} is credited to {contributor.name} in this run already: nothing was changed")
        self.contributor = contributor
        self.image = image


class CorrectedBefore(Exception):
    """A picture is given once and taken once; what goes to and fro is corrected as an amount."""

    def __init__(self, contributor: Contributor, image: Image) -> None:
        super().__init__(
            f"{image.path} was corrected to and fro for {contributor.name} already: correct the amount instead"
        )
        self.contributor = contributor
        self.image = image


@dataclass(frozen=True, slots=True)
class PictureChange:
    """One picture given to, or taken from, one contributor."""

    way: Way
    image: Image
    contributor: Contributor


@dataclass(frozen=True, slots=True)
class AmountChange:
    """An amount added to what a contributor is owed; negative takes."""

    contributor: Contributor
    amount_minor: int


Change = PictureChange | AmountChange


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a correction: whose, for which picture, how many units, how much."""

    contributor: Contributor
    image: Image | None
    units: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a correction would post, before anything is fixed."""

    settlement: Settlement
    reason: AdjustmentReason
    note: str
    lines: Sequence[Line]

    @property
    def total_minor(self) -> int:
        """What it costs the organiser; negative where money comes back."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def key(self) -> str:
        """The business fact: which settlement, why, and what for whom."""
        told = [self.reason, self.note]
        told += [f"{line.contributor.pk} {line.image.pk if line.image else ''} {line.units} {line.amount_minor}"
                 for line in self.lines]  # fmt: skip
        return f"{self.settlement.run.name}:{hashlib.sha256(chr(10).join(told).encode()).hexdigest()[:32]}"


def giver(image: Image) -> Contributor:
    """Whose a picture is. Raises PictureOfNobody."""
    if image.contributor is None:
        raise PictureOfNobody(image)
    return image.contributor


def plan(settlement: Settlement, changes: Sequence[Change], *, reason: AdjustmentReason, note: str) -> Plan:
    """Compute a correction and write nothing.

    Raises PictureNotUsed, NotCredited, AlreadyCredited, CorrectedBefore.
    """
    rule, price = policies.read(settlement.policy), _price(settlement)
    units: Counter[int] = Counter()
    lines = []
    for change in changes:
        if isinstance(change, AmountChange):
            lines.append(Line(change.contributor, None, 0, change.amount_minor))
            continue
        before = _units(settlement, change.contributor) + units[change.contributor.pk]
        moved = _moved(settlement, change, rule, before)
        if moved:
            units[change.contributor.pk] += moved
            amount = price.change(before=before, after=before + moved)
            lines.append(Line(change.contributor, change.image, moved, amount))
    return Plan(settlement, reason, note, lines)


def _price(settlement: Settlement) -> Price:
    """What a unit brought; where bounds held everybody, what it would have brought without them."""
    rule = policies.read(settlement.policy)
    shared_minor, shared_units = explaining.shared(settlement)
    if shared_units:
        return Price(shared_minor, shared_units, rule.bounds)
    if rule.mode == "per_unit":
        return Price(rule.amount_minor, UNITS_OF_ONE, rule.bounds)
    return Price(settlement.total_minor, settlement.units, rule.bounds)


def _units(settlement: Settlement, contributor: Contributor) -> int:
    """A contributor's units in a settlement, corrections included."""
    settled = Reward.objects.filter(settlement=settlement, contributor=contributor).aggregate(total=Sum("units"))
    lines = AdjustmentLine.objects.filter(settlement=settlement, contributor=contributor)
    return (settled["total"] or 0) + (lines.aggregate(total=Sum("units"))["total"] or 0)


def _moved(settlement: Settlement, change: PictureChange, rule: Rule, before: int) -> int:
    """The units that a picture adds to its contributor's, or takes."""
    used = Usage.objects.filter(run_id=settlement.run_id, sha256=change.image.sha256)
    rows = list(used.values_list("stage").annotate(shown=Sum("exposures")).order_by("stage"))
    if not rows:
        raise PictureNotUsed(change.image, settlement)
    credited = _is_credited(settlement, change)
    content = rule.content_weight_basis_points(change.image.category)
    units = sum(
        (1 if rule.counting == "distinct" else shown) * content * rule.stage_weight_basis_points(stage)
        for stage, shown in rows
    )
    if change.way == "give" and credited:
        raise AlreadyCredited(change.contributor, change.image)
    if change.way == "take" and (not credited or units > before):
        raise NotCredited(change.contributor, change.image)
    moved = units if change.way == "give" else -units
    if _is_corrected(settlement, change, moved):
        raise CorrectedBefore(change.contributor, change.image)
    return moved


def _is_corrected(settlement: Settlement, change: PictureChange, moved: int) -> bool:
    """Whether a correction in this direction stands already."""
    lines = AdjustmentLine.objects.filter(settlement=settlement, contributor=change.contributor, image=change.image)
    return (lines.filter(units__gt=0) if moved > 0 else lines.filter(units__lt=0)).exists()


def _is_credited(settlement: Settlement, change: PictureChange) -> bool:
    """Whether the picture counts for the contributor now: by the settlement, or by the corrections since."""
    lines = AdjustmentLine.objects.filter(
        settlement=settlement, contributor=change.contributor, image__sha256=change.image.sha256
    )
    newest = lines.order_by("-id").first()
    if newest is not None:
        return newest.units > 0
    return Usage.objects.filter(
        run_id=settlement.run_id,
        sha256=change.image.sha256,
        drawer="credited",
        image__contributor=change.contributor,
    ).exists()
