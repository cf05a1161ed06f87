"""Settling a run: its credited usage under a policy becomes rewards, posted as one entry.

A preview computes the same and writes nothing. Settling twice gives the first settlement again; with another
policy it is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Sum

from contributors.models import User
from ledger.book import chart, journal, money
from ledger.models import (
    Drawer,
    EntryKind,
    Matching,
    Policy,
    Reward,
    RewardLine,
    Run,
    Settlement,
    Usage,
)
from ledger.rewards import calculation, policies
from ledger.training import alarms, usage


class RunNotMatched(Exception):
    """A run is settled from its usage, which is not there, or not as its parts say now."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} has no usage that its parts agree with: ingest them and match the run first")
        self.run = run


class SettledOtherwise(Exception):
    """A run is settled once."""

    def __init__(self, settlement: Settlement) -> None:
        super().__init__(f"run {settlement.run.name} was settled under {settlement.policy}: correct it by adjustment")
        self.settlement = settlement


class WithdrawnInside(Exception):
    """The run used images that had been withdrawn or blocked before it was frozen, and nobody has resolved it."""

    def __init__(self, run: Run, exposures: int) -> None:
        super().__init__(f"run {run.name} used withdrawn images {exposures} times: resolve that before settling")
        self.run = run
        self.exposures = exposures


@dataclass(frozen=True, slots=True)
class Preview:
    """What settling would post, and the usage it is computed from."""

    run: str
    policy: str
    commodity: str
    units: int
    total_minor: int
    rewards: Sequence[calculation.Reward]
    used: Sequence[calculation.Used]


def preview(run: Run, policy: Policy) -> Preview:
    """Compute the run's rewards under ``policy`` and write nothing.

    Raises RunNotMatched, money.NothingToShare, bounds.PoolTooSmall.
    """
    if not Matching.objects.filter(run=run).exists():
        raise RunNotMatched(run)
    credited = used(run)
    computed = calculation.rewards(credited, policies.read(policy))
    return Preview(
        run=run.name,
        policy=str(policy),
        commodity=policy.commodity,
        units=sum(reward.units for reward in computed),
        total_minor=sum(reward.amount_minor for reward in computed),
        rewards=computed,
        used=credited,
    )


def used(run: Run) -> list[calculation.Used]:
    """The run's credited usage, by contributor, category and stage; an image counts once per stage."""
    rows = (
        Usage.objects.filter(run=run, drawer=Drawer.CREDITED, image__contributor__isnull=False)
        .values("stage", owner=F("image__contributor_id"), content=F("image__category"))
        .annotate(images=Count("image_id", distinct=True), shown=Sum("exposures"))
    )
    return [calculation.Used(row["owner"], row["content"], row["stage"], row["images"], row["shown"]) for row in rows]


@transaction.atomic
def settle(run: Run, policy: Policy, *, by: User, on: date, at: datetime) -> Settlement:
    """Post the run's rewards, effective ``on``. Asked twice, done once.

    The usage must be what the run's parts say now: parts that came after the matching are not settled around.
    Raises RunNotMatched, usage.RunIncomplete, usage.PartsHeld, WithdrawnInside, SettledOtherwise, NothingToShare,
    bounds.PoolTooSmall, AmountDoesNotFit, journal.EntryRefused.
    """
    Run.objects.select_for_update().get(pk=run.pk)
    known = Settlement.objects.filter(run=run).select_related("policy", "run").first()
    if known is not None:
        return _same(known, policy)
    _refuse_unfit(run)
    seen = preview(run, policy)
    entry = journal.post(_draft(run, policy, seen, on), by=by)
    settlement = Settlement.objects.create(
        run=run,
        policy=policy,
        entry=entry,
        units=seen.units,
        total_minor=seen.total_minor,
        settled_at=at,
        settled_by=by,
    )
    _write_reasons(settlement, seen.rewards)
    return settlement


def _same(known: Settlement, policy: Policy) -> Settlement:
    if known.policy_id != policy.id:
        raise SettledOtherwise(known)
    return known


def _refuse_unfit(run: Run) -> None:
    if usage.agreed(run) is None:
        raise RunNotMatched(run)
    alarm = alarms.standing(run)
    if alarm is not None and alarm.is_open:
        raise WithdrawnInside(run, alarm.exposures)


def _draft(run: Run, policy: Policy, seen: Preview, on: date) -> journal.Draft:
    owed = [
        journal.Leg(chart.payable(reward.contributor_id, seen.commodity), -reward.amount_minor)
        for reward in seen.rewards
        if reward.amount_minor
    ]
    if not owed:
        raise money.NothingToShare
    cost = journal.Leg(chart.rewards(seen.commodity), money.fits(seen.total_minor))
    return journal.Draft(
        kind=EntryKind.SETTLEMENT,
        scope="settlement",
        key=f"{run.name}:{policy.name}:{policy.version}",
        effective_on=on,
        legs=[cost, *owed],
        note=f"rewards of {run.name} under {policy}",
    )


def _write_reasons(settlement: Settlement, rewards: Sequence[calculation.Reward]) -> None:
    rows = Reward.objects.bulk_create(
        Reward(
            settlement=settlement,
            contributor_id=reward.contributor_id,
            images=reward.images,
            units=reward.units,
            amount_minor=reward.amount_minor,
            held_at=reward.held_at,
        )
        for reward in rewards
    )
    RewardLine.objects.bulk_create(
        RewardLine(
            reward=row,
            category=line.category,
            stage=line.stage,
            images=line.images,
            counted=line.counted,
            content_weight_basis_points=line.content_weight_basis_points,
            stage_weight_basis_points=line.stage_weight_basis_points,
            units=line.units,
            amount_minor=line.amount_minor,
        )
        for row, reward in zip(rows, rewards, strict=True)
        for line in reward.lines
    )
