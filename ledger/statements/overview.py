"""What one contributor's account says today: rewards with their reasons, balances, payouts, what is under way.

Reads only, for one person at once and in a number of queries that does not grow. Amounts are integers in minor
units of their commodity; saying them in words is left to the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from contributors.models import Contributor
from ledger.models import Drawer, EntryKind, Payout, PayoutProfile, PayoutState, Posting, Reward, Usage
from ledger.rewards import explaining
from ledger.rewards.calculation import UNITS_OF_ONE
from ledger.rewards.why import Why

NEWEST = 12
UNDELIVERED = (PayoutState.FAILED, PayoutState.RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """One reason of a reward. An image at full weight is one unit."""

    category: str
    stage: str
    images: int
    weight: Decimal
    units: Decimal
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What one run brought the person, with all it is computed from."""

    run: str
    month: date
    is_closed: bool
    why: Why
    lines: Sequence[Line]

    @property
    def commodity(self) -> str:
        """In which commodity."""
        return self.why.commodity

    @property
    def images(self) -> int:
        """Of how many pictures, distinct per stage."""
        return self.why.images

    @property
    def amount_minor(self) -> int:
        """How much."""
        return self.why.amount_minor


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest month that brought something, in one commodity: distinct pictures, runs and the sum."""

    month: date
    is_closed: bool
    commodity: str
    pictures: int
    runs: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed now in one commodity, and what it is made of."""

    commodity: str
    rewarded_minor: int
    adjusted_minor: int
    paid_out_minor: int

    @property
    def owed_minor(self) -> int:
        """What is owed now."""
        return self.rewarded_minor + self.adjusted_minor - self.paid_out_minor


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A run that used the person's pictures and has no rewards yet."""

    run: str
    images: int


def rewards(person: Contributor) -> list[Earned]:
    """The newest rewards, newest first."""
    found = (
        _rewards(person)
        .select_related("settlement__run", "settlement__policy", "settlement__entry__period__closing")
        .prefetch_related("lines")
        .order_by("-settlement__entry__effective_on", "-settlement_id")
    )
    newest = list(found[:NEWEST])
    reasons = explaining.of(newest)
    return [_earned(reward, reasons[reward.pk]) for reward in newest]


def latest(person: Contributor, earned: Sequence[Earned]) -> Latest | None:
    """The newest month of ``earned`` (newest first), whole: yen before whatever else was earned in it."""
    if not earned:
        return None
    month = earned[0].month
    sums = (
        _rewards(person)
        .filter(settlement__entry__period_id=month)
        .values_list("settlement__policy__commodity")
        .annotate(runs=Count("id"), amount=Sum("amount_minor"))
    )
    commodity, runs, amount = min(sums, key=lambda row: (row[0] != "JPY", row[0]))
    of_month = [one for one in earned if (one.month, one.commodity) == (month, commodity)]
    pictures = _distinct_pictures(person, month, commodity, of_month, runs)
    return Latest(month, earned[0].is_closed, commodity, pictures, runs, amount)


def unsettled(person: Contributor) -> list[Unsettled]:
    """The newest runs that used the person's pictures and are not settled."""
    rows = (
        Usage.objects.filter(image__contributor=person, drawer=Drawer.CREDITED, run__settlement__isnull=True)
        .values_list("run__name")
        .annotate(images=Count("image_id", distinct=True))
        .order_by("-run_id")
    )
    return [Unsettled(run, images) for run, images in rows[:NEWEST]]


def balances(person: Contributor) -> list[Balance]:
    """What is owed in each commodity and why, yen first."""
    rows = (
        Posting.objects.filter(account__contributor=person, account__kind="payable")
        .values_list("commodity", "entry__kind")
        .annotate(total=Sum("amount_minor"))
        .order_by()
    )
    sums = {(commodity, kind): -total for commodity, kind, total in rows}
    commodities = sorted({commodity for commodity, _kind in sums}, key=lambda one: (one != "JPY", one))
    return [_balance(commodity, sums) for commodity in commodities]


def payouts(person: Contributor) -> list[Payout]:
    """The newest payouts with their batches, newest first."""
    return list(person.payouts.select_related("batch").order_by("-paid_on", "-id")[:NEWEST])


def payment_of(month: Latest, made: Sequence[Payout]) -> Payout | None:
    """The payout that pays a month's rewards: the first one of that month's end or later that did not fail."""
    paying = [
        payout
        for payout in made
        if payout.batch.month >= month.month
        and payout.batch.commodity == month.commodity
        and payout.state not in UNDELIVERED
    ]
    return min(paying, key=lambda payout: payout.batch.month, default=None)


def came_back(made: Sequence[Payout]) -> Payout | None:
    """The newest payout, where the bank did not deliver it."""
    return made[0] if made and made[0].state in UNDELIVERED else None


def account_ending(person: Contributor) -> str:
    """The last three digits of the bank account on file; empty where there is none."""
    return PayoutProfile.objects.filter(contributor=person).values_list("account_ending", flat=True).first() or ""


def _rewards(person: Contributor) -> QuerySet[Reward]:
    return Reward.objects.filter(contributor=person, amount_minor__gt=0)


def _earned(reward: Reward, why: Why) -> Earned:
    settlement = reward.settlement
    return Earned(
        run=settlement.run.name,
        month=settlement.entry.period_id,
        is_closed=hasattr(settlement.entry.period, "closing"),
        why=why,
        lines=[
            Line(
                category=line.category,
                stage=line.stage,
                images=line.images,
                weight=Decimal(line.content_weight_basis_points * line.stage_weight_basis_points) / UNITS_OF_ONE,
                units=Decimal(line.units) / UNITS_OF_ONE,
                amount_minor=line.amount_minor,
            )
            for line in sorted(reward.lines.all(), key=lambda line: (line.stage, line.category))
        ],
    )


def _distinct_pictures(person: Contributor, month: date, commodity: str, of_month: Sequence[Earned], runs: int) -> int:
    """One picture counts once, however many runs and stages used it.

    Within one stage of one run the lines count distinct pictures already; only beyond that is usage asked.
    """
    stages = {line.stage for one in of_month for line in one.lines}
    if runs == 1 and len(stages) == 1:
        return of_month[0].images
    used = Usage.objects.filter(
        image__contributor=person,
        drawer=Drawer.CREDITED,
        run__settlement__entry__period_id=month,
        run__settlement__policy__commodity=commodity,
    )
    return used.values("image_id").distinct().count()


def _balance(commodity: str, sums: dict[tuple[str, str], int]) -> Balance:
    def of(*kinds: EntryKind) -> int:
        return sum(sums.get((commodity, kind), 0) for kind in kinds)

    return Balance(
        commodity=commodity,
        rewarded_minor=of(EntryKind.SETTLEMENT),
        adjusted_minor=of(EntryKind.ADJUSTMENT, EntryKind.REVERSAL),
        paid_out_minor=-of(EntryKind.PAYOUT, EntryKind.RETURNED),
    )
