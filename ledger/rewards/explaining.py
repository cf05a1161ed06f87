"""Gathers why rewards are what they are, for many at once in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Sum

from ledger.models import Policy, Reward, Settlement
from ledger.rewards import policies
from ledger.rewards.calculation import HeldAt
from ledger.rewards.why import Why

Shared = tuple[int, int]


def of(rewards: Iterable[Reward]) -> Mapping[int, Why]:
    """The reasons by reward id. Rewards come with their settlement, its policy and their lines."""
    asked = list(rewards)
    found = _shared({reward.settlement_id: reward.settlement for reward in asked})
    return {reward.pk: _why(reward, found[reward.settlement_id]) for reward in asked}


def shared(settlement: Settlement) -> Shared:
    """What those share whom no bound holds, and by how many units; (0, 0) where a rate is not capped."""
    return _shared({settlement.pk: settlement})[settlement.pk]


def _why(reward: Reward, shared: Shared) -> Why:
    settlement, lines = reward.settlement, list(reward.lines.all())
    policy = settlement.policy
    return Why(
        commodity=policy.commodity,
        mode=policies.mode(policy),
        counting=policies.counting(policy),
        rule_minor=policy.amount_minor,
        images=reward.images,
        counted=sum(line.counted for line in lines),
        stages=len({line.stage for line in lines}),
        units=reward.units,
        all_units=settlement.units,
        amount_minor=reward.amount_minor,
        held_at=_held_at(reward),
        shared_minor=shared[0],
        shared_units=shared[1],
    )


def _shared(settlements: Mapping[int, Settlement]) -> dict[int, Shared]:
    """What is shared by how many units, by settlement: all of a pool, but for what bounds hold."""
    found: dict[int, Shared] = dict.fromkeys(settlements, (0, 0))
    bounded = [key for key, one in settlements.items() if _is_shared(one) and _is_bounded(one.policy)]
    found |= {
        key: (one.total_minor, one.units)
        for key, one in settlements.items()
        if _is_shared(one) and not _is_bounded(one.policy)
    }
    return found | _free(bounded)


def _free(settlements: Sequence[int]) -> dict[int, Shared]:
    rows = Reward.objects.filter(settlement__in=settlements, held_at="").values_list("settlement_id").order_by()
    sums = rows.annotate(amount=Sum("amount_minor"), units=Sum("units")) if settlements else ()
    return {key: (amount, units) for key, amount, units in sums}


def _is_shared(settlement: Settlement) -> bool:
    policy = settlement.policy
    return policy.mode == "fixed_pool" or policy.run_cap_minor == settlement.total_minor


def _is_bounded(policy: Policy) -> bool:
    return policy.minimum_minor > 0 or policy.cap_minor is not None


def _held_at(reward: Reward) -> HeldAt:
    if reward.held_at == "minimum":
        return "minimum"
    return "cap" if reward.held_at == "cap" else ""
