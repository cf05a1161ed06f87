"""Every settlement computed again: from the usage to the lines, from the lines and the policy to each amount.

A reader's room: gives what does not agree, by id, and changes nothing. `proving` asks it beside the book's invariants.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.models import Sum

from ledger.book import invariants, money
from ledger.models import Settlement
from ledger.rewards import bounds, calculation, policies

QUERIES = {
    name: (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("reward_lines_follow_usage", "adjustments_are_in_the_book")
}
BY_POLICY = "rewards_follow_their_policy"
NAMES = (*QUERIES, BY_POLICY)


def broken() -> Iterator[invariants.Broken]:
    """Lines that count other images than the run used, corrections beside the book, then amounts beside the policy."""
    for name, query in QUERIES.items():
        with connection.cursor() as cursor:
            cursor.execute(query)
            for subject, told in cursor.fetchall():
                yield invariants.Broken(name, str(subject), str(told))
    for settlement in Settlement.objects.select_related("policy").order_by("id"):
        yield from _of_settlement(settlement)


def _of_settlement(settlement: Settlement) -> Iterator[invariants.Broken]:
    rows = settlement.rewards.annotate(reckoned=Sum("lines__units")).order_by("contributor_id")
    written = list(rows.values_list("id", "contributor_id", "reckoned", "amount_minor"))
    shares = [money.Share(contributor_id, units or 0) for _id, contributor_id, units, _amount in written]
    try:
        amounts = calculation.amounts(shares, policies.read(settlement.policy))
    except (money.NothingToShare, bounds.PoolTooSmall) as refusal:
        yield invariants.Broken(BY_POLICY, f"settlement {settlement.pk}", f"cannot be computed again: {refusal}")
        return
    for (reward_id, _contributor_id, _units, amount), again in zip(written, amounts, strict=True):
        if amount != again:
            yield invariants.Broken(BY_POLICY, f"reward {reward_id}", f"is {amount} and its policy gives {again}")
    units = sum(share.units for share in shares)
    if (units, sum(amounts)) != (settlement.units, settlement.total_minor):
        told = f"says {settlement.units} units and {settlement.total_minor}, its rewards {units} and {sum(amounts)}"
        yield invariants.Broken(BY_POLICY, f"settlement {settlement.pk}", told)
