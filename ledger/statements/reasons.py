"""Why a statement says what it says: rewards with their lines, adjustments and payouts of one month.

Reads for many statements at once and gives each its part of a sheet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledger.models import Answer, Payout, Posting, Reward
from ledger.rewards import explaining
from ledger.rewards.calculation import UNITS_OF_ONE
from ledger.rewards.why import Why
from ledger.statements import sheet


@dataclass(slots=True)
class Reasons:
    """The parts of one statement."""

    rewards: list[sheet.Reward] = field(default_factory=list)
    adjustments: list[sheet.Adjustment] = field(default_factory=list)
    payouts: list[sheet.Payout] = field(default_factory=list)


def of_month(month: date, contributor_ids: Sequence[int], commodity: str) -> Mapping[int, Reasons]:
    """The reasons of each contributor's month, by contributor id."""
    reasons: dict[int, Reasons] = defaultdict(Reasons)
    rewards = list(_rewards(month, contributor_ids, commodity))
    why = explaining.of(rewards)
    for reward in rewards:
        reasons[reward.contributor_id].rewards.append(_told_reward(reward, why[reward.pk]))
    for posting in _adjustments(month, contributor_ids, commodity):
        if posting.account.contributor_id is not None:
            reasons[posting.account.contributor_id].adjustments.append(_told_adjustment(posting))
    for payout in _payouts(month, contributor_ids, commodity):
        reasons[payout.contributor_id].payouts.append(_told_payout(payout))
    for answer in _returns(month, contributor_ids, commodity):
        reasons[answer.payout.contributor_id].payouts.append(_told_return(answer))
    return reasons


def _rewards(month: date, contributor_ids: Sequence[int], commodity: str) -> QuerySet[Reward]:
    return (
        Reward.objects.filter(
            contributor_id__in=contributor_ids,
            amount_minor__gt=0,
            settlement__policy__commodity=commodity,
            settlement__entry__period_id=month,
        )
        .select_related("settlement__run", "settlement__policy")
        .prefetch_related("lines")
        .order_by("settlement_id")
    )


def _adjustments(month: date, contributor_ids: Sequence[int], commodity: str) -> QuerySet[Posting]:
    return (
        Posting.objects.filter(
            account__contributor_id__in=contributor_ids,
            account__kind="payable",
            commodity=commodity,
            entry__period_id=month,
            entry__kind__in=["adjustment", "reversal"],
        )
        .select_related("entry__corrects", "entry__reverses", "account")
        .order_by("id")
    )


def _payouts(month: date, contributor_ids: Sequence[int], commodity: str) -> QuerySet[Payout]:
    return Payout.objects.filter(
        contributor_id__in=contributor_ids, batch__commodity=commodity, batch__entry__period_id=month
    ).order_by("id")


def _returns(month: date, contributor_ids: Sequence[int], commodity: str) -> QuerySet[Answer]:
    return (
        Answer.objects.filter(
            payout__contributor_id__in=contributor_ids,
            payout__batch__commodity=commodity,
            entry__period_id=month,
            entry__kind="returned",
        )
        .select_related("payout")
        .order_by("id")
    )


def _told_reward(reward: Reward, why: Why) -> sheet.Reward:
    return sheet.Reward(
        run=reward.settlement.run.name,
        policy=str(reward.settlement.policy),
        why=why,
        amount_minor=reward.amount_minor,
        reasons=tuple(
            sheet.Reason(
                category=line.category,
                stage=line.stage,
                images=line.images,
                weight=Decimal(line.content_weight_basis_points * line.stage_weight_basis_points) / UNITS_OF_ONE,
                units=Decimal(line.units) / UNITS_OF_ONE,
                amount_minor=line.amount_minor,
            )
            for line in reward.lines.all()
        ),
    )


def _told_adjustment(posting: Posting) -> sheet.Adjustment:
    entry = posting.entry
    corrected = entry.corrects or entry.reverses
    return sheet.Adjustment(
        words=entry.note, corrects=str(corrected) if corrected else "", amount_minor=-posting.amount_minor
    )


def _told_payout(payout: Payout) -> sheet.Payout:
    return sheet.Payout(
        on=payout.paid_on,
        state="sent",
        gross_minor=payout.gross_minor,
        withholding_minor=payout.withholding_minor,
        fee_minor=payout.fee_minor,
        net_minor=payout.net_minor,
        moved_minor=-payout.gross_minor,
        bank=_masked(payout),
    )


def _told_return(answer: Answer) -> sheet.Payout:
    payout = answer.payout
    return sheet.Payout(
        on=answer.answered_on,
        state="returned",
        gross_minor=payout.gross_minor,
        withholding_minor=payout.withholding_minor,
        fee_minor=payout.fee_minor,
        net_minor=payout.net_minor,
        moved_minor=payout.gross_minor,
        bank=_masked(payout),
    )


def _masked(payout: Payout) -> str:
    """The account the payout was prepared with, whatever is on file now."""
    return f"****{payout.account_ending}"
