"""The policies in force on a day, as anyone may read them."""

from dataclasses import dataclass
from datetime import date

from ledger.models import Policy
from ledger.rewards import policies
from ledger.rewards.calculation import Rule


@dataclass(frozen=True, slots=True)
class Term:
    """One policy in force: its name and version, since when, in which commodity, and its rule."""

    name: str
    version: int
    since: date
    commodity: str
    rule: Rule


def in_force(*, on: date) -> list[Term]:
    """The newest version of each policy that is effective on the day, by name."""
    effective = Policy.objects.filter(effective_from__lte=on).prefetch_related("weights")
    newest = effective.order_by("name", "-effective_from", "-version").distinct("name")
    return [
        Term(policy.name, policy.version, policy.effective_from, policy.commodity, policies.read(policy))
        for policy in newest
    ]
