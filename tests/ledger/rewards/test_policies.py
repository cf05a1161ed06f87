"""Policies: written once, never changed, found by day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ledger.book import money
from ledger.models import Policy, PolicyWeight
from ledger.rewards import policies
from ledger.rewards.calculation import Rule

SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)
RULE = Rule("per_unit", "exposures", 30, category_weights={"夜": 5_000, "fish": 0}, stage_weights={"base": 20_000})
BOUNDED = replace(RULE, minimum_minor=100, cap_minor=5_000, run_cap_minor=90_000)


def write(rule: Rule = RULE, *, version: int = 1, commodity: str = "JPY", effective_from: date = SPRING) -> Policy:
    return policies.write("rate", rule, version=version, commodity=commodity, effective_from=effective_from)


@pytest.mark.django_db
def test_a_policy_is_read_as_it_was_written() -> None:
    policy = write()
    assert policies.read(policy) == RULE
    assert (str(policy), policy.commodity, policy.effective_from) == ("rate v1", "JPY", SPRING)


@pytest.mark.django_db
def test_bounds_are_read_as_they_were_written() -> None:
    assert policies.read(write(BOUNDED)) == BOUNDED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "told"),
    [
        pytest.param(replace(BOUNDED, cap_minor=99), "the cap of 99 is below the minimum of 100", id="cap"),
        pytest.param(replace(BOUNDED, cap_minor=0), "a cap of nothing", id="no cap"),
        pytest.param(replace(BOUNDED, run_cap_minor=0), "a cap of nothing", id="no run cap"),
        pytest.param(replace(BOUNDED, mode="fixed_pool"), "a pool is what a run gives already", id="pool"),
    ],
)
def test_bounds_that_contradict_each_other_are_refused(rule: Rule, told: str) -> None:
    with pytest.raises(policies.PolicyUnfit, match=told):
        write(rule)
    assert not Policy.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("bound", ["minimum_minor", "cap_minor", "run_cap_minor"])
def test_bounds_below_zero_are_refused(bound: str) -> None:
    rules = {
        "minimum_minor": replace(BOUNDED, minimum_minor=-1),
        "cap_minor": replace(BOUNDED, cap_minor=-1),
        "run_cap_minor": replace(BOUNDED, run_cap_minor=-1),
    }
    with pytest.raises(money.AmountDoesNotFit):
        write(rules[bound])
    assert not Policy.objects.exists()


@pytest.mark.django_db
def test_asked_twice_a_policy_is_written_once() -> None:
    assert write() == write()
    assert (Policy.objects.count(), PolicyWeight.objects.count()) == (1, 3)


@pytest.mark.django_db
def test_a_version_is_not_written_otherwise() -> None:
    write()
    others: list[Callable[[], object]] = [
        lambda: write(replace(RULE, amount_minor=31)),
        lambda: write(replace(RULE, mode="fixed_pool")),
        lambda: write(replace(RULE, counting="distinct")),
        lambda: write(replace(RULE, stage_weights={})),
        lambda: write(replace(RULE, minimum_minor=1)),
        lambda: write(replace(RULE, cap_minor=1)),
        lambda: write(replace(RULE, run_cap_minor=1)),
        lambda: write(commodity="POINTS"),
        lambda: write(effective_from=SUMMER),
    ]
    for other in others:
        with pytest.raises(policies.PolicyWrittenOtherwise, match="rate version 1"):
            other()
    assert policies.read(Policy.objects.get()) == RULE


@pytest.mark.django_db
def test_the_newest_version_of_the_day_is_in_force() -> None:
    first, second = write(), write(replace(RULE, amount_minor=40), version=2, effective_from=SUMMER)
    third = write(replace(RULE, amount_minor=50), version=3, effective_from=SUMMER)
    assert policies.in_force("rate", on=date(2026, 6, 30)) == first
    assert policies.in_force("rate", on=SUMMER) == third != second


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "on"), [("rate", date(2026, 3, 31)), ("other", SUMMER)])
def test_before_its_day_no_policy_is_in_force(name: str, on: date) -> None:
    write()
    with pytest.raises(policies.PolicyUnknown, match=name):
        policies.in_force(name, on=on)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule",
    [
        replace(RULE, category_weights={"night": -1}),
        replace(RULE, stage_weights={"base": policies.MOST_BASIS_POINTS + 1}),
        replace(RULE, category_weights={"": 1}),
        replace(RULE, category_weights={"a\nb": 1}),
    ],
    ids=["below nothing", "too heavy", "no word", "two lines"],
)
def test_an_unfit_weight_is_refused(rule: Rule) -> None:
    with pytest.raises(policies.PolicyUnfit):
        write(rule)
    assert not Policy.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("version", "commodity"), [(0, "JPY"), (-1, "JPY"), (1, "yen"), (1, ""), (1, "J")])
def test_an_unfit_version_or_commodity_is_refused(version: int, commodity: str) -> None:
    with pytest.raises(policies.PolicyUnfit):
        write(version=version, commodity=commodity)
    assert not Policy.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "two words", "x" * 61, "返礼"])
def test_an_unfit_name_is_refused(name: str) -> None:
    with pytest.raises(policies.PolicyUnfit):
        policies.write(name, RULE, version=1, commodity="JPY", effective_from=SPRING)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -5, 2**63])
def test_a_policy_gives_something_that_fits(amount: int) -> None:
    with pytest.raises(money.AmountDoesNotFit):
        write(replace(RULE, amount_minor=amount))
    assert not Policy.objects.exists()
