"""How rewards are computed, as anyone may read it."""

from datetime import date

import pytest
from django.test import Client

from ledger.rewards import policies
from ledger.rewards.calculation import Rule

pytestmark = pytest.mark.django_db
SINCE = date(2020, 4, 1)


def told(visitor: Client) -> str:
    """The page on one line."""
    return " ".join(visitor.get("/how/").content.decode().split())


def test_without_a_policy_the_page_says_so(visitor: Client) -> None:
    assert "No policy is in force yet" in told(visitor)


def test_a_pool_is_told_in_plain_words(visitor: Client) -> None:
    rule = Rule(
        "fixed_pool", "distinct", 1_000_000, category_weights={"sketch": 5_000}, stage_weights={"refine": 12_000}
    )
    policies.write("pool", rule, version=1, commodity="JPY", effective_from=SINCE)
    page = told(visitor)
    assert "For each run there is a pool of 1,000,000 yen" in page
    assert "Each distinct picture counts once in each stage" in page
    assert "Pictures: sketch" in page
    assert "weight 5,000 of 10,000" in page
    assert "Stage: refine" in page
    assert "weight 12,000 of 10,000" in page


def test_a_rate_is_told_in_plain_words(visitor: Client) -> None:
    policies.write("rate", Rule("per_unit", "exposures", 12), version=1, commodity="JPY", effective_from=SINCE)
    page = told(visitor)
    assert "Every picture at full weight earns 12 yen." in page
    assert "Each picture counts as often as it was shown." in page
    assert "All pictures and all stages have full weight, 10,000." in page


def test_bounds_are_told_in_plain_words(visitor: Client) -> None:
    rule = Rule("per_unit", "distinct", 12, minimum_minor=100, cap_minor=5_000, run_cap_minor=900_000)
    policies.write("rate", rule, version=1, commodity="JPY", effective_from=SINCE)
    page = told(visitor)
    assert "gets at least 100 yen for a run." in page
    assert "Nobody gets more than 5,000 yen for a run." in page
    assert "A run gives at most 900,000 yen;" in page


def test_a_policy_without_bounds_tells_of_none(visitor: Client) -> None:
    policies.write("rate", Rule("per_unit", "distinct", 12), version=1, commodity="JPY", effective_from=SINCE)
    assert "for a run." not in told(visitor)


def test_only_the_version_in_force_is_told(visitor: Client) -> None:
    for version, since in enumerate((SINCE, date(2021, 4, 1), date(2190, 4, 1)), start=1):
        rule = Rule("fixed_pool", "distinct", version * 1_000)
        policies.write("pool", rule, version=version, commodity="JPY", effective_from=since)
    page = told(visitor)
    assert "version 2, since April 1, 2021" in page
    assert "version 1," not in page
    assert "version 3," not in page


def test_the_example_stands_with_its_figures(visitor: Client) -> None:
    page = told(visitor)
    for figure in ("4.00", "7.00", "5,714", "1,429", "1,428", "9,999 yen"):
        assert figure in page
    assert "goes to the largest remainder: C." in page
