"""Policies: written once, version after version, and read as plain rules."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.db import transaction

from ledger.book import money
from ledger.models import Policy, PolicyWeight
from ledger.rewards.calculation import Counting, Mode, Rule

Attached = Literal["category", "stage"]


class PolicyUnknown(Exception):
    """No policy of that name is in force."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"no policy named {name!r} is in force on {on}: write one first, or name another")
        self.name = name


class PolicyWrittenOtherwise(Exception):
    """This version exists already, with other rules."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(f"{name} version {version} is written already, with other rules: give a new version")
        self.name = name
        self.version = version


@transaction.atomic
def write(name: str, rule: Rule, *, version: int, commodity: str, effective_from: date) -> Policy:
    """Write a version of a policy. Asked twice with the same rule, done once; another rule is refused."""
    money.fits(rule.amount_minor)
    policy, is_new = Policy.objects.get_or_create(
        name=name,
        version=version,
        defaults={
            "commodity": commodity,
            "effective_from": effective_from,
            "mode": rule.mode,
            "counting": rule.counting,
            "amount_minor": rule.amount_minor,
        },
    )
    if is_new:
        _weigh(policy, "category", rule.category_weights)
        _weigh(policy, "stage", rule.stage_weights)
    elif (read(policy), policy.commodity) != (rule, commodity):
        raise PolicyWrittenOtherwise(name, version)
    return policy


def in_force(name: str, *, on: date) -> Policy:
    """The newest version of ``name`` that is effective on the day. Raises PolicyUnknown."""
    policy = Policy.objects.filter(name=name, effective_from__lte=on).order_by("-effective_from", "-version").first()
    if policy is None:
        raise PolicyUnknown(name, on)
    return policy


def read(policy: Policy) -> Rule:
    """The policy as plain values."""
    weights = list(policy.weights.all())
    mode: Mode = "per_unit" if policy.mode == "per_unit" else "fixed_pool"
    counting: Counting = "exposures" if policy.counting == "exposures" else "distinct"
    return Rule(
        mode=mode,
        counting=counting,
        amount_minor=policy.amount_minor,
        category_weights={weight.word: weight.basis_points for weight in weights if weight.of == "category"},
        stage_weights={weight.word: weight.basis_points for weight in weights if weight.of == "stage"},
    )


def _weigh(policy: Policy, of: Attached, weights: Mapping[str, int]) -> None:
    PolicyWeight.objects.bulk_create(
        PolicyWeight(policy=policy, of=of, word=word, basis_points=basis_points)
        for word, basis_points in sorted(weights.items())
    )
